internal import Glibc
internal import RetailCore

/// What `postmaster.pid` in the cluster says.
struct Postmaster {
    let pid: pid_t
    /// Whether it takes connections.
    let isReady: Bool

    init?(cluster: String) {
        guard let text = TextFile.read(cluster + "/postmaster.pid") else { return nil }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let first = lines.first, let pid = pid_t(first), pid > 1 else { return nil }
        self.pid = pid
        isReady = lines.count > 7 && lines[7].hasPrefix("ready")
    }

    enum Presence {
        /// No such process.
        case gone
        /// The number belongs to some other program by now, or to the remains of one that nobody waited for.
        case stranger
        /// A server in this cluster that an earlier one of ours started.
        case ours
        /// A server in this cluster that somebody else started.
        case foreign
    }

    func presence(in cluster: String) -> Presence {
        guard kill(pid, 0) == 0 || errno != ESRCH else { return .gone }
        var here = stat()
        var there = stat()
        guard stat(cluster, &here) == 0, stat("/proc/\(pid)/cwd", &there) == 0, here.st_dev == there.st_dev, here.st_ino == there.st_ino
        else {
            return .stranger
        }
        let arguments = (TextFile.read("/proc/\(pid)/cmdline") ?? "").split(separator: "\0")
        return arguments.contains { $0 == Server.mark } ? .ours : .foreign
    }

    /// Makes room for a new server in a cluster whose lock we hold.
    ///
    /// One of ours may still be there: we were killed, it heard of it and is about to end.
    static func clear(_ cluster: String, progress: (String) -> Void) throws(Fault) {
        var patience = 0
        let file = cluster + "/postmaster.pid"
        // After a power loss the file may be empty or full of garbage, and PostgreSQL won't start over it. We hold the folder's lock, and
        // whoever else might run here is seen to by the shared memory.
        if TextFile.read(file) != nil, Postmaster(cluster: cluster) == nil { unlink(file) }
        while let postmaster = Postmaster(cluster: cluster) {
            switch postmaster.presence(in: cluster) {
            case .gone:
                return  // PostgreSQL knows what to do with a file of the dead.
            case .stranger:
                // PostgreSQL would take the stranger for a server. (That none is left is seen to by its shared memory besides.)
                unlink(file)
                return
            case .foreign:
                throw Fault(
                    .unavailable, "cluster.folder-in-use",
                    "Somebody else runs a PostgreSQL in \(cluster) (process \(postmaster.pid)): stop it first.")
            case .ours:
                if patience == 0 { progress("Waiting for the PostgreSQL of an earlier run to end (process \(postmaster.pid))") }
                if patience == 0 { kill(postmaster.pid, SIGINT) }
                if patience == 3000 { kill(postmaster.pid, SIGQUIT) }
                guard patience < 4000 else {
                    throw Fault(
                        .unavailable, "cluster.folder-in-use", "The PostgreSQL of an earlier run doesn't end (process \(postmaster.pid)).")
                }
                patience += 1
                usleep(20_000)
            }
        }
    }
}
