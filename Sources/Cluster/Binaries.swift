internal import Foundation
package import RetailCore

/// Where PostgreSQL's programs are.
package struct Binaries: Sendable {
    let folder: String

    var initdb: String { folder + "/initdb" }
    var postgres: String { folder + "/postgres" }
    var psql: String { folder + "/psql" }

    /// One of the other programs, which Debian has in `postgresql-client-<version>`.
    ///
    /// - Throws: `cluster.postgres-missing` (503).
    package func program(_ name: String) throws(Fault) -> String {
        let path = "\(folder)/\(name)"
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw Fault(
                .unavailable, "cluster.postgres-missing",
                "\(path) is missing: install PostgreSQL's client programs (Debian's package postgresql-client) of the server's version.")
        }
        return path
    }

    /// The programs that talk to a server of this major version; the server itself need not be installed.
    package static func clients(version: Int) throws(Fault) -> Binaries { try find(version: version, needing: ["psql"]) }

    /// `PG_BIN` if set, else Debian's newest, else what `PATH` has.
    ///
    /// - Parameter version: the major version that made the cluster; no other can read it.
    static func find(
        version: Int?, needing programs: [String] = ["initdb", "postgres", "psql"],
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(Fault) -> Binaries {
        if let folder = environment["PG_BIN"], !folder.isEmpty {
            guard let binaries = Binaries(folder: folder, programs) else {
                throw Fault(
                    .unavailable, "cluster.postgres-missing",
                    "PG_BIN is \(folder), but \(programs.joined(separator: ", ")) are not in it.")
            }
            return binaries
        }
        let installed = ((try? FileManager.default.contentsOfDirectory(atPath: debian)) ?? []).compactMap { Int($0) }.sorted(by: >)
        for major in installed where version == nil || version == major {
            if let binaries = Binaries(folder: "\(debian)/\(major)/bin", programs) { return binaries }
        }
        for folder in (environment["PATH"] ?? "").split(separator: ":") {
            // A link in /usr/local/bin leads to the folder where the others are.
            let real = URL(fileURLWithPath: "\(folder)/\(programs[0])").resolvingSymlinksInPath().deletingLastPathComponent().path
            guard let binaries = Binaries(folder: real, programs) else { continue }
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

    private init?(folder: String, _ programs: [String]) {
        guard programs.allSatisfy({ FileManager.default.isExecutableFile(atPath: "\(folder)/\($0)") }) else {
            return nil
        }
        self.folder = folder
    }
}
