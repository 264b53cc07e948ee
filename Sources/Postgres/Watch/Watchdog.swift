import CPostgres
import Glibc
import Logging
import RetailCore
import Synchronization

/// A thread with a session of its own that asks the database all the time whether it is there, and remembers what it heard and when. Whoever
/// wants to know reads that, and waits for nothing: a stopped database answers nobody, not even with a refusal.
final class Watchdog: Sendable {
    private let settings: DatabaseSettings
    private let timing: WatchdogTiming
    private let logger: Logger
    private let stop = StopSignal()
    /// `MonotonicClock` time of the question that is unanswered; 0: none is.
    private let asked = Atomic<Int64>(0)
    private let isConnected = Atomic<Bool>(false)
    private let takesWrites = Atomic<Bool>(true)
    /// Whether a write failed for want of room or because nothing may be written, and no trial has succeeded since.
    private let writesFail = Atomic<Bool>(false)

    init(_ settings: DatabaseSettings, timing: WatchdogTiming, logger: Logger) {
        (self.settings, self.timing, self.logger) = (settings, timing, logger)
    }

    var health: DatabaseHealth {
        let since = asked.load(ordering: .relaxed)
        guard isConnected.load(ordering: .relaxed),
            since == 0 || MonotonicClock.now - since < Int64(timing.patienceMilliseconds) * 1_000_000
        else { return .silent }
        return takesWrites.load(ordering: .relaxed) && !writesFail.load(ordering: .relaxed) ? .usable : .readOnly
    }

    /// Of a transaction that was to write. That there is room again is found by a trial, not by a success: the next may need more.
    func sawFailure(_ fault: Fault) {
        if Watchdog.meansNoWrites(fault) { writesFail.store(true, ordering: .relaxed) }
    }

    private static func meansNoWrites(_ fault: Fault) -> Bool { fault.code == "database.read-only" || fault.code == "database.full" }

    func shutdown() { stop.raise() }

    func run() {
        var backoff = Backoff()
        while !stop.isRaised {
            do throws(Fault) {
                let handle = try Connection.connect(settings)
                defer {
                    isConnected.store(false, ordering: .relaxed)
                    PQfinish(handle)
                }
                guard PQsetnonblocking(handle, 1) == 0 else { throw Watchdog.lost(handle) }
                backoff.reset()
                while !stop.isRaised {
                    try look(handle)
                    stop.wait(milliseconds: timing.intervalMilliseconds)
                }
            } catch {
                asked.store(0, ordering: .relaxed)
                let pause = min(1_000, backoff.next())
                logger.debug("the watchdog has no database", metadata: ["cause": "\(error.diagnosis ?? error.code)"])
                stop.wait(milliseconds: pause)
            }
        }
    }

    /// One question and its answer, however long that takes.
    private func look(_ handle: OpaquePointer) throws(Fault) {
        asked.store(MonotonicClock.now, ordering: .relaxed)
        let writable = try ask(handle, Watchdog.question)
        takesWrites.store(writable == "t", ordering: .relaxed)
        if writable == "t", writesFail.load(ordering: .relaxed) { try tryWriting(handle) }
        asked.store(0, ordering: .relaxed)
        isConnected.store(true, ordering: .relaxed)
    }

    private static let question = "SELECT NOT pg_is_in_recovery() AND NOT current_setting('transaction_read_only')::bool"
    /// More than fits into what the table has free, so that the disk is asked; nothing is kept of it.
    private func tryWriting(_ handle: OpaquePointer) throws(Fault) {
        do throws(Fault) {
            _ = try ask(handle, "BEGIN; INSERT INTO retail.write_probe SELECT repeat(md5(n::text), 60) FROM generate_series(1, 100) n")
            writesFail.store(false, ordering: .relaxed)
        } catch {
            // Anything else than want of room says nothing about it.
            if !Watchdog.meansNoWrites(error) { writesFail.store(false, ordering: .relaxed) }
        }
        _ = try ask(handle, "ROLLBACK")
    }

    /// - Returns: the first cell of the last result.
    private func ask(_ handle: OpaquePointer, _ sql: String) throws(Fault) -> String {
        guard PQsendQuery(handle, sql) == 1 else { throw Watchdog.lost(handle) }
        var answer = ""
        var failure: Fault?
        while true {
            while PQisBusy(handle) == 1 {
                guard PQflush(handle) >= 0, wait(handle), PQconsumeInput(handle) == 1 else { throw Watchdog.lost(handle) }
            }
            guard let result = PQgetResult(handle) else { break }
            defer { PQclear(result) }
            switch PQresultStatus(result) {
            case PGRES_TUPLES_OK: answer = PQgetvalue(result, 0, 0).map { String(cString: $0) } ?? ""
            case PGRES_COMMAND_OK: break
            default: failure = DatabaseError(result).map(SQLState.fault) ?? Watchdog.lost(handle)
            }
        }
        if PQstatus(handle) != CONNECTION_OK { throw Watchdog.lost(handle) }
        if let failure { throw failure }
        return answer
    }

    /// False when told to stop.
    private func wait(_ handle: OpaquePointer) -> Bool {
        var descriptors = [
            pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0), pollfd(fd: stop.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        guard descriptors[0].fd >= 0 else { return false }
        poll(&descriptors, 2, -1)
        return !stop.isRaised
    }

    private static func lost(_ handle: OpaquePointer) -> Fault {
        DatabaseFault.connectionLost(
            PQerrorMessage(handle).map { String(cString: $0).split(separator: "\n").joined(separator: "; ") } ?? "")
    }
}
