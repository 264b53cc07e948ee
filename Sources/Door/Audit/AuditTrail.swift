package import Access
package import Logging
import Operations
package import Postgres
package import RetailCore
import Synchronization

/// Attempts that write nothing else: pulls, connects, log-ins. They are collected and hung on their chains every half second.
///
/// An empty tick costs no transaction of its own; alike ones of a device within the half second share a row that counts them.
/// A node that is killed loses at most that half second of reads; writes carry their own audit.
package final class AuditTrail: Sendable {
    private struct Pending {
        var attempts: [Key: Int32] = [:]
        var order: [Key] = []
        var dropped = 0
    }

    private struct Key: Hashable {
        var tenant: ID<Tenant>
        var chain: ID<AuditChain>
        var attempt: AuditAttempt
    }

    static let capacity = 50_000
    private let database: Database
    private let logger: Logger
    private let clock: @Sendable () -> Instant
    private let pending = Mutex(Pending())
    private let tenants = Mutex<[ID<Tenant>: TenantContext]>([:])

    package init(database: Database, logger: Logger, clock: @escaping @Sendable () -> Instant) {
        (self.database, self.logger, self.clock) = (database, logger, clock)
    }

    package func note(_ attempt: AuditAttempt, on chain: ID<AuditChain>, in tenant: TenantContext) {
        tenants.withLock { if $0[tenant.id] == nil { $0[tenant.id] = tenant } }
        pending.withLock { pending in
            let key = Key(tenant: tenant.id, chain: chain, attempt: attempt)
            if let count = pending.attempts[key] {
                pending.attempts[key] = count + 1
            } else if pending.order.count < AuditTrail.capacity {
                pending.attempts[key] = 1
                pending.order.append(key)
            } else {
                pending.dropped += 1
            }
        }
    }

    /// Until cancelled; what is left is written before it returns.
    package func run() async {
        await flushing(every: .milliseconds(500)) { await self.flush() }
    }

    package func flush() async {
        let taken = pending.withLock { pending in
            defer { pending = Pending() }
            return pending
        }
        if taken.dropped > 0 { logger.error("audit: \(taken.dropped) attempts could not be kept, the database is too slow") }
        for (tenantID, keys) in Dictionary(grouping: taken.order, by: \.tenant) {
            guard let tenant = tenants.withLock({ $0[tenantID] }) else { continue }
            for start in stride(from: 0, to: keys.count, by: 2000) {
                let part = keys[start..<min(start + 2000, keys.count)].map { key in
                    var attempt = key.attempt
                    attempt.attempts = taken.attempts[key] ?? 1
                    return (key.chain, attempt)
                }
                await write(part, tenant)
            }
        }
    }

    private func write(_ attempts: [(ID<AuditChain>, AuditAttempt)], _ tenant: TenantContext) async {
        let now = clock()
        for round in 0..<5 {
            do throws(Fault) {
                try await database.transaction(.write, in: tenant.scope) { transaction throws(Fault) in
                    let world = World()
                    for (chain, _) in attempts { world.wantToWrite(AuditChainRow.self, chain) }
                    _ = try WorldLoader.load(world, &transaction, CatalogCache(), head: 0)
                    for (id, attempt) in attempts {
                        var chain = world.row(AuditChainRow.self, id) ?? AuditChainRow(id: id)
                        world.append(chain.append(attempt, at: now))
                        world.put(chain)
                    }
                    try WorldStorer.queue(world, &transaction)
                    try transaction.commit()
                }
                return
            } catch {
                if round == 4 { logger.error("audit: \(attempts.count) attempts were lost: \(error.code) \(error.diagnosis ?? "")") }
                try? await Task.sleep(for: .milliseconds(100 << round))
            }
        }
    }
}
