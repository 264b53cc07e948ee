import Access
import Logging
import Operations
import Postgres
import RetailCore
import Synchronization

/// Attempts of one chain of shops that are written in one transaction.
struct AuditPart: Sendable {
    static let limit = 2000
    let tenant: TenantContext
    /// When they were taken to be written, however long that takes.
    let at: Instant
    let attempts: [(chain: ID<AuditChain>, attempt: AuditAttempt)]
    /// The first row of each writing whose COMMIT was not answered: where one of them stands, all of its part do.
    var tries: [AuditRow] = []
}

/// Hangs collected attempts on their chains.
struct AuditWriter: Sendable {
    let database: Database
    let logger: Logger
    private let isAway = AwayFlag()
    private let known = KnownChains()

    /// Log it once.
    private final class AwayFlag: Sendable {
        private let flag = Atomic<Bool>(false)
        func set(_ value: Bool) -> Bool { flag.exchange(value, ordering: .relaxed) != value }
    }

    init(database: Database, logger: Logger) { (self.database, self.logger) = (database, logger) }

    /// Writes part after part.
    ///
    /// - Returns: what is to be tried again: all that the database was not there for, in order.
    func write(_ parts: [AuditPart]) async -> [AuditPart] {
        var left: [AuditPart] = []
        for index in parts.indices {
            var part = parts[index]
            do throws(Fault) {
                try await write(&part)
            } catch {
                // A chain whose rows are held, or whose rights are missing, keeps no other from its trail.
                guard error.kind == .unavailable else {
                    logger.error("audit: \(part.attempts.count) attempts were lost: \(error.code) \(error.diagnosis ?? "")")
                    continue
                }
                left.append(part)
                if AuditWriter.isAboutChain(error) { continue }
                left += parts[(index + 1)...]
                if isAway.set(true) { logger.warning("audit: what was tried is kept, the database takes no rows: \(error.code)") }
                return left
            }
        }
        if left.isEmpty, isAway.set(false) { logger.notice("audit: what was kept is written") }
        return left
    }

    private static func isAboutChain(_ fault: Fault) -> Bool {
        [
            "database.role-missing", "database.permission", "database.lock-timeout", "database.deadlock", "database.serialization",
            "database.timeout", "database.plan-changed",
        ].contains(fault.code)
    }

    private func write(_ part: inout AuditPart) async throws(Fault) {
        var trouble: Fault?
        for round in 0..<5 {
            do throws(Fault) { return try await tryWriting(&part) } catch {
                trouble = error
                // Another node made the same chain first, or holds it: a moment later it is there, or let go of.
                guard AuditWriter.isAboutChain(error) || error.code == "database.unique" else { throw error }
                try? await Task.sleep(for: .milliseconds(20 << round))
            }
        }
        if let trouble { throw trouble }
    }

    private func tryWriting(_ part: inout AuditPart) async throws(Fault) {
        let (attempts, at, tries) = (part.attempts, part.at, part.tries)
        let fresh = known.new(among: attempts.map(\.chain), in: part.tenant.id)
        let first = Mutex<AuditRow?>(nil)
        do throws(Fault) {
            try await database.transaction(.write, in: part.tenant.scope) { transaction throws(Fault) in
                if !fresh.isEmpty {
                    AuditChainRow.queueMaking(fresh, &transaction)
                    _ = try transaction.flight()
                }
                let world = World()
                for (chain, _) in attempts { world.wantToWrite(AuditChainRow.self, chain) }
                _ = try WorldLoader.load(world, &transaction, CatalogCache(), at: .none)
                // Asked behind the chains' locks: a writing that is still under way is over by then.
                for row in tries where try AuditWriter.stands(row, &transaction) { return }
                var rows: [AuditRow] = []
                for (id, attempt) in attempts {
                    var chain = world.row(AuditChainRow.self, id) ?? AuditChainRow(id: id)
                    rows.append(chain.append(attempt, at: at))
                    world.put(chain)
                }
                for row in rows { world.append(row) }
                first.withLock { $0 = rows.first }
                try WorldStorer.queue(world, &transaction)
                try transaction.commit()
            }
            known.add(fresh, in: part.tenant.id)
        } catch {
            if error.code == "database.commit-unknown", let row = first.withLock({ $0 }) { part.tries.append(row) }
            throw error
        }
    }

    private static func stands(_ row: AuditRow, _ transaction: inout Transaction) throws(Fault) -> Bool {
        var parameters = Parameters()
        parameters.id(row.chain)
        parameters.int64(row.number)
        parameters.bytes(row.hash)
        return try transaction.run(standing, parameters).count == 1
    }

    private static let standing = Statement("SELECT 1 FROM @.sync_audit WHERE chain = $1 AND number = $2 AND hash = $3")
}
