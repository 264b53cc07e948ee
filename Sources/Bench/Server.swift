import Foundation
import Glibc

/// The server under test, with the PostgreSQL it runs.
struct Server: Sendable {
    let pid: Int
    let port: Int
    let postmaster: Int
    /// libpq's.
    let database: String
    let folder: String

    /// All load comes from one address here, and 32 devices serve for thousands: what a node bears of one client is not what is measured.
    /// Those of these options that the program knows: another checkout's may be older than they are.
    private static func unlimited(_ program: String) throws -> [String] {
        let shares = [
            ("--connections-per-address", "12000"), ("--sockets-per-address", "12000"), ("--sockets-per-device", "12000"),
            ("--requests-per-address", "2000"), ("--refusals-per-second", "0"),
        ]
        let help = try run(program, ["serve", "--help"])
        return shares.filter { help.contains($0.0 + " ") }.flatMap { [$0.0, $0.1] }
    }

    /// - Parameter folder: its data folder.
    static func start(_ program: String, folder: String, port: Int) throws -> (Server, Process) {
        let process = try launch(
            program, try ["serve", "--demo", "--data", folder] + unlimited(program), environment: ["PORT": "\(port)", "DATABASE_URL": ""],
            output: folder + ".log")
        let pid = Int(process.processIdentifier)
        // It answers before its demo chain is made.
        let log = folder + ".log"
        func isServing() -> Bool { (try? String(contentsOfFile: log, encoding: .utf8))?.contains("Serving at") == true }
        guard isAnswering(port, process, seconds: 120), (0..<600).contains(where: { _ in isServing() || usleep(100_000) != 0 }) else {
            throw Trouble(
                "the server did not start: \((try? String(contentsOfFile: folder + ".log", encoding: .utf8))?.suffix(1500) ?? "")")
        }
        guard let postmaster = Proc.children(of: pid).first(where: { Proc.arguments($0).contains("cluster_name=retail-embedded") }) else {
            throw Trouble("the server runs no PostgreSQL")
        }
        func setting(_ name: String) -> String {
            let word = Proc.arguments(postmaster).first { $0.hasPrefix(name + "=") } ?? ""
            return word.dropFirst(name.count + 1).replacingOccurrences(of: "\"", with: "")
        }
        let root = URL(fileURLWithPath: setting("config_file")).deletingLastPathComponent().path
        let database = "host='\(setting("unix_socket_directories"))' port=5432 user=retail dbname=retail passfile='\(root)/password'"
        return (Server(pid: pid, port: port, postmaster: postmaster, database: database, folder: folder), process)
    }

    static func isAnswering(_ port: Int, _ process: Process, seconds: Double, path: String = "/ready") -> Bool {
        let end = nanoseconds() + UInt64(seconds * 1e9)
        while nanoseconds() < end, process.isRunning {
            if let connection = try? Connection(port: port), (try? connection.exchange(httpRequest("GET", path))) != nil,
                connection.status == 200
            {
                return true
            }
            usleep(2000)
        }
        return false
    }

    var cpu: (server: Double, postgres: Double) { (Proc.cpu(pid), Proc.cpuWithChildren(postmaster)) }

    static let programs: String = {
        if let given = ProcessInfo.processInfo.environment["PG_BIN"] { return given }
        let versions = ((try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []).compactMap { Int($0) }
        return versions.max().map { "/usr/lib/postgresql/\($0)/bin" } ?? "/usr/bin"
    }()

    @discardableResult
    func sql(_ text: String, schema: String = "t_demo") throws -> String {
        let file = folder + ".sql"
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        return try run(
            Server.programs + "/psql", ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", database, "-f", file],
            environment: ["PGOPTIONS": "-c search_path=\(schema) -c client_min_messages=warning"]
        ).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Transactions per second.
    func pgbench(_ script: String, clients: Int, seconds: Double) throws -> Measured {
        let file = folder + ".pgbench"
        try script.write(toFile: file, atomically: true, encoding: .utf8)
        let before = cpu
        let text = try run(
            Server.programs + "/pgbench",
            [
                "-n", "-M", "prepared", "-c", "\(clients)", "-j", "2", "-T", "\(max(1, Int(seconds)))", "-D", "i=0", "-D",
                "base=\(nanoseconds())0", "-f", file, database,
            ],
            environment: ["PGOPTIONS": "-c search_path=t_limit"])
        let after = cpu
        func number(after word: String) -> Double? {
            text.split(separator: "\n").first { $0.hasPrefix(word) }.flatMap {
                Double($0.dropFirst(word.count).split(separator: " ").first ?? "")
            }
        }
        guard let rate = number(after: "tps = "), let count = number(after: "number of transactions actually processed: ") else {
            throw Trouble("pgbench said: \(text.suffix(1500))")
        }
        if text.contains("ERROR") { throw Trouble("pgbench said: \(text.suffix(1500))") }
        var measured = Measured()
        (measured.operations, measured.seconds) = (Int(count), count / rate)
        measured.postgresCPU = after.postgres - before.postgres
        return measured
    }
}
