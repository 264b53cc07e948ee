package import Access
package import Logging
import Operations
package import Postgres
package import RetailCore
package import Secrets

/// Signs the ends of all chains every so often, with a key that the database does not have (docs/adr/0016).
///
/// A chain that no longer goes on from where it was sealed keeps its sealed end in every later seal: so a seal never covers up what was
/// done to the rows before it. And where the last seal does not fit what it covers, none is made after it until somebody says so.
package final class AuditSealer: Sendable {
    private let database: Database
    package let key: SigningKey
    package let memory: AuditMemory
    private let logger: Logger
    private let clock: @Sendable () -> Instant
    package let seconds: Int

    package init(
        database: Database, key: SigningKey, memory: AuditMemory, seconds: Int = 30, logger: Logger,
        clock: @escaping @Sendable () -> Instant
    ) {
        (self.database, self.key, self.memory, self.logger, self.clock) = (database, key, memory, logger, clock)
        self.seconds = max(1, seconds)
    }

    /// Until cancelled, and once more at the end.
    package func run(_ directory: TenantDirectory) async {
        await flushing(every: .seconds(seconds)) {
            do throws(Fault) {
                for tenant in try await directory.all() { await self.trySealing(tenant) }
            } catch {
                self.logger.warning("audit: no trail could be sealed: \(error.code) \(error.diagnosis ?? "")")
            }
        }
    }

    /// One whose trail can't be sealed now does not keep the others' from it.
    private func trySealing(_ tenant: TenantContext) async {
        do throws(Fault) { try await seal(tenant) } catch {
            logger.warning("audit: the trail of \(tenant.slug) could not be sealed: \(error.code) \(error.diagnosis ?? "")")
        }
    }

    /// Seals what has come since the last seal.
    ///
    /// - Returns: nil where nothing has, or where another node is at it.
    @discardableResult package func seal(_ tenant: TenantContext) async throws(Fault) -> AuditSeal? {
        let remembered = memory.last(tenant.id)
        let (key, clock, memory) = (key, clock, memory)
        let outcome = try await database.transaction(.write, in: tenant.scope) { transaction throws(Fault) -> Outcome? in
            guard let found = try AuditSealer.look(tenant, remembered: remembered?.number, &transaction) else { return nil }
            let isSound = found.root == AuditSeal.root(of: found.sealed) || memory.hasAccepted(found.last, tenant.id)
            let seal = isSound ? try AuditSealer.make(found, tenant, key, at: clock(), &transaction) : nil
            return Outcome(
                seal: seal, last: found.last, isSound: isSound, broken: found.broken,
                isForgotten: remembered.map { $0.hash != found.rememberedHash } ?? false)
        }
        guard let outcome else { return nil }
        if !outcome.isSound {
            logger.error("audit: seal \(outcome.last.number) of \(tenant.slug) does not fit what it covers; none is made after it")
        }
        if let chain = outcome.broken.first {
            logger.error("audit: \(outcome.broken.count) chains of \(tenant.slug) don't go on from where they were sealed, first \(chain)")
        }
        if outcome.isForgotten, memory.lose(tenant.id) {
            logger.error("audit: what this node sealed of \(tenant.slug) is not in the database (restored from a back-up, or cut)")
        }
        let last = outcome.seal.map { AuditMemory.Seal(number: $0.number, hash: $0.hash) } ?? outcome.last
        // Also what another node has sealed.
        if last.number > 0, last != remembered || outcome.isForgotten { memory.remember(tenant.id, last) }
        return outcome.seal
    }

    private struct Outcome: Sendable {
        var seal: AuditSeal?
        /// What was the last one before; number 0 where there was none.
        var last: AuditMemory.Seal
        var isSound: Bool
        var broken: [ID<AuditChain>]
        var isForgotten: Bool
    }

    fileprivate struct Found: Sendable {
        var last = AuditMemory.Seal(number: 0, hash: AuditSeal.none)
        /// The sum that the last seal gives of what it covers, and that.
        var root = AuditSeal.root(of: [])
        var sealed: [AuditEnd] = []
        var rememberedHash: [UInt8]?
        /// What is to be sealed, in the order of the chains' ids.
        var ends: [AuditEnd] = []
        var hasChanged = false
        var broken: [ID<AuditChain>] = []
    }

    /// - Returns: nil where another node is sealing.
    private static func look(_ tenant: TenantContext, remembered: Int64?, _ transaction: inout Transaction) throws(Fault) -> Found? {
        var lock = Parameters()
        lock.text("audit seal \(tenant.id)")
        guard try transaction.run(tryLock, lock)[0].bool(0) else { return nil }
        var ask = Parameters()
        ask.int64(remembered)
        transaction.queue(lastSeal, ask)
        transaction.queue(ends)
        let results = try transaction.flight()
        guard results.count == 2 else { throw Fault(.broken, "internal.load", "Rows could not be loaded.") }
        var found = Found()
        if results[0].count == 1 {
            let row = results[0][0]
            found.last = .init(number: try row.int64(0), hash: try row.bytes(1))
            (found.root, found.rememberedHash) = (try row.bytes(2), try row.bytesIfAny(3))
        }
        for index in 0..<results[1].count { try found.take(results[1][index]) }
        return found
    }

    private static func make(
        _ found: Found, _ tenant: TenantContext, _ key: SigningKey, at now: Instant, _ transaction: inout Transaction
    ) throws(Fault) -> AuditSeal? {
        guard found.hasChanged else { return nil }
        let (number, chains, root) = (found.last.number + 1, Int64(found.ends.count), AuditSeal.root(of: found.ends))
        let hash = AuditSeal.hash(of: tenant.id, number: number, at: now, chains: chains, root: root, after: found.last.hash)
        let seal = AuditSeal(
            number: number, at: now, chains: chains, root: root, hash: hash, keyID: key.id, signature: key.sign(hash))
        var row = Parameters()
        row.int64(number)
        row.instant(now)
        row.int64(chains)
        row.bytes(root)
        row.bytes(hash)
        row.text(seal.keyID)
        row.bytes(seal.signature)
        transaction.queue(insertSeal, row)
        var sealed = Parameters()
        sealed.ids(found.ends.map(\.chain))
        sealed.int64s(found.ends.map(\.number))
        sealed.byteStrings(found.ends.map(\.hash))
        transaction.queue(rememberEnds, sealed)
        try transaction.commit()
        return seal
    }

    private static let tryLock = Statement("SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))")
    private static let lastSeal = Statement(
        """
        SELECT s.number, s.hash, s.root, (SELECT r.hash FROM @.audit_seal r WHERE r.number = $1) FROM @.audit_seal s ORDER BY s.number DESC LIMIT 1
        """)
    /// Where a chain has moved on, the row that was sealed is looked at again: it must be the one that was sealed.
    private static let ends = Statement(
        """
        SELECT coalesce(c.id, s.chain), c.number, c.hash, s.number, s.hash, (
            SELECT a.hash FROM @.sync_audit a WHERE a.chain = s.chain AND a.number = s.number AND c.number IS DISTINCT FROM s.number)
        FROM @.audit_chain c FULL JOIN @.audit_sealed s ON s.chain = c.id ORDER BY 1
        """)
    private static let insertSeal = Statement(
        "INSERT INTO @.audit_seal (number, at, chains, root, hash, key_id, signature) VALUES ($1, $2, $3, $4, $5, $6, $7)")
    private static let rememberEnds = Statement(
        """
        INSERT INTO @.audit_sealed AS s (chain, number, hash) SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bytea[]) u (chain, number, hash)
        ON CONFLICT (chain) DO UPDATE SET number = excluded.number, hash = excluded.hash WHERE s.number <> excluded.number
        """)
}

extension AuditSealer.Found {
    /// A chain's end as it is, and as it was sealed.
    fileprivate mutating func take(_ row: borrowing Row) throws(Fault) {
        let chain: ID<AuditChain> = try row.id(0)
        let (number, hash) = (try row.int64IfAny(1), try row.bytesIfAny(2))
        guard let sealedNumber = try row.int64IfAny(3), let sealedHash = try row.bytesIfAny(4) else {
            guard let number, let hash else { return }
            ends.append(AuditEnd(chain: chain, number: number, hash: hash))
            hasChanged = true
            return
        }
        sealed.append(AuditEnd(chain: chain, number: sealedNumber, hash: sealedHash))
        let goesOn: Bool
        if let number, number > sealedNumber {
            goesOn = try row.bytesIfAny(5) == sealedHash
        } else {
            goesOn = number == sealedNumber && hash == sealedHash
        }
        guard goesOn, let number, let hash else {
            broken.append(chain)
            ends.append(AuditEnd(chain: chain, number: sealedNumber, hash: sealedHash))
            return
        }
        ends.append(AuditEnd(chain: chain, number: number, hash: hash))
        hasChanged = hasChanged || number != sealedNumber
    }
}
