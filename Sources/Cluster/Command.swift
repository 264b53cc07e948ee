internal import CSpawn
internal import Glibc
internal import RetailCore

/// A program to run in a session of its own (Ctrl-C in the terminal is for us, not for the database), with nothing of our environment
/// but what it is given and none of our files, that gets a SIGINT should we die.
package struct Command: Sendable {
    var program: String
    var arguments: [String]
    /// `NAME=value`; others of the user can read it, nobody else can.
    var environment: [String] = []
    /// As whom to run it, if not as ourselves.
    var account: Account?
    /// What it reads; a line or two (it has to fit into a pipe).
    var input = ""
    /// The file for what it says, if anybody may want to know; it is replaced.
    var output: String?

    package init(program: String, arguments: [String], environment: [String] = [], output: String? = nil) {
        (self.program, self.arguments, self.environment, self.output) = (program, arguments, environment, output)
    }

    init(program: String, arguments: [String], account: Account?, input: String = "", output: String? = nil) {
        self.init(program: program, arguments: arguments, output: output)
        (self.account, self.input) = (account, input)
    }

    /// util-linux is essential on Debian; since 2.33 its setpriv knows `--pdeathsig`.
    private static let setpriv = "/usr/bin/setpriv"
    private static let env = "/usr/bin/env"
    /// `POSIX_SPAWN_SETSID`, which glibc's header shows to GNU programs only.
    private static let setsid: Int32 = 0x80

    func spawn() throws(Fault) -> pid_t {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw systemFault("can't make a pipe") }
        defer { close(ends[0]) }
        let written = write(ends[1], input, input.utf8.count)
        close(ends[1])
        guard written == input.utf8.count else { throw systemFault("can't write to a pipe") }
        if let output { unlink(output) }

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
        posix_spawn_file_actions_addopen(&actions, 1, output ?? "/dev/null", O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // NIO's sockets are not close-on-exec: a database that kept one would keep a client waiting for the end of its connection.
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(Self.setsid | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        var words = [Self.setpriv, "--pdeathsig=INT"]
        if let account { words += ["--reuid=\(account.user)", "--regid=\(account.group)", "--clear-groups"] }
        // Ours may be a folder that the other user must not look into, and PostgreSQL's programs insist on knowing where they are.
        words += ["--", Self.env, "--chdir=/", program] + arguments
        let vector = words.map(Self.copied)
        let environment = (["PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC"] + environment).map(Self.copied)
        defer { for text in vector + environment { free(text) } }
        var pid: pid_t = 0
        let status = posix_spawn(&pid, Self.setpriv, &actions, &attributes, vector + [nil], environment + [nil])
        guard status == 0 else { throw systemFault("can't run \(Self.setpriv) (Debian package util-linux)", status) }
        return pid
    }

    private static func copied(_ text: String) -> UnsafeMutablePointer<CChar>? { strdup(text) }

    /// The last of what it said, for a fault's words.
    package var outputTail: String {
        let text = output.flatMap { TextFile.tail($0) } ?? ""
        return text.split(separator: "\n").suffix(8).joined(separator: "\n")
    }
}

/// How a program ended.
package enum Ending: Sendable, Equatable, CustomStringConvertible {
    case exited(Int32)
    case signalled(Int32)
    case unknown

    /// Nil if it still runs.
    init?(reaping pid: pid_t, wait: Bool) {
        var status: Int32 = 0
        var reaped = waitpid(pid, &status, wait ? 0 : WNOHANG)
        while reaped < 0, errno == EINTR { reaped = waitpid(pid, &status, wait ? 0 : WNOHANG) }
        if reaped == 0 { return nil }
        // WIFEXITED and the like are macros that Swift doesn't see.
        self = reaped < 0 ? .unknown : status & 0x7F == 0 ? .exited(status >> 8 & 0xFF) : .signalled(status & 0x7F)
    }

    package var description: String {
        switch self {
        case .exited(let code): "exit \(code)"
        case .signalled(let number): "signal \(number)"
        case .unknown: "nobody knows how"
        }
    }
}

/// A call to the system that failed, in the operator's words.
func systemFault(_ what: String, _ number: Int32 = errno) -> Fault {
    let why = strerror(number).map { String(cString: $0) } ?? "error \(number)"
    let code = number == ENOSPC || number == EDQUOT ? DiskSpace.code : "cluster.system"
    return Fault(.unavailable, code, "The embedded database \(what): \(why).")
}
