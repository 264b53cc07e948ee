internal import Foundation
internal import Glibc
package import RetailCore
internal import Synchronization

/// A program that runs beside us for a while: on a thread of its own, which lives as long as it does (the kernel tells it of our end by the
/// end of that thread).
package final class Program: Sendable {
    private struct State {
        var process: pid_t?
        var stopping = false
    }

    private let command: Command
    private let state = Mutex(State())

    /// - Parameter command: with an `output`, of which `outputTail` is the end.
    package init(_ command: Command) {
        self.command = command
    }

    package var outputTail: String { command.outputTail }

    /// SIGINT, by which PostgreSQL's programs end in good order; before it runs: it never will.
    package func askToStop() {
        state.withLock { state in
            state.stopping = true
            if let process = state.process { kill(process, SIGINT) }
        }
    }

    /// To its end; a cancelled task asks it to stop.
    ///
    /// - Parameter watch: called every second with the last line of what it said.
    package func run(_ watch: @escaping @Sendable (String) -> Void = { _ in }) async throws(Fault) -> Ending {
        let outcome: Result<Ending, Fault> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let thread = Thread { [self] in
                    do throws(Fault) {
                        continuation.resume(returning: .success(try runHere(watch)))
                    } catch {
                        continuation.resume(returning: .failure(error))
                    }
                }
                thread.name = "program"
                thread.start()
            }
        } onCancel: {
            askToStop()
        }
        return try outcome.get()
    }

    private func runHere(_ watch: (String) -> Void) throws(Fault) -> Ending {
        let process = try state.withLock { (state) throws(Fault) in
            guard !state.stopping else { throw Fault(.unavailable, "cluster.stopped", "It was told to stop.") }
            let process = try command.spawn()
            state.process = process
            return process
        }
        for step in 1... {
            // Reaped under the lock: while it is held the number is this program's.
            let ending = state.withLock { state in
                let ending = Ending(reaping: process, wait: false)
                if ending != nil { state.process = nil }
                return ending
            }
            if let ending { return ending }
            usleep(50_000)
            if step % 20 == 0 {
                watch(command.outputTail.split { $0 == "\n" || $0 == "\r" }.last.map(String.init) ?? "")
                forgetOldOutput()
            }
        }
        return .unknown
    }

    /// It appends, so that it goes on writing at the new end.
    private func forgetOldOutput() {
        var status = stat()
        guard let output = command.output, stat(output, &status) == 0, status.st_size > 1 << 20 else { return }
        truncate(output, 0)
    }
}
