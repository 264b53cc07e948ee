import Access
import RetailCore
import Synchronization

/// Where writes of the same stores wait while a batch is on its way. What arrives meanwhile is the next batch: no timer, no tuning.
final class WriteLane: Sendable {
    struct Waiting {
        var entry: Entry
        /// When it came.
        let since = ContinuousClock.now
        var answer: @Sendable (Result<(EntryReply, [String: Int64]), Fault>) -> Void
    }

    private struct State {
        var waiting: [Waiting] = []
        var operations = 0
        var isRunning = false
        /// What met a row that somebody else holds: tried again beside the lane, so that nobody waits behind it.
        var aside: [Waiting] = []
        var isRunningAside = false
        var setAsideCount = 0
        var lastLockedOut: ContinuousClock.Instant?
    }

    /// How long a batch waits for rows that others hold, and how long where that was in vain a moment ago.
    static let lockPatience = (usual: 1_000, troubled: 250)
    static let trouble = Duration.seconds(10)
    /// How long an entry is tried again; then it is told to come later.
    static let asidePatience = Duration.seconds(4)

    static let queueLimit = 4000
    private let state = Mutex(State())
    let tenant: TenantContext

    init(_ tenant: TenantContext) {
        self.tenant = tenant
    }

    /// How many were ever put aside.
    var setAsideCount: Int { state.withLock { $0.setAsideCount } }
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

    /// Milliseconds that a batch may wait for a lock.
    var lockPatience: Int {
        guard let last = state.withLock({ $0.lastLockedOut }), ContinuousClock.now - last < WriteLane.trouble else {
            return WriteLane.lockPatience.usual
        }
        return WriteLane.lockPatience.troubled
    }

    /// Puts entries aside that could not get at their rows. They still count as waiting in the lane.
    ///
    /// - Parameter isAgain: they were aside before.
    /// - Returns: true if nobody looks after those put aside yet: the caller has to.
    func setAside(_ waiting: [Waiting], isAgain: Bool = false) -> Bool {
        state.withLock { state in
            state.aside += waiting
            state.operations += waiting.reduce(0) { $0 + $1.entry.submissions.count }
            state.lastLockedOut = .now
            if !isAgain { state.setAsideCount += waiting.count }
            if state.isRunningAside { return false }
            state.isRunningAside = true
            return true
        }
    }

    /// All that were put aside. Empty: who looks after them may go.
    func takeAside() -> [Waiting] {
        state.withLock { state in
            let taken = state.aside
            state.aside = []
            state.operations -= taken.reduce(0) { $0 + $1.entry.submissions.count }
            if taken.isEmpty { state.isRunningAside = false }
            return taken
        }
    }
}
