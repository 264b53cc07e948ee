package import Logging
import RetailCore
import Synchronization

/// PostgreSQL, as the rest of the server sees it: bodies run on dedicated threads with a session each, tasks wait for what comes of them.
package final class Database: Sendable {
    let settings: DatabaseSettings
    let logger: Logger
    let counters = Counters()
    private let writes: JobQueue
    private let reads: JobQueue
    private let canceller = Canceller()
    private let timekeeper: Timekeeper
    private let workers = Countdown()
    private let helpers = Countdown()
    private let started = Atomic<Bool>(false)

    package init(_ settings: DatabaseSettings, logger: Logger) {
        self.settings = settings
        self.logger = logger
        writes = JobQueue(limit: settings.queueLimit)
        reads = JobQueue(limit: settings.queueLimit)
        timekeeper = Timekeeper(queues: [writes, reads], waitMilliseconds: settings.queueWaitMilliseconds)
    }

    /// Starts the threads, which connect by themselves; jobs may be given before or after.
    package func start() {
        guard !started.exchange(true, ordering: .acquiringAndReleasing) else { return }
        for (lane, count) in [(Lane.write, settings.writers), (.read, settings.readers)] {
            let worker = Worker(settings: settings, lane: lane, queue: queue(lane), counters: counters, logger: logger)
            for number in 1...count { run("pg-\(lane.rawValue)-\(number)", workers) { worker.run() } }
        }
        run("pg-time", helpers) { [timekeeper] in timekeeper.run() }
        run("pg-cancel", helpers) { [canceller] in canceller.run() }
    }

    /// Finishes what was accepted, then closes the sessions. Nothing can be asked any more.
    package func shutdown() async {
        writes.close()
        reads.close()
        await workers.wait()
        timekeeper.stop()
        canceller.stop()
        await helpers.wait()
    }

    package var statistics: DatabaseStatistics {
        DatabaseStatistics(
            queuedWrites: writes.count, queuedReads: reads.count, busy: counters.busy.current, alive: counters.alive.current,
            reconnects: counters.reconnects.current, statementsPrepared: counters.prepared.current,
            statementsEvicted: counters.evicted.current,
            transactions: counters.transactions.current, reads: counters.reads.current)
    }

    func queue(_ lane: Lane) -> JobQueue { lane == .read ? reads : writes }

    func deadline() -> Int64 { MonotonicClock.after(milliseconds: settings.queueWaitMilliseconds) }

    /// Puts a job into its queue and waits for its end; cancelling the task takes it out again, or stops what it runs.
    func perform<Outcome: Sendable>(
        _ lane: Lane, _ make: @Sendable (@Sendable @escaping (Result<Outcome, Fault>) -> Void) -> Job
    ) async throws(Fault) -> Outcome {
        let current = Mutex<Job?>(nil)
        let outcome: Result<Outcome, Fault> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let job = make { continuation.resume(returning: $0) }
                current.withLock { $0 = job }
                queue(lane).add(job)
                // Cancelled before there was a job to cancel.
                if Task.isCancelled { cancel(job, lane) }
            }
        } onCancel: {
            if let job = current.withLock({ $0 }) { cancel(job, lane) }
        }
        return try outcome.get()
    }

    private func cancel(_ job: Job, _ lane: Lane) {
        if job.control.cancel() {
            canceller.cancel(job.control)
        } else if queue(lane).remove(job) {
            job.refuse(DatabaseFault.cancelled)
        }
    }

    private func run(_ name: String, _ countdown: Countdown, _ body: @Sendable @escaping () -> Void) {
        countdown.enter()
        let ended: @Sendable () -> Void = {
            body()
            countdown.leave()
        }
        if !DedicatedThread.start(name, ended) {
            countdown.leave()
            logger.critical("the system has no thread for the database", metadata: ["thread": "\(name)"])
        }
    }
}
