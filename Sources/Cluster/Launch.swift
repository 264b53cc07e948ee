internal import Glibc
internal import RetailCore

extension Command {
    /// Makes a cluster whose superuser is `Roles.superuser`, unless another one is named.
    ///
    /// - Parameter access: how whoever comes by the socket proves who he is, as `pg_hba.conf` has it.
    static func initdb(
        _ cluster: String, _ binaries: Binaries, _ account: Account, superuser: String = Roles.superuser, access: String, _ more: [String],
        output: String
    ) -> Command {
        let words = ["-D", cluster, "-U", superuser, "-E", "UTF8", "--locale=C.UTF-8", "--auth=\(access)"]
        return Command(program: binaries.initdb, arguments: words + more, account: account.toSwitchTo, output: output)
    }
}

extension Supervisor {
    /// Starts a server and waits until it takes connections, however long it has to recover.
    ///
    /// - Parameter log: where more is to be read of why it does not.
    func launch(_ postgres: Command, cluster: String, log: String) throws(Fault) -> pid_t {
        let process = try spawn(postgres)
        var waited = 0
        while true {
            if let ending = poll(process) {
                guard !stopping else { throw Fault(.unavailable, "cluster.stopped", "The database was told to stop.") }
                let tail = postgres.outputTail
                if let full = DiskSpace.fault("PostgreSQL did not start", tail, folder: cluster) { throw full }
                throw Fault(
                    .unavailable, "cluster.start-failed", "PostgreSQL did not start (\(ending)): \(tail)\nMore is in \(log).",
                    diagnosis: tail)
            }
            if let postmaster = Postmaster(cluster: cluster), postmaster.pid == process, postmaster.isReady { return process }
            usleep(10_000)
            waited += 1
            if waited % 500 == 0 {
                progress("PostgreSQL is still starting, after \(waited / 100) s (recovering from a crash?); its log is in \(log)")
            }
        }
    }
}
