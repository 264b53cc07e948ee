import CPostgres
import Logging
import RetailCore
import Synchronization

/// A thread with a session of its own that asks the database all the time whether it is there, and remembers what it heard and when. Whoever
/// wants to know reads that, and waits for nothing: a stopped database answers nobody, not even with a refusal.
final class Watchdog: Sendable {
    private let servers: Servers
    private let timing: WatchdogTiming
    private let logger: Logger
    private let stop = StopSignal()
    /// `MonotonicClock` time of the question that is unanswered; 0: none is.
    private let asked = Atomic<Int64>(0)
    private let isConnected = Atomic<Bool>(false)
    /// `MonotonicClock` time of the last answer, or of the start.
    private let answered = Atomic<Int64>(MonotonicClock.now)
    private let isRunning = Atomic<Bool>(false)
    private let takesWrites = Atomic<Bool>(true)
    /// Whether a write failed for want of room or because nothing may be written, and no trial has succeeded since.
    private let writesFail = Atomic<Bool>(false)

    init(_ servers: Servers, timing: WatchdogTiming, logger: Logger) {
        (self.servers, self.timing, self.logger) = (servers, timing, logger)
    }

    var health: DatabaseHealth {
        let since = asked.load(ordering: .relaxed)
        guard isConnected.load(ordering: .relaxed),
            since == 0 || MonotonicClock.now - since < Int64(timing.patienceMilliseconds) * 1_000_000
        else { return .silent }
        return takesWrites.load(ordering: .relaxed) && !writesFail.load(ordering: .relaxed) ? .usable : .readOnly
    }

    /// Whether nothing was heard for so long that nobody should wait; never where nobody watches.
    var isLongSilent: Bool {
        isRunning.load(ordering: .relaxed)
            && MonotonicClock.now - answered.load(ordering: .relaxed) > Int64(timing.doubtMilliseconds) * 1_000_000
    }

    /// Of a transaction that was to write. That there is room again is found by a trial, not by a success: the next may need more.
    func sawFailure(_ fault: Fault) {
        guard Watchdog.meansNoWrites(fault), !writesFail.exchange(true, ordering: .relaxed) else { return }
        // Once, however many fail: the words that an operator looks for.
        let words =
            fault.code == "database.full" ? "no space left on the database's disk: it takes no writes" : "the database takes no writes"
        logger.error("\(words)", metadata: ["code": "\(fault.code)", "cause": "\(DatabaseError(fault)?.message ?? "")"])
    }

    private static func meansNoWrites(_ fault: Fault) -> Bool { fault.code == "database.read-only" || fault.code == "database.full" }

    func shutdown() { stop.raise() }

    func run() {
        isRunning.store(true, ordering: .relaxed)
        defer { isRunning.store(false, ordering: .relaxed) }
        var backoff = Backoff()
        while !stop.isRaised {
            do throws(Fault) {
                let opened = try servers.open(stop: stop)
                defer {
                    isConnected.store(false, ordering: .relaxed)
                    opened.close()
                }
                backoff.reset()
                do throws(Fault) {
                    while !stop.isRaised {
                        try look(opened)
                        stop.wait(milliseconds: timing.intervalMilliseconds)
                    }
                } catch {
                    if PlainSession.isSilence(error) { servers.doubt(opened.ticket, stop: stop) } else { servers.lost(opened.ticket) }
                    throw error
                }
            } catch {
                asked.store(0, ordering: .relaxed)
                let pause = min(1_000, backoff.next())
                logger.debug("the watchdog has no database", metadata: ["cause": "\(error.diagnosis ?? error.code)"])
                stop.wait(milliseconds: pause)
            }
        }
    }

    /// One question and its answer.
    private func look(_ opened: Servers.Opened) throws(Fault) {
        asked.store(MonotonicClock.now, ordering: .relaxed)
        let answer = try ask(opened.handle, Watchdog.question)
        let isWritable = answer.first == "t"
        takesWrites.store(isWritable, ordering: .relaxed)
        if isWritable, writesFail.load(ordering: .relaxed) { try tryWriting(opened.handle) }
        asked.store(0, ordering: .relaxed)
        answered.store(MonotonicClock.now, ordering: .relaxed)
        isConnected.store(true, ordering: .relaxed)
        servers.heard(opened.ticket, position: answer.count > 1 ? Int64(answer[1]) ?? 0 : 0)
    }

    private static let question =
        "SELECT NOT pg_is_in_recovery() AND NOT current_setting('transaction_read_only')::bool, \(ServerIdentity.position)"

    /// More than fits into what the table has free, so that the disk is asked; nothing is kept of it.
    private func tryWriting(_ handle: OpaquePointer) throws(Fault) {
        do throws(Fault) {
            _ = try ask(handle, "BEGIN; INSERT INTO retail.write_probe SELECT repeat(md5(n::text), 60) FROM generate_series(1, 100) n")
            writesFail.store(false, ordering: .relaxed)
            logger.notice("the database takes writes again")
        } catch {
            if PlainSession.isSilence(error) { throw error }
            // Anything else than want of room says nothing about it.
            if !Watchdog.meansNoWrites(error) { writesFail.store(false, ordering: .relaxed) }
        }
        _ = try ask(handle, "ROLLBACK")
    }

    private func ask(_ handle: OpaquePointer, _ sql: String) throws(Fault) -> [String] {
        try PlainSession.ask(handle, sql, milliseconds: timing.doubtMilliseconds, stop: stop)
    }
}
