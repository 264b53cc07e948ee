package import Access
import Door
package import Logging
package import Postgres
package import RetailCore
package import SyncProtocol
import Synchronization

/// When each device was last seen and how far it had come, and which of its operations it need not keep any more. Kept in memory, written
/// together every few seconds.
package final class DeviceWatch: Sendable {
    private struct Seen {
        var tenant: TenantContext
        var cursors: Cursors
    }

    private struct State {
        var seen: [ID<Device>: Seen] = [:]
        var durable: [ID<Device>: Durable] = [:]
    }

    static let capacity = 100_000

    private let database: Database
    private let logger: Logger
    private let durableSeconds: Int64
    private let state = Mutex(State())

    /// - Parameter durableSeconds: how old a back-up or a standby may be that the server goes on from; what was acknowledged longer ago is
    ///   in all of them.
    package init(database: Database, durableSeconds: Int64 = 86_400, logger: Logger) {
        (self.database, self.durableSeconds, self.logger) = (database, durableSeconds, logger)
    }

    package func saw(_ device: ID<Device>, in tenant: TenantContext, cursors: Cursors) {
        state.withLock { state in
            guard state.seen.count < DeviceWatch.capacity || state.seen[device] != nil else { return }
            // Of streams that are not named this time the last word counts.
            let before = state.seen[device]?.cursors.positions ?? [:]
            state.seen[device] = Seen(tenant: tenant, cursors: Cursors(before.merging(cursors.positions) { $1 }))
        }
    }

    /// Nil where this node has not looked since it last saw the device.
    package func durable(_ device: ID<Device>) -> Durable? { state.withLock { $0.durable[device] } }

    /// Until cancelled; what is left is written before it returns.
    package func run() async {
        await flushing(every: .seconds(5)) { await self.flush() }
    }

    package func flush() async {
        let taken = state.withLock { state in
            defer { state.seen.removeAll(keepingCapacity: true) }
            return state.seen
        }
        for (_, devices) in Dictionary(grouping: taken, by: \.value.tenant.id) {
            guard let tenant = devices.first?.value.tenant else { continue }
            let sorted = devices.sorted { $0.key < $1.key }
            var parameters = Parameters()
            parameters.ids(sorted.map(\.key))
            parameters.texts(
                sorted.map { one in
                    one.value.cursors.positions.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.value)" }.joined(separator: " ")
                })
            parameters.int64(durableSeconds)
            let bound = parameters
            do throws(Fault) {
                let durable = try await database.transaction(.write, in: tenant.scope) {
                    transaction throws(Fault) -> [(ID<Device>, Durable)] in
                    transaction.queue(DeviceWatch.upsert, bound)
                    guard let rows = try transaction.commit().last else { return [] }
                    var durable: [(ID<Device>, Durable)] = []
                    for index in 0..<rows.count {
                        let row = rows[index]
                        durable.append((try row.id(0), Durable(incarnation: try row.int64(1), seq: try row.int64(2))))
                    }
                    return durable
                }
                state.withLock { state in
                    if state.durable.count >= DeviceWatch.capacity { state.durable.removeAll() }
                    for (device, seq) in durable { state.durable[device] = seq }
                }
            } catch { logger.warning("when devices were seen could not be written: \(error.code)") }
        }
    }

    private static let upsert = Statement(
        """
        INSERT INTO @.device_seen AS w (device_id, seen_at, cursors, incarnation, kept_seq, kept_at)
        SELECT u.id, now(), u.cursors, d.incarnation, d.last_seq, now()
        FROM unnest($1::uuid[], $2::text[]) u (id, cursors) JOIN @.device d ON d.id = u.id
        ON CONFLICT (device_id) DO UPDATE SET seen_at = greatest(w.seen_at, excluded.seen_at), cursors = (
            SELECT coalesce(string_agg(word, ' '), '') FROM (
                SELECT DISTINCT ON (split_part(word, '=', 1)) word FROM (
                    SELECT word, 1 AS age FROM unnest(string_to_array(excluded.cursors, ' ')) AS new(word)
                    UNION ALL SELECT word, 2 FROM unnest(string_to_array(w.cursors, ' ')) AS old(word)
                ) AS words WHERE word <> '' ORDER BY split_part(word, '=', 1), age
            ) AS newest),
            incarnation = excluded.incarnation,
            durable_seq = CASE WHEN w.incarnation <> excluded.incarnation THEN 0
                WHEN w.kept_at <= now() - $3 * interval '1 second' THEN w.kept_seq ELSE w.durable_seq END,
            kept_seq = CASE WHEN w.incarnation = excluded.incarnation AND w.kept_at > now() - $3 * interval '1 second' THEN w.kept_seq
                ELSE excluded.kept_seq END,
            kept_at = CASE WHEN w.incarnation = excluded.incarnation AND w.kept_at > now() - $3 * interval '1 second' THEN w.kept_at
                ELSE now() END
        RETURNING w.device_id, w.incarnation, w.durable_seq
        """)
}
