import RetailCore

/// A thread that fails jobs which have waited too long, even while every session is busy or gone.
final class Timekeeper: Sendable {
    private static let intervalNanoseconds: Int64 = 250_000_000
    private let stopped = Monitor(false)
    private let queues: [JobQueue]

    init(queues: [JobQueue]) {
        self.queues = queues
    }

    func run() {
        while true {
            let now = MonotonicClock.now
            var next = Int64.max
            for queue in queues {
                let (expired, due) = queue.takeExpired(at: now)
                // Nothing needs to wake us: no job waits for less than a look in between.
                next = min(next, due ?? .max, now + Timekeeper.intervalNanoseconds)
                for job in expired {
                    queue.refused.add(1)
                    job.refuse(queue.impatience)
                }
            }
            if stopped.wait(until: next, for: { $0 ? true : nil }) != nil { return }
        }
    }

    func stop() {
        stopped.withLock { $0 = true }
        stopped.wakeAll()
    }
}
