import Glibc

/// A PostgreSQL of the tests' own: its processes can be killed and it can be started again on the same data.
final class PrivateCluster: @unchecked Sendable {
    let folder: String
    var connection: String { "host=\(folder) port=5432 user=postgres" }
    private var process: pid_t = 0

    static let binaries: String = {
        for version in stride(from: 25, through: 12, by: -1) where access("/usr/lib/postgresql/\(version)/bin/initdb", X_OK) == 0 {
            return "/usr/lib/postgresql/\(version)/bin"
        }
        return "/usr/lib/postgresql/15/bin"
    }()

    convenience init(_ name: String) {
        self.init(name) {
            ("initdb", ["-D", $0 + "/data", "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"])
        }
    }

    /// One that follows another, which runs, until it is promoted.
    convenience init(_ name: String, standbyOf primary: PrivateCluster) {
        self.init(name) {
            ("pg_basebackup", ["-D", $0 + "/data", "-h", primary.folder, "-p", "5432", "-U", "postgres", "-R", "-c", "fast", "--no-sync"])
        }
    }

    private init(_ name: String, data: (String) -> (program: String, arguments: [String])) {
        folder = "/tmp/retail-\(name)-\(getpid())"
        Processes.run("/bin/mkdir", ["-p", folder])
        if getuid() == 0 { Processes.run("/bin/chown", ["postgres", folder]) }
        let make = data(folder)
        Processes.wait(PrivateCluster.spawn(make.program, make.arguments))
        // Whatever ends this process, the cluster ends after it.
        let watch = """
            while kill -0 \(getpid()) 2>/dev/null; do sleep 1; done
            kill -QUIT $(head -n 1 \(folder)/data/postmaster.pid) 2>/dev/null; sleep 1; rm -rf \(folder)
            """
        Processes.spawn("/bin/sh", ["-c", watch])
    }

    /// Starts it, however it ended before, and waits until it takes connections.
    func start() {
        while true {
            process = PrivateCluster.spawn(
                "postgres",
                [
                    "-D", folder + "/data", "-k", folder, "-h", "", "-p", "5432", "-c", "fsync=off", "-c", "max_connections=200",
                    "-c", "shared_buffers=64MB",
                ])
            while Processes.isAlive(process) {
                if isReady { return }
                usleep(20_000)
            }
            // Backends of the one before have not noticed yet that their postmaster is gone.
            usleep(100_000)
        }
    }

    private var isReady: Bool {
        guard let file = fopen(folder + "/data/postmaster.pid", "r") else { return false }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1000)
        let count = fread(&bytes, 1, bytes.count, file)
        let lines = String(decoding: bytes.prefix(count), as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        return lines.count > 7 && lines[0] == "\(process)" && lines[7].hasPrefix("ready")
    }

    /// From a standby to a primary; comes back when it is one.
    func promote() { run("SELECT pg_promote(true, 600)") }

    /// Kills the postmaster as a power cut would.
    func kill() {
        Glibc.kill(process, SIGKILL)
        Processes.wait(process)
    }

    /// Stops the postmaster and every backend where they are, as a machine does that hangs; and lets them go on.
    func freeze(_ isFrozen: Bool) {
        // The postmaster first, so that it makes no new ones; and last when all go on.
        let signal = isFrozen ? SIGSTOP : SIGCONT
        if isFrozen { Glibc.kill(process, signal) }
        for child in backends { Glibc.kill(child, signal) }
        if !isFrozen { Glibc.kill(process, signal) }
    }

    private var backends: [pid_t] {
        guard let file = fopen("/proc/\(process)/task/\(process)/children", "r") else { return [] }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 4000)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count), as: UTF8.self).split(separator: " ").compactMap { pid_t($0) }
    }

    func stop() {
        Glibc.kill(process, SIGQUIT)
        Processes.wait(process)
    }

    /// One statement, as the superuser.
    func run(_ sql: String) { Processes.run(PrivateCluster.binaries + "/psql", [connection + " dbname=postgres", "-qX", "-c", sql]) }

    func freshDatabase() -> String { PrivateCluster.freshDatabase(on: connection) }

    static func freshDatabase(on server: String) -> String {
        let name = "retail_node_\(getpid())_\(UInt32.random(in: 0 ... .max))"
        Processes.run(
            binaries + "/psql", [server.contains("dbname") ? server : server + " dbname=postgres", "-qX", "-c", "CREATE DATABASE \(name)"])
        return "\(server) dbname=\(name)"
    }

    @discardableResult private static func spawn(_ program: String, _ arguments: [String]) -> pid_t {
        // PostgreSQL refuses to be root.
        getuid() == 0
            ? Processes.spawn(
                "/usr/bin/setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", binaries + "/" + program] + arguments)
            : Processes.spawn(binaries + "/" + program, arguments)
    }
}

/// The database that the tests of this process share: on the server that RETAIL_TEST_DATABASE names, or on a private one.
enum Cluster {
    static let connection = PrivateCluster.freshDatabase(on: server)

    static func freshDatabase() -> String { PrivateCluster.freshDatabase(on: server) }

    private static let server: String = {
        if let given = getenv("RETAIL_TEST_DATABASE") { return String(cString: given) }
        let cluster = PrivateCluster("node")
        cluster.start()
        return cluster.connection
    }()
}
