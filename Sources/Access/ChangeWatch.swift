import Operations
import Postgres
import RetailCore
import Synchronization

/// How far a node has read the log of changes.
///
/// Rows become visible in the order of commits, not of their numbers. So each reading remembers the oldest transaction that was still
/// under way in its snapshot, and the next one begins there: nothing is skipped, and what is read twice is known by its number.
struct ChangeWatch: Sendable {
    /// One reading of the log.
    struct Reading: Sendable {
        /// The oldest transaction that can still bring rows.
        var horizon: UInt64
        var at: Instant
        var rows: [ChangeRow]
    }

    /// More rows than these are not told apart any more.
    static let limit = 5000
    /// Rows are kept an hour. Who did not look for half of that may have missed some.
    static let keptSeconds: Int64 = 3600

    private var horizon: UInt64?
    private var seen: Set<Int64> = []
    private var at = Instant(microseconds: 0)

    /// Where to read from. At the first time from nowhere: a node that starts knows nothing that could be out of date.
    var from: UInt64 { horizon ?? .max }

    /// What a reading says that is new.
    mutating func take(_ reading: Reading) -> [AccessChange] {
        defer {
            (horizon, at) = (reading.horizon, reading.at)
            seen = Set(reading.rows.lazy.filter { $0.xid >= reading.horizon }.map(\.id))
        }
        guard let before = horizon, reading.horizon >= before, reading.rows.count <= ChangeWatch.limit,
            reading.at.seconds(since: at) < ChangeWatch.keptSeconds / 2
        else { return [.anything] }
        var told: Set<AccessChange> = []
        return reading.rows.compactMap { row in
            guard !seen.contains(row.id), told.insert(row.change).inserted else { return nil }
            return row.change
        }
    }
}

struct ChangeRow: Sendable {
    var id: Int64
    var xid: UInt64
    var change: AccessChange
}

/// The log from a transaction on, and where the next reading begins; one row at least.
struct ReadChanges: Query {
    static let statement = Statement(
        """
        SELECT pg_snapshot_xmin(s)::text, clock_timestamp(), c.id, c.xid::text, c.tenant_id, c.subject_id
        FROM pg_current_snapshot() s LEFT JOIN retail.access_change c ON c.xid >= $1::text::xid8 ORDER BY c.xid, c.id LIMIT 5001
        """)
    let from: UInt64

    func bind(_ parameters: inout Parameters) { parameters.text(String(from)) }

    static func decode(_ row: borrowing Row) throws(Fault) -> (horizon: UInt64, at: Instant, change: ChangeRow?) {
        let horizon = UInt64(try row.text(0)) ?? 0
        guard let id = try row.int64IfAny(2) else { return (horizon, try row.instant(1), nil) }
        let change = ChangeRow(id: id, xid: UInt64(try row.text(3)) ?? 0, change: AccessChange(try row.idIfAny(5), in: try row.id(4)))
        return (horizon, try row.instant(1), change)
    }
}

extension Access {
    static let lookMilliseconds = 500

    /// Looks into the log of changes twice a second, until cancelled: a NOTIFY that was lost costs that long and no more.
    package func run() async {
        var rounds = 0
        while !Task.isCancelled {
            await look()
            if rounds % 600 == 0 { await clean() }
            rounds += 1
            try? await Task.sleep(for: .milliseconds(Access.lookMilliseconds))
        }
    }

    /// One look. Where the database does not answer the next one finds it all.
    package func look() async {
        let from = watched.withLock { $0.from }
        let asked = Uptime.now
        guard let rows = try? await database.read(ReadChanges(from: from), in: .registry), let first = rows.first else { return }
        clock.heard(first.at, between: asked, and: Uptime.now)
        let reading = ChangeWatch.Reading(horizon: first.horizon, at: first.at, rows: rows.compactMap(\.change))
        for change in watched.withLock({ $0.take(reading) }) { forget(change) }
    }

    /// Takes away what nobody asks for any more, some at a time.
    func clean() async {
        for statement in Access.cleaning {
            // The next round tries again.
            try? await database.transaction(.write, in: .registry) { transaction throws(Fault) in
                transaction.queue(statement)
                try transaction.commit()
            }
        }
    }

    /// Sessions are kept 90 days after their end, spent tokens as long as they would have lived, addresses for half a year.
    private static let cleaning = [
        Statement("DELETE FROM retail.access_change WHERE at < now() - interval '1 hour'"),
        Statement(
            """
            UPDATE retail.session SET ended_at = refresh_until, ended_why = 'expired' WHERE id IN (
                SELECT id FROM retail.session WHERE refresh_until < now() AND ended_at IS NULL LIMIT 1000 FOR UPDATE SKIP LOCKED)
            """),
        Statement(
            """
            DELETE FROM retail.session WHERE id IN (
                SELECT id FROM retail.session WHERE ended_at < now() - interval '90 days' LIMIT 1000 FOR UPDATE SKIP LOCKED)
            """),
        Statement("DELETE FROM retail.spent_token WHERE spent_at < now() - interval '30 days'"),
        Statement("DELETE FROM retail.known_address WHERE last_at < now() - interval '180 days'"),
    ]
}
