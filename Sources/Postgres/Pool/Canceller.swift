/// A thread that asks the server to stop the statements of cancelled jobs; the asking blocks, so no task may do it, and it may block for as
/// long as a server hangs, so each is done on a thread of its own.
final class Canceller: Sendable {
    private struct State {
        var due: [JobControl] = []
        var stopped = false
    }

    private enum Wake { case stop, cancel([JobControl]) }

    /// So many requests may hang; beyond them statements are left to their time-outs.
    static let mostUnderWay = 32
    private let state = Monitor(State())
    private let underWay = Counters.Counter()

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
            unfinished = unfinished.filter { control in
                guard control.isRunning else { return false }
                request(control)
                return true
            }
        }
    }

    private func request(_ control: JobControl) {
        guard !control.isAsked, underWay.current < Canceller.mostUnderWay else { return }
        underWay.add(1)
        let begun = DedicatedThread.start("pg-cancel-one") {
            control.requestCancel()
            self.underWay.add(-1)
        }
        if !begun { underWay.add(-1) }
    }

    func stop() {
        state.withLock { $0.stopped = true }
        state.wakeAll()
    }
}
