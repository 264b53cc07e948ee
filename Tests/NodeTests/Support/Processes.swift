import CSpawn
import Glibc

/// Child processes, without Foundation, whose Process waits for grandchildren too.
enum Processes {
    @discardableResult static func spawn(_ path: String, _ arguments: [String], log: String = "/dev/null") -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        for descriptor: Int32 in [1, 2] {
            posix_spawn_file_actions_addopen(&actions, descriptor, log, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        }
        // NIO's sockets are not close-on-exec: a child that kept one would keep a client waiting for the end of its connection.
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        // A group of its own: Ctrl-C is for the tests.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var child: pid_t = 0
        guard posix_spawn(&child, path, &actions, &attributes, &words, environ) == 0 else { return 0 }
        return child
    }

    static func run(_ path: String, _ arguments: [String]) { wait(spawn(path, arguments)) }

    static func wait(_ child: pid_t) {
        guard child > 0 else { return }
        var status: Int32 = 0
        waitpid(child, &status, 0)
    }

    /// False once it has ended; it is then waited for.
    static func isAlive(_ child: pid_t) -> Bool {
        var status: Int32 = 0
        return child > 0 && waitpid(child, &status, WNOHANG) == 0
    }
}
