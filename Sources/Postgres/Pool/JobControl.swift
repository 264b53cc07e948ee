import RetailCore

/// Whether a job waits, runs or is over, and the cancelling of it.
///
/// Invariant: a session isn't given its next job while a cancel request for the last one is under way. One that is for too long costs the
/// session.
final class JobControl: Sendable {
    private struct State {
        enum Phase { case waiting, running(CancelToken), over }
        var phase = Phase.waiting
        var cancelled = false
        var requestsUnderWay = 0
    }

    private let state = Monitor(State())

    var isCancelled: Bool { state.withLock { $0.cancelled } }

    /// - Returns: whether it runs by now, so that the server has to be asked to stop.
    func cancel() -> Bool {
        state.withLock { state in
            guard case .over = state.phase else {
                state.cancelled = true
                if case .running = state.phase { return true }
                return false
            }
            return false
        }
    }

    /// False if it was cancelled before.
    func begin(_ token: CancelToken) -> Bool {
        state.withLock { state in
            guard !state.cancelled else { return false }
            state.phase = .running(token)
            return true
        }
    }

    /// How long a job's end waits for cancel requests that are under way.
    static let patienceMilliseconds = 2_000

    /// Back in the queue, to be tried on another session.
    ///
    /// - Returns: false if a cancel request is under way still: whatever the session does next might be hit.
    func retreat() -> Bool { leave(.waiting) }
    /// - Returns: as `retreat`.
    func finish() -> Bool { leave(.over) }

    var isRunning: Bool { state.withLock { if case .running = $0.phase { true } else { false } } }
    /// Whether a request is under way.
    var isAsked: Bool { state.withLock { $0.requestsUnderWay > 0 } }

    /// Asks the server to stop the statement; blocks for as long as the server wants.
    func requestCancel() {
        let token: CancelToken? = state.withLock { state in
            guard case .running(let token) = state.phase else { return nil }
            state.requestsUnderWay += 1
            return token
        }
        guard let token else { return }
        token.cancel()
        state.withLock { $0.requestsUnderWay -= 1 }
        state.wakeAll()
    }

    private func leave(_ phase: State.Phase) -> Bool {
        state.withLock { $0.phase = phase }
        let patience = MonotonicClock.after(milliseconds: JobControl.patienceMilliseconds)
        return state.wait(until: patience) { $0.requestsUnderWay == 0 ? () : nil } != nil
    }
}
