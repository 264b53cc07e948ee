/// A thread that asks the server to stop the statements of cancelled jobs; the asking blocks, so no task may do it.
final class Canceller: Sendable {
    private struct State {
        var due: [JobControl] = []
        var stopped = false
    }

    private enum Wake { case stop, cancel([JobControl]) }

    private let state = Monitor(State())

    func cancel(_ control: JobControl) {
        state.withLock { $0.due.append(control) }
        state.wakeAll()
    }

    func run() {
        // A request that came between two statements had no effect: asked again until the job is over.
        var unfinished: [JobControl] = []
        while true {
            let again = unfinished.isEmpty ? nil : MonotonicClock.after(milliseconds: 50)
            let wake: Wake? = state.wait(until: again) { state in
                if state.stopped { return .stop }
                guard !state.due.isEmpty else { return nil }
                defer { state.due = [] }
                return .cancel(state.due)
            }
            switch wake {
            case .stop: return
            case .cancel(let due): unfinished += due
            case nil: break
            }
            unfinished = unfinished.filter { $0.requestCancel() }
        }
    }

    func stop() {
        state.withLock { $0.stopped = true }
        state.wakeAll()
    }
}
