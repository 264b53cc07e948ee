import RetailCore

/// Whether a job waits, runs or is over, and the cancelling of it.
///
/// Invariant: a session isn't given its next job while a cancel request for the last one is under way.
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

    /// Back in the queue, to be tried on another session.
    func retreat() { leave(.waiting) }
    func finish() { leave(.over) }

    /// Asks the server to stop the statement. False once the job is over.
    func requestCancel() -> Bool {
        let token: CancelToken? = state.withLock { state in
            guard case .running(let token) = state.phase else { return nil }
            state.requestsUnderWay += 1
            return token
        }
        guard let token else { return false }
        token.cancel()
        state.withLock { $0.requestsUnderWay -= 1 }
        state.wakeAll()
        return true
    }

    private func leave(_ phase: State.Phase) {
        state.withLock { $0.phase = phase }
        _ = state.wait(until: nil) { $0.requestsUnderWay == 0 ? () : nil }
    }
}
