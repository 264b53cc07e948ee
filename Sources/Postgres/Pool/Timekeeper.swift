import RetailCore

/// A thread that fails jobs which have waited too long, even while every session is busy or gone.
final class Timekeeper: Sendable {
    private let stopped = Monitor(false)
    private let queues: [JobQueue]
    private let waitMilliseconds: Int

    init(queues: [JobQueue], waitMilliseconds: Int) {
        self.queues = queues
        self.waitMilliseconds = waitMilliseconds
    }

    func run() {
        while true {
            let now = MonotonicClock.now
            // All jobs may wait equally long: what comes after this look isn't due before a full wait has passed, so nothing needs to wake us.
            var next = now + Int64(waitMilliseconds) * 1_000_000
            for queue in queues {
                let (expired, due) = queue.takeExpired(at: now)
                if let due { next = min(next, due) }
                for job in expired { job.refuse(DatabaseFault.busy("waited \(waitMilliseconds) ms for a connection")) }
            }
            if stopped.wait(until: next, for: { $0 ? true : nil }) != nil { return }
        }
    }

    func stop() {
        stopped.withLock { $0 = true }
        stopped.wakeAll()
    }
}
