import RetailCore
import Synchronization

/// The bounded queue between tasks and the threads of one lane of one kind of work: first come, first served.
final class JobQueue: Sendable {
    enum Taken { case job(Job, retried: Bool), idle, closed }

    private struct Entry {
        let job: Job
        let retried: Bool
    }

    private struct State {
        var waiting: [Entry] = []
        var closed = false
    }

    private let state = Monitor(State())
    private let limit: Int
    let waitMilliseconds: Int
    /// Of this queue's sessions: how many stand, and how many have a job.
    let alive = Counters.Counter()
    let busy = Counters.Counter()
    /// Jobs that were not done: the queue was full, or no session was free in time.
    let refused = Counters.Counter()
    /// Why the last session could not be opened; nil after one was.
    private let trouble = Mutex<String?>(nil)

    init(limit: Int, waitMilliseconds: Int) {
        self.limit = limit
        self.waitMilliseconds = waitMilliseconds
    }

    /// How long a job waits that comes while the database has not been heard of for seconds: whoever asks had better ask elsewhere.
    static let silentMilliseconds = 1_000

    func deadline(isSilent: Bool) -> Int64 {
        MonotonicClock.after(milliseconds: isSilent ? min(waitMilliseconds, JobQueue.silentMilliseconds) : waitMilliseconds)
    }

    func noteConnecting(_ cause: String?) { trouble.withLock { $0 = cause } }

    /// What became of a job that has waited too long.
    var impatience: Fault {
        if alive.current == 0, let cause = trouble.withLock({ $0 }) { return DatabaseFault.unreachable(cause) }
        return DatabaseFault.busy("no session was free in time")
    }

    var count: Int { state.withLock { $0.waiting.count } }
    var isDrained: Bool { state.withLock { $0.closed && $0.waiting.isEmpty } }
    var isClosed: Bool { state.withLock { $0.closed } }

    func add(_ job: Job) {
        let refusal: Fault? = state.withLock { state in
            if state.closed { return DatabaseFault.closed }
            if state.waiting.count >= limit { return DatabaseFault.busy("\(limit) jobs are waiting") }
            state.waiting.append(Entry(job: job, retried: false))
            return nil
        }
        guard let refusal else { return state.wakeOne() }
        refused.add(1)
        job.refuse(refusal)
    }

    /// To the head again: its session died under it.
    func putBack(_ job: Job, retried: Bool) {
        state.withLock { $0.waiting.insert(Entry(job: job, retried: retried), at: 0) }
        state.wakeOne()
    }

    func take(idleMilliseconds: Int) -> Taken {
        let taken: Taken? = state.wait(until: MonotonicClock.after(milliseconds: idleMilliseconds)) { state in
            guard state.waiting.isEmpty else {
                let entry = state.waiting.removeFirst()
                return .job(entry.job, retried: entry.retried)
            }
            return state.closed ? .closed : nil
        }
        return taken ?? .idle
    }

    /// - Returns: false if it was taken already.
    func remove(_ job: Job) -> Bool {
        state.withLock { state in
            guard let index = state.waiting.firstIndex(where: { $0.job === job }) else { return false }
            state.waiting.remove(at: index)
            return true
        }
    }

    /// Takes out what has waited too long.
    ///
    /// - Returns: those, and when the next is due.
    func takeExpired(at now: Int64) -> (expired: [Job], next: Int64?) {
        state.withLock { state in
            guard let head = state.waiting.first, head.job.deadline <= now || state.waiting.contains(where: { $0.job.deadline <= now })
            else {
                return ([], state.waiting.first?.job.deadline)
            }
            let expired = state.waiting.filter { $0.job.deadline <= now }.map(\.job)
            state.waiting.removeAll { $0.job.deadline <= now }
            return (expired, state.waiting.first?.job.deadline)
        }
    }

    /// Nothing more is taken in; what waits is still done.
    func close() {
        state.withLock { $0.closed = true }
        state.wakeAll()
    }
}
