package import Logging
import RetailCore
import Synchronization

/// PostgreSQL, as the rest of the server sees it: bodies run on dedicated threads with a session each, tasks wait for what comes of them.
///
/// All shares of a database use one set of threads; each has its own kind of work, whose sessions it asks for.
package final class Database: Sendable {
    let engine: Engine
    package let work: Work

    package init(_ settings: DatabaseSettings, logger: Logger) {
        engine = Engine(settings, logger: logger)
        work = .interactive
    }

    private init(_ engine: Engine, _ work: Work) {
        (self.engine, self.work) = (engine, work)
    }

    /// The same database for another kind of work: who is given it can't take another's sessions.
    package func share(for work: Work) -> Database { Database(engine, work) }

    var counters: Counters { engine.counters }

    /// Starts the threads, which connect by themselves; jobs may be given before or after.
    package func start() { engine.start() }

    /// Finishes what was accepted, then closes the sessions. Nothing can be asked any more.
    package func shutdown() async { await engine.shutdown() }

    /// Whether it can be used, as far as is known: read at once, whatever the database does. `.silent` where nobody watches.
    package var health: DatabaseHealth { engine.watchdog.health }

    /// The server that all sessions are on, or were last, with the furthest position of its log that was heard of; nil before the first.
    package var server: ServerIdentity? { engine.servers.current }

    /// Told whenever sessions begin on a server, the first or another than before, on the thread of the session that found it and before
    /// that one does anything else; it should not take long. Others may already be at work there.
    package func onMove(_ body: @Sendable @escaping (ServerMove) -> Void) { engine.servers.onMove(body) }

    package var statistics: DatabaseStatistics { engine.statistics }

    func queue(_ lane: Lane) -> JobQueue { engine.queue(work, lane) }

    /// Puts a job into its queue and waits for its end; cancelling the task takes it out again, or stops what it runs.
    func perform<Outcome: Sendable>(
        _ lane: Lane, _ make: @Sendable (_ deadline: Int64, @Sendable @escaping (Result<Outcome, Fault>) -> Void) -> Job
    ) async throws(Fault) -> Outcome {
        let current = Mutex<Job?>(nil)
        let (engine, queue) = (engine, queue(lane))
        let outcome: Result<Outcome, Fault> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let job = make(queue.deadline(isSilent: engine.watchdog.isLongSilent)) { continuation.resume(returning: $0) }
                current.withLock { $0 = job }
                queue.add(job)
                // Cancelled before there was a job to cancel.
                if Task.isCancelled { engine.cancel(job, in: queue) }
            }
        } onCancel: {
            if let job = current.withLock({ $0 }) { engine.cancel(job, in: queue) }
        }
        return try outcome.get()
    }
}
