import Logging
import RetailCore
import Synchronization

/// The threads, sessions and queues behind a `Database` and its shares.
final class Engine: Sendable {
    let settings: DatabaseSettings
    let logger: Logger
    let counters = Counters()
    /// Where all sessions are, the listener's too.
    let servers: Servers
    /// One for each lane of each kind of work, by `Engine.place`; kinds without sessions of their own have the shared ones.
    private let queues: [JobQueue]
    private let canceller = Canceller()
    let watchdog: Watchdog
    private let scout: Scout
    private let timekeeper: Timekeeper
    private let workers = Countdown()
    private let helpers = Countdown()
    private let started = Atomic<Bool>(false)

    init(_ settings: DatabaseSettings, logger: Logger) {
        self.settings = settings
        self.logger = logger
        servers = Servers(settings, logger: logger)
        watchdog = Watchdog(servers, timing: WatchdogTiming(), logger: logger)
        scout = Scout(servers)
        func queue(_ work: Work) -> JobQueue {
            JobQueue(limit: settings.share(work).queueLimit, waitMilliseconds: settings.share(work).queueWaitMilliseconds)
        }
        let shared = (writes: queue(.interactive), reads: queue(.interactive))
        queues = Work.allCases.flatMap { work in
            guard work != .interactive, let own = settings.reserved[work] else { return [shared.writes, shared.reads] }
            return [own.writers > 0 ? queue(work) : shared.writes, own.readers > 0 ? queue(work) : shared.reads]
        }
        // Shared ones once.
        var distinct: [JobQueue] = []
        for queue in queues where !distinct.contains(where: { $0 === queue }) { distinct.append(queue) }
        timekeeper = Timekeeper(queues: distinct)
    }

    func queue(_ work: Work, _ lane: Lane) -> JobQueue { queues[work.rawValue * 2 + (lane == .read ? 1 : 0)] }

    func start() {
        guard !started.exchange(true, ordering: .acquiringAndReleasing) else { return }
        for work in Work.allCases where work == .interactive || settings.reserved[work] != nil {
            let share = settings.share(work)
            for (lane, count) in [(Lane.write, share.writers), (.read, share.readers)] {
                let worker = Worker(
                    servers: servers, share: share, lane: lane, queue: queue(work, lane), counters: counters, logger: logger)
                for number in 0..<count { run("\(work.name)-\(lane.rawValue)-\(number + 1)", workers) { worker.run() } }
            }
        }
        run("pg-time", helpers) { [timekeeper] in timekeeper.run() }
        run("pg-cancel", helpers) { [canceller] in canceller.run() }
        if settings.isWatched { run("pg-watch", helpers) { [watchdog] in watchdog.run() } }
        if settings.isWatched, servers.hosts.hosts.count > 1 { run("pg-scout", helpers) { [scout] in scout.run() } }
    }

    func shutdown() async {
        for queue in queues { queue.close() }
        await workers.wait()
        timekeeper.stop()
        canceller.stop()
        watchdog.shutdown()
        scout.shutdown()
        await helpers.wait()
    }

    var statistics: DatabaseStatistics {
        let works = Work.allCases.filter { $0 == .interactive || settings.reserved[$0] != nil }.map { work in
            // A lane that is shared is counted with the interactive ones.
            let own = Lane.allCases.filter { work == .interactive || queue(work, $0) !== queue(.interactive, $0) }.map { queue(work, $0) }
            return WorkStatistics(
                work: work, queued: own.reduce(0) { $0 + $1.count }, busy: own.reduce(0) { $0 + $1.busy.current },
                alive: own.reduce(0) { $0 + $1.alive.current }, refused: own.reduce(0) { $0 + $1.refused.current })
        }
        return DatabaseStatistics(
            works: works, queuedWrites: queue(.interactive, .write).count, queuedReads: queue(.interactive, .read).count,
            reconnects: counters.reconnects.current, statementsPrepared: counters.prepared.current,
            statementsEvicted: counters.evicted.current, transactions: counters.transactions.current, reads: counters.reads.current)
    }

    /// Takes it out of its queue, or asks the server to stop it.
    func cancel(_ job: Job, in queue: JobQueue) {
        if job.control.cancel() {
            canceller.cancel(job.control)
        } else if queue.remove(job) {
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
