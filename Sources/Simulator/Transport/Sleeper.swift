package import RetailCore

/// Waiting, taken out of the hands of the clock so that tests don't wait.
package protocol Sleeper: Sendable {
    /// - Throws: `simulator.stopped` when the task was cancelled meanwhile.
    func sleep(milliseconds: Int64) async throws(Fault)
}

package struct ClockSleeper: Sleeper {
    package init() {}

    package func sleep(milliseconds: Int64) async throws(Fault) {
        do { try await Task.sleep(for: .milliseconds(milliseconds)) } catch { throw .stopped }
    }
}

extension Fault {
    static var stopped: Fault { Fault(.gone, "simulator.stopped", "The run was stopped.") }
}
