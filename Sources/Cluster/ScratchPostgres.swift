internal import Foundation
internal import Glibc
package import RetailCore
internal import Synchronization

/// A PostgreSQL for a while, whose data nobody will miss: for tests. Whoever gets at its socket is its superuser, and it can be killed,
/// frozen and started again, on the same data and under the same address, as often as anybody likes.
///
///     <folder>         its socket; private to the server's user
///             /data    the cluster
///             /log     what was said by whoever ran last
///
/// Gone with its folder when this process ends, however it ends.
package final class ScratchPostgres: Sendable {
    private struct Life {
        let process: pid_t
        let ended: DispatchSemaphore
    }

    package let folder: String
    package var data: String { folder + "/data" }
    /// The superuser's, in libpq's words; of no database yet.
    package var connection: String { "host=\(folder) port=5432 user=\(Roles.superuser)" }

    private let account: Account
    private let binaries: Binaries
    private let supervisor: Supervisor
    private let life = Mutex<Life?>(nil)

    /// A new, empty cluster. It does not run yet.
    ///
    /// - Parameter folder: is made; a socket must fit into it.
    package convenience init(folder: String) throws(Fault) {
        try self.init(folder) { binaries, account throws(Fault) in
            .initdb(folder + "/data", binaries, account, access: "trust", ["--no-sync"], output: folder + "/log")
        }
    }

    /// One that follows another, which runs, until it is promoted.
    package convenience init(folder: String, standbyOf primary: ScratchPostgres) throws(Fault) {
        try self.init(folder) { binaries, account throws(Fault) in
            Command(
                program: try binaries.program("pg_basebackup"),
                arguments: ["-D", folder + "/data", "-d", primary.connection, "-R", "-c", "fast", "--no-sync"],
                account: account.toSwitchTo, output: folder + "/log")
        }
    }

    private init(_ folder: String, making: (Binaries, Account) throws(Fault) -> Command) throws(Fault) {
        self.folder = folder
        binaries = try Binaries.find(version: nil)
        account = try Account.forServer(owner: nil)
        supervisor = Supervisor(dataFolder: folder) { _ in }
        try Folders.make(folder, owner: account, mode: 0o700)
        clearAwayInTheEnd()
        try supervisor.run(try making(binaries, account), "Making a cluster")
    }

    /// Starts it, however it ended before, and returns when it takes connections.
    package func start() throws(Fault) {
        let started = DispatchSemaphore(value: 0)
        let outcome = Mutex<Result<Void, Fault>>(.success(()))
        // A thread that lives as long as the server, which hears of our end by the thread's.
        let thread = Thread { [self] in
            let ended = DispatchSemaphore(value: 0)
            do throws(Fault) {
                let process = try launch()
                life.withLock { $0 = Life(process: process, ended: ended) }
                started.signal()
                _ = supervisor.wait(for: process)
                ended.signal()
            } catch {
                outcome.withLock { $0 = .failure(error) }
                started.signal()
            }
        }
        thread.name = "scratch-postgres"
        thread.start()
        started.wait()
        try outcome.withLock { $0 }.get()
    }

    private func launch() throws(Fault) -> pid_t {
        // No fsync: these data are thrown away.
        let settings = ["listen_addresses=", "port=5432", "unix_socket_directories=\(folder)", "fsync=off", "max_connections=200"]
        let command = Command(
            program: binaries.postgres, arguments: ["-D", data] + (settings + ["shared_buffers=64MB"]).flatMap { ["-c", $0] },
            account: account.toSwitchTo, output: folder + "/log")
        for attempt in 1... {
            do throws(Fault) { return try supervisor.launch(command, cluster: data, log: folder + "/log") } catch {
                // Backends of a killed one have not noticed yet that they are alone.
                guard error.code == "cluster.start-failed", attempt < 600 else { throw error }
                usleep(100_000)
            }
        }
        throw Fault(.unavailable, "cluster.start-failed", "PostgreSQL did not start.")
    }

    /// As a power cut does it: the postmaster is gone at once, its backends when they notice.
    package func kill() { end(SIGKILL) }

    /// At once, without a checkpoint.
    package func stop() { end(SIGQUIT) }

    private func end(_ signal: Int32) {
        let life = life.withLock { life in
            defer { life = nil }
            return life
        }
        guard let life else { return }
        supervisor.signal(signal)
        life.ended.wait()
    }

    /// Stops the postmaster and every backend where they are, as a machine does that hangs; and lets them go on.
    package func freeze(_ isFrozen: Bool) {
        guard let process = life.withLock({ $0?.process }) else { return }
        // The postmaster first, so that it makes no new ones; and last when all go on.
        if isFrozen { supervisor.signal(SIGSTOP) }
        let backends = (TextFile.read("/proc/\(process)/task/\(process)/children") ?? "").split(separator: " ").compactMap { pid_t($0) }
        for backend in backends { Glibc.kill(backend, isFrozen ? SIGSTOP : SIGCONT) }
        if !isFrozen { supervisor.signal(SIGCONT) }
    }

    /// From a standby to a primary; returns when it is one.
    package func promote() throws(Fault) { try run("SELECT pg_promote(true, 600)") }

    /// One statement, as the superuser.
    package func run(_ sql: String) throws(Fault) { _ = try Psql.ask(connection + " dbname=postgres", sql) }

    /// Whatever ends this process, the kernel tells the shell by the end of the thread that waits for it.
    private func clearAwayInTheEnd() {
        let script = """
            trap : INT
            sleep infinity & wait $!
            kill $!
            server=$(head -n 1 '\(data)/postmaster.pid')
            if [ "/proc/$server/cwd" -ef '\(data)' ]; then
                kill -CONT $server $(cat /proc/$server/task/$server/children)
                kill -QUIT $server
                sleep 1
            fi
            rm -rf '\(folder)'
            """
        let shell = Command(program: "/bin/sh", arguments: ["-c", script])
        let thread = Thread { if let process = try? shell.spawn() { _ = Ending(reaping: process, wait: true) } }
        thread.name = "clear-away"
        thread.start()
    }
}
