import Foundation
import RetailCore
import Synchronization
import TestSupport
import Testing

@testable import Cluster

/// A data folder that is thrown away, and eyes on what goes on in it.
final class Shop: Sendable {
    /// What is removed in the end; `folder` may lie deeper.
    let top: String
    let folder: String
    private let told = Mutex<[String]>([])

    init(deep: String = "") throws {
        top = TestFolder.fresh("cluster-test")
        folder = deep.isEmpty ? top : top + "/" + deep
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // As mkdir does it; the process may run with a umask that is stricter.
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: top)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder)
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: top)
    }

    var say: @Sendable (String) -> Void {
        { [self] line in told.withLock { $0.append(line) } }
    }

    var lines: [String] { told.withLock { $0 } }

    var postmaster: Int32? { Postmaster(cluster: folder + "/postgres/cluster")?.pid }

    /// Every process that names this folder on its command line or works in it.
    var processes: [Int32] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return all.compactMap { Int32($0) }.filter { pid in
            let here = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/cwd")) ?? ""
            return here.hasPrefix(folder) || (TextFile.read("/proc/\(pid)/cmdline") ?? "").contains(folder)
        }
    }

    /// The answer's text, asked through psql as any client would.
    func ask(_ connection: String, _ sql: String, account: Account? = nil) throws -> String {
        do throws(Fault) { return try Psql.ask(connection, sql, account: account) } catch {
            throw Refused(words: error.diagnosis ?? error.detail)
        }
    }

    struct Refused: Error {
        let words: String
    }

    /// The server itself has ended when `stop` returns; its logger, which nobody waits for, does so when it has written the last line.
    func expectNoProcesses() async throws {
        try await eventually { processes.isEmpty }
    }

    /// Waits until it holds, for half a minute at most; an error counts as "not yet".
    func eventually(_ holds: () throws -> Bool) async throws {
        for _ in 0..<600 {
            if (try? holds()) == true { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        Issue.record("it never came true")
    }

    /// A cluster as releases before docs/adr/0015 made it, with a chain in it.
    func makeOldLayout() async throws {
        let supervisor = Supervisor(dataFolder: folder, progress: say)
        let server = try Server.prepare(dataFolder: folder, supervisor: supervisor)
        try Folders.make(server.folders.cluster, owner: server.account, mode: 0o700)
        let binaries = try Binaries.find(version: nil)
        let initdb = Command.initdb(
            server.folders.cluster, binaries, server.account, superuser: "retail", access: "reject", ["--no-sync"],
            output: server.folders.root + "/initdb.log")
        try supervisor.run(initdb, "initdb")
        for (database, script) in [
            ("postgres", "CREATE DATABASE retail\n"),
            (
                "retail",
                """
                ALTER ROLE retail PASSWORD 'old'
                CREATE SCHEMA retail
                CREATE TABLE retail.tenant (slug text)
                CREATE ROLE t_demo NOLOGIN NOINHERIT
                GRANT t_demo TO retail
                CREATE SCHEMA t_demo
                GRANT USAGE ON SCHEMA t_demo TO t_demo
                ALTER DEFAULT PRIVILEGES IN SCHEMA t_demo GRANT SELECT ON TABLES TO t_demo
                CREATE TABLE t_demo.apple (n int, id bigserial)
                INSERT INTO t_demo.apple VALUES (7)

                """
            ),
        ] {
            let words = ["--single", "-D", server.folders.cluster, "-c", "exit_on_error=on", database]
            try supervisor.run(
                Command(program: binaries.postgres, arguments: words, account: server.account.toSwitchTo, input: script), "postgres")
        }
        try TextFile.replace(server.folders.password, "*:*:*:retail:old\n", mode: 0o600)
    }
}
