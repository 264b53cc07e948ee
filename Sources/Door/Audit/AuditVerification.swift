package import Access
import Operations
package import Postgres
package import RetailCore
import Secrets

/// Something about the trail that does not hold.
package struct AuditFinding: Sendable, Hashable {
    package enum Kind: String, Sendable, CaseIterable {
        /// A row, or a chain's end, is not what its hash says.
        case rowChanged = "row_changed"
        case rowMissing = "row_missing"
        /// A row behind its chain's end, or of a chain that there is not.
        case rowForeign = "row_foreign"
        case chainMissing = "chain_missing"
        /// The seals are not a chain, or the last does not fit the ends that it covers.
        case sealBroken = "seal_broken"
        /// The last seal was not signed by this node's key.
        case sealUnsigned = "seal_unsigned"
        /// A seal that this node made is not in the database.
        case sealMissing = "seal_missing"
    }

    package let kind: Kind
    package let chain: ID<AuditChain>?
    /// Of the row in its chain, or of the seal.
    package let number: Int64
}

/// What `AuditVerification` found. Intact where there is no finding; of very many, the first hundred are kept.
package struct AuditReport: Sendable {
    package internal(set) var chains: Int64 = 0
    package internal(set) var rows: Int64 = 0
    package internal(set) var seals: Int64 = 0
    package internal(set) var sealedAt: Instant?
    package internal(set) var findings: [AuditFinding] = []

    static let limit = 100
    var isFull: Bool { findings.count >= AuditReport.limit }

    mutating func add(_ kind: AuditFinding.Kind, _ chain: ID<AuditChain>? = nil, _ number: Int64) {
        let finding = AuditFinding(kind: kind, chain: chain, number: number)
        if !isFull, !findings.contains(finding) { findings.append(finding) }
    }
}

/// Proves a trail: each row by its hash, each chain by its end, the ends by the last seal, the seals by each other, the last by its
/// signature and by what this node remembers (docs/adr/0016).
package struct AuditVerification: Sendable {
    package let database: Database
    package let sealer: AuditSealer

    package init(database: Database, sealer: AuditSealer) {
        (self.database, self.sealer) = (database, sealer)
    }

    /// - Parameter only: one chain; nil: all, seals included.
    package func run(_ tenant: TenantContext, only: ID<AuditChain>? = nil) async throws(Fault) -> AuditReport {
        var report = AuditReport()
        var after: ID<AuditChain>?
        repeat {
            let page = try await database.read(ReadAuditEnds(only: only, after: after), in: tenant.scope)
            for ends in page where !report.isFull { try await walk(ends, tenant, &report) }
            after = page.count == ReadAuditEnds.limit ? page.last?.chain : nil
        } while after != nil && !report.isFull
        guard only == nil else { return report }
        for foreign in try await database.read(ReadForeignRows(), in: tenant.scope) {
            report.add(.rowForeign, foreign.chain, foreign.number)
        }
        try await checkSeals(tenant, &report)
        return report
    }

    /// Whether a row is still what somebody remembers of it.
    package func check(_ claim: AuditEnd, in tenant: TenantContext, _ report: inout AuditReport) async throws(Fault) {
        let query = ReadChainRows(chain: claim.chain, after: claim.number - 1, through: claim.number)
        let row = try await database.read(query, in: tenant.scope).first
        if row == nil { report.add(.rowMissing, claim.chain, claim.number) }
        if let row, row.hash != claim.hash { report.add(.rowChanged, claim.chain, claim.number) }
    }

    private func walk(_ ends: ReadAuditEnds.Ends, _ tenant: TenantContext, _ report: inout AuditReport) async throws(Fault) {
        report.chains += 1
        guard let end = ends.end else { return report.add(.chainMissing, ends.chain, ends.sealed?.number ?? 0) }
        if let sealed = ends.sealed, sealed.number > end.number { report.add(.rowMissing, ends.chain, end.number + 1) }
        var number: Int64 = 0
        var hash = AuditSeal.none
        while number < end.number {
            let page = try await database.read(ReadChainRows(chain: ends.chain, after: number, through: end.number), in: tenant.scope)
            if page.isEmpty { return report.add(.rowMissing, ends.chain, number + 1) }
            for row in page {
                guard row.number == number + 1 else { return report.add(.rowMissing, ends.chain, number + 1) }
                // One changed row is one finding: what comes after it hangs on what is stored.
                if row.hash(after: hash) != row.hash { report.add(.rowChanged, ends.chain, row.number) }
                (number, hash) = (row.number, row.hash)
                if let sealed = ends.sealed, sealed.number == number, sealed.hash != hash { report.add(.rowChanged, ends.chain, number) }
                report.rows += 1
            }
            if report.isFull { return }
        }
        if hash != end.hash { report.add(.rowChanged, ends.chain, number) }
    }

    private func checkSeals(_ tenant: TenantContext, _ report: inout AuditReport) async throws(Fault) {
        let (last, ends) = try await database.transaction(.read, in: tenant.scope) { transaction throws(Fault) in
            (try transaction.run(ReadSeals(after: nil)).last, try transaction.run(ReadSealed()))
        }
        var number: Int64 = 0
        var previous = AuditSeal.none
        while number < last?.number ?? 0 {
            let page = try await database.read(ReadSeals(after: number), in: tenant.scope)
            guard let first = page.first, first.number == number + 1 else { return report.add(.sealBroken, nil, number + 1) }
            for seal in page {
                guard seal.number == number + 1, seal.hash(of: tenant.id, after: previous) == seal.hash else {
                    return report.add(.sealBroken, nil, number + 1)
                }
                (number, previous) = (seal.number, seal.hash)
            }
        }
        (report.seals, report.sealedAt) = (last?.number ?? 0, last?.at)
        if let last {
            if last.root != AuditSeal.root(of: ends) || last.chains != Int64(ends.count) { report.add(.sealBroken, nil, last.number) }
            let isSigned =
                last.keyID == sealer.key.id && SigningKey.verify(last.signature, of: last.hash, by: sealer.key.publicKey)
            if !isSigned { report.add(.sealUnsigned, nil, last.number) }
        } else if !ends.isEmpty {
            report.add(.sealMissing, nil, 1)
        }
        let remembered = sealer.memory.lost(tenant.id) + [sealer.memory.last(tenant.id)].compactMap(\.self)
        for seal in remembered {
            let stored = try await database.read(ReadSeals(after: seal.number - 1), in: tenant.scope).first
            if stored?.number != seal.number || stored?.hash != seal.hash { report.add(.sealMissing, nil, seal.number) }
        }
    }
}
