internal import Foundation
internal import RetailCore

/// Where PostgreSQL's programs are.
struct Binaries {
    let folder: String

    var initdb: String { folder + "/initdb" }
    var postgres: String { folder + "/postgres" }
    var psql: String { folder + "/psql" }

    /// `PG_BIN` if set, else Debian's newest, else what `PATH` has.
    ///
    /// - Parameter version: the major version that made the cluster; no other can read it.
    static func find(version: Int?, environment: [String: String] = ProcessInfo.processInfo.environment) throws(Fault) -> Binaries {
        if let folder = environment["PG_BIN"], !folder.isEmpty {
            guard let binaries = Binaries(folder: folder) else {
                throw Fault(.unavailable, "cluster.postgres-missing", "PG_BIN is \(folder), but initdb, postgres and psql are not in it.")
            }
            return binaries
        }
        let installed = ((try? FileManager.default.contentsOfDirectory(atPath: debian)) ?? []).compactMap { Int($0) }.sorted(by: >)
        for major in installed where version == nil || version == major {
            if let binaries = Binaries(folder: "\(debian)/\(major)/bin") { return binaries }
        }
        for folder in (environment["PATH"] ?? "").split(separator: ":") {
            // A link in /usr/local/bin leads to the folder where the others are.
            let real = URL(fileURLWithPath: folder + "/postgres").resolvingSymlinksInPath().deletingLastPathComponent().path
            guard let binaries = Binaries(folder: real) else { continue }
            if let version, installed.contains(where: { real == "\(debian)/\($0)/bin" && $0 != version }) { continue }
            return binaries
        }
        if let version {
            let others = installed.isEmpty ? "none" : installed.map(String.init).joined(separator: ", ")
            throw Fault(
                .unavailable, "cluster.version-mismatch",
                "The database was made by PostgreSQL \(version), which is not installed (there is: \(others)): install the package postgresql-\(version), or dump it there and load it here."
            )
        }
        throw Fault(
            .unavailable, "cluster.postgres-missing",
            "PostgreSQL is not installed: install Debian's package postgresql, name the folder of its programs in PG_BIN, or give DATABASE_URL."
        )
    }

    private static let debian = "/usr/lib/postgresql"

    private init?(folder: String) {
        guard ["initdb", "postgres", "psql"].allSatisfy({ FileManager.default.isExecutableFile(atPath: "\(folder)/\($0)") }) else {
            return nil
        }
        self.folder = folder
    }
}
