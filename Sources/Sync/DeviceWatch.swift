package import Access
import Door
package import Logging
package import Postgres
package import RetailCore
package import SyncProtocol
import Synchronization

/// When each device was last seen and how far it had come. Kept in memory, written together every few seconds.
package final class DeviceWatch: Sendable {
    private struct Seen {
        var tenant: TenantContext
        var at: Instant
        var cursors: Cursors
    }

    private let database: Database
    private let logger: Logger
    private let clock: @Sendable () -> Instant
    private let seen = Mutex<[ID<Device>: Seen]>([:])

    package init(database: Database, logger: Logger, clock: @escaping @Sendable () -> Instant) {
        (self.database, self.logger, self.clock) = (database, logger, clock)
    }

    package func saw(_ device: ID<Device>, in tenant: TenantContext, cursors: Cursors) {
        let now = clock()
        seen.withLock { seen in
            guard seen.count < 100_000 || seen[device] != nil else { return }
            // Of streams that are not named this time the last word counts.
            let before = seen[device]?.cursors.positions ?? [:]
            seen[device] = Seen(tenant: tenant, at: now, cursors: Cursors(before.merging(cursors.positions) { $1 }))
        }
    }

    /// Until cancelled; what is left is written before it returns.
    package func run() async {
        await flushing(every: .seconds(5)) { await self.flush() }
    }

    package func flush() async {
        let taken = seen.withLock { seen in
            defer { seen.removeAll(keepingCapacity: true) }
            return seen
        }
        for (_, devices) in Dictionary(grouping: taken, by: \.value.tenant.id) {
            guard let tenant = devices.first?.value.tenant else { continue }
            let sorted = devices.sorted { $0.key < $1.key }
            var parameters = Parameters()
            parameters.ids(sorted.map(\.key))
            parameters.instants(sorted.map(\.value.at))
            parameters.texts(
                sorted.map { one in
                    one.value.cursors.positions.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.value)" }.joined(separator: " ")
                })
            let bound = parameters
            do throws(Fault) {
                try await database.transaction(.write, in: tenant.scope) { transaction throws(Fault) in
                    transaction.queue(DeviceWatch.upsert, bound)
                    try transaction.commit()
                }
            } catch { logger.warning("when devices were seen could not be written: \(error.code)") }
        }
    }

    private static let upsert = Statement(
        """
        INSERT INTO @.device_seen (device_id, seen_at, cursors) SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::text[])
        ON CONFLICT (device_id) DO UPDATE SET seen_at = greatest(device_seen.seen_at, excluded.seen_at), cursors = (
            SELECT coalesce(string_agg(word, ' '), '') FROM (
                SELECT DISTINCT ON (split_part(word, '=', 1)) word FROM (
                    SELECT word, 1 AS age FROM unnest(string_to_array(excluded.cursors, ' ')) AS new(word)
                    UNION ALL SELECT word, 2 FROM unnest(string_to_array(device_seen.cursors, ' ')) AS old(word)
                ) AS words WHERE word <> '' ORDER BY split_part(word, '=', 1), age
            ) AS newest)
        """)
}
