import CSpawn
import Glibc

/// The PostgreSQL that the tests run on: the one that RETAIL_TEST_DATABASE names, or a private one that lives as long as this process.
enum Cluster {
    /// A fresh database of this run, as libpq's connection string of a superuser.
    static let connection = freshDatabase()

    static func freshDatabase() -> String {
        let name = "retail_test_\(getpid())_\(UInt32.random(in: 0 ... .max))"
        runCommand("\(binaries)/psql", [expand(server), "-qX", "-c", "CREATE DATABASE \(name)"])
        return "\(server) dbname=\(name)"
    }

    private static let server = getenv("RETAIL_TEST_DATABASE").map { String(cString: $0) } ?? startPrivate()

    static let binaries = "/usr/lib/postgresql/15/bin"

    private static let directory = "/tmp/retail-postgres-\(getpid())"

    private static func expand(_ server: String) -> String { server.contains("dbname") ? server : server + " dbname=postgres" }

    private static func startPrivate() -> String {
        runCommand("/bin/mkdir", ["-p", directory])
        if getuid() == 0 { runCommand("/bin/chown", ["postgres", directory]) }
        asServer("initdb", ["-D", directory + "/data", "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"])
        let options = "-c listen_addresses='' -c unix_socket_directories=\(directory) -c fsync=off -c max_connections=200"
        asServer("pg_ctl", ["-D", directory + "/data", "-w", "-l", directory + "/log", "-o", options, "start"])
        atexit {
            Cluster.asServer("pg_ctl", ["-D", Cluster.directory + "/data", "-m", "immediate", "-w", "stop"])
            Cluster.runCommand("/bin/rm", ["-rf", Cluster.directory])
        }
        return "host=\(directory) user=postgres"
    }

    private static func asServer(_ command: String, _ arguments: [String]) {
        guard getuid() == 0 else { return runCommand(binaries + "/" + command, arguments) }
        runCommand("/usr/bin/setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", binaries + "/" + command] + arguments)
    }

    private static func runCommand(_ path: String, _ arguments: [String]) {
        // Foundation's Process would wait for the server too, which inherits what it watches.
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor: Int32 in [1, 2] { posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0) }
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var child: pid_t = 0
        guard posix_spawn(&child, path, &actions, nil, &words, environ) == 0 else { return }
        var status: Int32 = 0
        waitpid(child, &status, 0)
    }
}
