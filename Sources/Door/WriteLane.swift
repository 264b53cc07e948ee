import Access
import RetailCore
import Synchronization

/// Where writes of the same stores wait while a batch is on its way. What arrives meanwhile is the next batch: no timer, no tuning.
final class WriteLane: Sendable {
    struct Waiting {
        var entry: Entry
        var answer: @Sendable (Result<(EntryReply, [String: Int64]), Fault>) -> Void
    }

    private struct State {
        var waiting: [Waiting] = []
        var operations = 0
        var isRunning = false
    }

    static let queueLimit = 4000
    private let state = Mutex(State())
    let tenant: TenantContext

    init(_ tenant: TenantContext) {
        self.tenant = tenant
    }

    var depth: Int { state.withLock { $0.operations } }

    enum Admission { case queued, startsRunner, full }

    func add(_ waiting: Waiting) -> Admission {
        state.withLock { state in
            guard state.operations + waiting.entry.submissions.count <= WriteLane.queueLimit else { return .full }
            state.waiting.append(waiting)
            state.operations += waiting.entry.submissions.count
            if state.isRunning { return .queued }
            state.isRunning = true
            return .startsRunner
        }
    }

    /// The next batch: whole entries up to `limit` operations, at least one. Empty: the runner may go.
    func take(limit: Int) -> [Waiting] {
        state.withLock { state in
            var operations = 0
            var count = 0
            for waiting in state.waiting {
                let size = waiting.entry.submissions.count
                if count > 0, operations + size > limit { break }
                operations += size
                count += 1
            }
            let taken = Array(state.waiting.prefix(count))
            state.waiting.removeFirst(count)
            state.operations -= operations
            if taken.isEmpty { state.isRunning = false }
            return taken
        }
    }
}
