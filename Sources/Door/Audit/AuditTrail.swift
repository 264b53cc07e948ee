package import Access
package import Logging
import Operations
package import Postgres
package import RetailCore
import Synchronization

/// Attempts that write nothing else: pulls, connects, log-ins. They are collected and hung on their chains every half second; while the
/// database is away, or takes no writes, they are kept, each with the time at which it was taken to be written.
///
/// An empty tick costs no transaction of its own; alike ones of a device within the half second share a row that counts them.
/// A node that is killed loses at most that half second of reads; writes carry their own audit.
package final class AuditTrail: Sendable {
    private struct Pending {
        var attempts: [Key: Int32] = [:]
        var order: [Key] = []
        var dropped = 0
        /// What was taken before and could not be written, the oldest first.
        var held: [AuditPart] = []
        var heldCount = 0
        /// Alike refusals since the first of them was written, and when they are to be.
        var repeated: [Key: (count: Int32, due: ContinuousClock.Instant)] = [:]

        mutating func add(_ key: Key, _ count: Int32 = 1) {
            if let known = attempts[key] {
                attempts[key] = known.addingReportingOverflow(count).overflow ? .max : known + count
            } else if order.count + heldCount < AuditTrail.capacity {
                attempts[key] = count
                order.append(key)
            } else {
                dropped += 1
            }
        }
    }

    private struct Key: Hashable {
        var tenant: ID<Tenant>
        var chain: ID<AuditChain>
        var attempt: AuditAttempt
    }

    static let capacity = 50_000
    static let differentRefusals = 5_000
    private let writer: AuditWriter
    private let logger: Logger
    private let clock: @Sendable () -> Instant
    private let pending = Mutex(Pending())
    private let writing = Mutex<Task<Void, Never>?>(nil)
    private let tenants = Mutex<[ID<Tenant>: TenantContext]>([:])

    package init(database: Database, logger: Logger, clock: @escaping @Sendable () -> Instant) {
        writer = AuditWriter(database: database, logger: logger)
        (self.logger, self.clock) = (logger, clock)
    }

    package func note(_ attempt: AuditAttempt, on chain: ID<AuditChain>, in tenant: TenantContext) {
        tenants.withLock { if $0[tenant.id] == nil { $0[tenant.id] = tenant } }
        pending.withLock { $0.add(Key(tenant: tenant.id, chain: chain, attempt: attempt)) }
    }

    /// Notes what may be tried a thousand times a second by anybody: the first is written at once, what is alike but for the request's id
    /// within the next minute shares one more row that counts it. Of very many different ones the rest share a row of the chain of shops.
    package func count(_ attempt: AuditAttempt, on chain: ID<AuditChain>, in tenant: TenantContext) {
        tenants.withLock { if $0[tenant.id] == nil { $0[tenant.id] = tenant } }
        var alike = attempt
        alike.origin.requestID = ""
        var key = Key(tenant: tenant.id, chain: chain, attempt: alike)
        pending.withLock { pending in
            if pending.repeated[key] == nil, pending.repeated.count >= AuditTrail.differentRefusals {
                let others = AuditAttempt(
                    actor: .none, action: attempt.action, outcome: attempt.outcome, detail: "others",
                    from: .init(requestID: "", address: ""))
                key = Key(tenant: tenant.id, chain: .none, attempt: others)
            }
            if let known = pending.repeated[key] {
                pending.repeated[key]?.count = known.count == .max ? .max : known.count + 1
            } else {
                pending.repeated[key] = (0, .now + .seconds(60))
                var first = key
                if first.attempt == alike { first.attempt = attempt }
                pending.add(first)
            }
        }
    }

    /// Until cancelled; what is left is written before it returns, if the database takes it.
    package func run() async {
        await flushing(every: .milliseconds(500)) { await self.flush() }
        await write(countsOf: { _ in true })
    }

    /// Writes what is pending; when it returns, what was pending before is written, whoever else was at it, or the database was away.
    ///
    /// - Parameter tenant: whose refusals are written that are still being counted.
    package func flush(countsOf tenant: TenantContext? = nil) async {
        let flush = writing.withLock { last in
            let task = Task { [last] in
                await last?.value
                await self.write(countsOf: { $0 == tenant?.id })
            }
            last = task
            return task
        }
        await flush.value
    }

    private func write(countsOf isAsked: @escaping @Sendable (ID<Tenant>) -> Bool) async {
        let (parts, dropped) = take(countsOf: isAsked)
        if dropped > 0 { logger.error("audit: \(dropped) attempts could not be kept, the database is too slow") }
        let left = await writer.write(parts)
        pending.withLock { pending in
            pending.held = left
            pending.heldCount = left.reduce(0) { $0 + $1.attempts.count }
        }
    }

    /// What was held first, then what has come since.
    private func take(countsOf isAsked: (ID<Tenant>) -> Bool) -> (parts: [AuditPart], dropped: Int) {
        let at = clock()
        let taken = pending.withLock { pending in
            let now = ContinuousClock.now
            for (key, counted) in pending.repeated where isAsked(key.tenant) || counted.due <= now {
                if counted.count > 0 { pending.add(key, counted.count) }
                pending.repeated[key] = nil
            }
            let taken = pending
            pending = Pending()
            // Until it is written it takes up its room.
            (pending.heldCount, pending.repeated) = (taken.heldCount + taken.order.count, taken.repeated)
            return taken
        }
        var parts = taken.held
        for (tenantID, keys) in Dictionary(grouping: taken.order, by: \.tenant) {
            guard let tenant = tenants.withLock({ $0[tenantID] }) else { continue }
            for start in stride(from: 0, to: keys.count, by: AuditPart.limit) {
                let attempts = keys[start..<min(start + AuditPart.limit, keys.count)].map { key in
                    var attempt = key.attempt
                    attempt.attempts = taken.attempts[key] ?? 1
                    return (key.chain, attempt)
                }
                parts.append(AuditPart(tenant: tenant, at: at, attempts: attempts))
            }
        }
        return (parts, taken.dropped)
    }
}
