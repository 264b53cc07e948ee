internal import Foundation
internal import Glibc
internal import RetailCore
internal import Synchronization

/// One life of the server process, from `begin` to `stop`, on one thread of its own.
///
/// The thread is not for comfort: the kernel's parent-death signal, by which PostgreSQL learns that we were killed, is sent when the
/// *thread* that started it ends. So that thread must live as long as PostgreSQL may.
final class Supervisor: Sendable {
    private struct State {
        var stopping = false
        /// The server, and what runs beside it for a moment.
        var children: Set<pid_t> = []
        var finished = false
        var farewells: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let dataFolder: String
    let progress: @Sendable (String) -> Void

    init(dataFolder: String, progress: @escaping @Sendable (String) -> Void) {
        self.dataFolder = dataFolder
        self.progress = progress
    }

    /// - Parameter ready: called once, with the connection strings or with why there is none.
    func begin(_ ready: @escaping @Sendable (Result<EmbeddedLogins, Fault>) -> Void) {
        let thread = Thread { [self] in
            do throws(Fault) {
                let server = try Server.prepare(dataFolder: dataFolder, supervisor: self)
                let lock = try FolderLock(server.folders)
                try server.prepareFiles()
                var process = try server.launch()
                ready(.success(server.logins))
                keepAlive(server, &process)
                server.removeTemporaryFolder()
                lock.release()
            } catch {
                endChildren()
                ready(.failure(error))
            }
            finish()
        }
        thread.name = "postgres"
        thread.start()
    }

    /// Returns at once.
    func askToStop() { signal(SIGINT) { $0.stopping = true } }

    func stop() async {
        askToStop()
        let impatience = Task { [self] in
            try await Task.sleep(for: .seconds(60))
            signal(SIGQUIT)
            try await Task.sleep(for: .seconds(10))
            signal(SIGKILL)
        }
        await withCheckedContinuation { continuation in
            let finished = state.withLock { state in
                if !state.finished { state.farewells.append(continuation) }
                return state.finished
            }
            if finished { continuation.resume() }
        }
        impatience.cancel()
    }

    var stopping: Bool { state.withLock { $0.stopping } }

    /// Starts a program, unless we are to stop; `stop` reaches it.
    func spawn(_ command: Command) throws(Fault) -> pid_t {
        try state.withLock { (state) throws(Fault) in
            guard !state.stopping else { throw Fault(.unavailable, "cluster.stopped", "The database was told to stop.") }
            let pid = try command.spawn()
            state.children.insert(pid)
            return pid
        }
    }

    /// Runs a program to its end.
    func run(_ command: Command, _ what: String) throws(Fault) {
        let ending = wait(for: try spawn(command))
        guard ending != .exited(0) else { return }
        guard !stopping else { throw Fault(.unavailable, "cluster.stopped", "The database was told to stop.") }
        let tail = command.outputTail
        if let full = DiskSpace.fault("\(what) failed", tail, folder: dataFolder) { throw full }
        throw Fault(.unavailable, "cluster.step-failed", "\(what) failed (\(ending)): \(tail)", diagnosis: tail)
    }

    /// How the program ended, or nil if it still runs.
    func poll(_ pid: pid_t) -> Ending? {
        state.withLock { state in
            guard let ending = Ending(reaping: pid, wait: false) else { return nil }
            state.children.remove(pid)
            return ending
        }
    }

    func wait(for pid: pid_t) -> Ending {
        // First without reaping: while the lock is not held the number must stay this program's, or `stop` might hit a stranger.
        var information = siginfo_t()
        while waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        return state.withLock { state in
            state.children.remove(pid)
            return Ending(reaping: pid, wait: true) ?? .unknown
        }
    }

    /// Waits for the server to end, and starts it again unless that was our wish.
    private func keepAlive(_ server: Server, _ process: inout pid_t) {
        var attempt = 0
        while true {
            let started = ContinuousClock.now
            let ending = wait(for: process)
            if stopping { return }
            if ContinuousClock.now - started > .seconds(60) { attempt = 0 }
            progress("PostgreSQL ended by itself (\(ending)); starting it again")
            while true {
                // 0.1, 0.2, 0.4 … 10 s. In small steps, so that a stop need not wait.
                let pause = min(10_000, 100 << min(attempt, 7))
                for _ in 0..<(pause / 50) where !stopping { usleep(50_000) }
                attempt += 1
                if stopping { return }
                do throws(Fault) {
                    process = try server.launch()
                    progress("PostgreSQL is back")
                    break
                } catch {
                    progress("PostgreSQL does not start: \(error.detail)")
                }
            }
        }
    }

    private func endChildren() {
        signal(SIGINT)
        for child in state.withLock({ $0.children }) { _ = wait(for: child) }
    }

    /// To all that it has started and that still run.
    func signal(_ number: Int32) { signal(number) { _ in } }

    private func signal(_ number: Int32, _ change: (inout sending State) -> Void) {
        state.withLock { state in
            change(&state)
            for child in state.children { kill(child, number) }
        }
    }

    private func finish() {
        let farewells = state.withLock { state in
            state.finished = true
            defer { state.farewells = [] }
            return state.farewells
        }
        for farewell in farewells { farewell.resume() }
    }
}
