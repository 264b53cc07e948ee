import Access
import Door
import JSON
import Operations
import Postgres
import Reports
import RetailCore
import Secrets
import Web

extension Services {
    var auditEndpoints: [Endpoint] { [auditList, auditVerify, auditExport] }

    private var auditList: Endpoint {
        Endpoint(
            .get, "/v1/audit", tag: "Audit", summary: "Who tried what, and what became of it; newest first",
            access: ReadAudit.needs.rawValue,
            query: [
                .id("actor_id"), .id("op_id"), .id("chain"), .text("action"), .text("outcome"),
                .instant("before", "Rows before this moment."), .int("limit", 1...1000, "Default 100."),
                .form("after", .trail, "What the page before gave as next.", length: 59...90),
            ],
            answer: AuditPage.self
        ) { call async throws(Fault) -> AuditPage in
            let grant = try await grant(call, forWholeChain: ReadAudit.self)
            // What was tried a moment ago should be found by who looks now.
            await audit.flush(countsOf: grant.tenant)
            let limit = try call.query.int("limit", default: 100)
            let query = ReadAuditRows(
                actor: try call.query.id("actor_id"), operation: try call.query.id("op_id"), chain: try call.query.id("chain"),
                action: try call.query.text("action"), outcome: try call.query.text("outcome"), before: try call.query.instant("before"),
                after: try call.query.text("after").map { text throws(Fault) in try AuditCursor(text) }, limit: limit + 1)
            let rows = try await reporting.read(query, in: grant.scope)
            return AuditPage(
                items: rows.prefix(limit).map { AuditEntry($0) }, next: rows.count > limit ? AuditCursor(rows[limit - 1]).description : nil)
        }
    }

    private var auditVerify: Endpoint {
        Endpoint(
            .get, "/v1/audit/verify", tag: "Audit", summary: "Prove that no row of the trail was changed, added or removed",
            access: ReadAudit.needs.rawValue,
            query: [
                .id("chain", "Left out: every chain, and the seals, too."),
                .int("number", 1...Int64.max, "With `chain` and `hash`: a row that somebody remembers, as a device does."),
                .form("hash", .sha256, "What it was, in hexadecimal; with `chain` and `number`.", length: 64...64),
            ], answer: AuditVerdict.self, faults: ["request.contradictory"]
        ) { call async throws(Fault) -> AuditVerdict in
            let grant = try await grant(call, forWholeChain: ReadAudit.self)
            await audit.flush(countsOf: grant.tenant)
            // So that what came since the last seal is covered, too. Another node may be at it: then it is.
            try await verification.sealer.seal(grant.tenant)
            let chain: ID<AuditChain>? = try call.query.id("chain")
            var report = try await verification.run(grant.tenant, only: chain)
            if let claim = try AuditClaim(call, chain) {
                try await verification.check(claim.end, in: grant.tenant, &report)
            }
            return AuditVerdict(report, keyID: verification.sealer.key.id)
        }
    }

    private var auditExport: Endpoint {
        Endpoint(
            .get, "/v1/audit/export", tag: "Audit",
            summary: "The whole trail with its seals, one record a line: to be kept elsewhere, and proved by `scripts/verify-audit.py`",
            access: ReadAudit.needs.rawValue, answers: [.lines(AuditExport.line)], faults: ["access.store-scope"],
            reply: { call async throws(Fault) -> Reply in
                let grant = try await grant(call, forWholeChain: ReadAudit.self)
                await audit.flush(countsOf: grant.tenant)
                try await verification.sealer.seal(grant.tenant)
                note(grant.tenant, grant.actor.id, "audit.export", "answered", nil, call)
                let export = AuditExport(verification)
                return .stream(contentType: "application/x-ndjson", filename: "audit.ndjson") { chunks in
                    try await export.write(grant.tenant) { try await chunks.write($0) }
                }
            })
    }
}

/// A row that somebody remembers.
private struct AuditClaim {
    let end: AuditEnd

    init?(_ call: Call, _ chain: ID<AuditChain>?) throws(Fault) {
        let number = try call.query.int64("number")
        let hash = try call.query.text("hash")
        if number == nil, hash == nil { return nil }
        guard let chain, let number, let hash else {
            throw Fault.contradictory("chain", "required", "chain, number and hash go together.")
        }
        guard let bytes = Hexadecimal.bytes(hash) else { throw Fault.field("hash", "not-hexadecimal", "Expected 64 hexadecimal digits.") }
        end = AuditEnd(chain: chain, number: number, hash: bytes)
    }
}

/// A row's place in the list: many rows share a moment, none a moment, a chain and a number.
private struct AuditCursor: CustomStringConvertible {
    let at: Instant
    let chain: ID<AuditChain>
    let number: Int64

    init(_ row: AuditRow) { (at, chain, number) = (row.at, row.chain, row.number) }

    /// - Throws: `request.invalid` (422) where it is no cursor of ours.
    init(_ text: String) throws(Fault) {
        let parts = text.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 3, let at = Instant(parts[0]), let chain = ID<AuditChain>(parts[1]), let number = Int64(parts[2]) else {
            throw Fault.field("after", "not-a-cursor", "Expected what the page before gave as next.")
        }
        (self.at, self.chain, self.number) = (at, chain, number)
    }

    var description: String { "\(at)_\(chain)_\(number)" }
}

private struct ReadAuditRows: Query {
    static let statement = Statement(
        """
        SELECT \(AuditRow.selected) FROM @.sync_audit
        WHERE ($1::uuid IS NULL OR actor_id = $1) AND ($2::uuid IS NULL OR op_id = $2) AND ($3::uuid IS NULL OR chain = $3) AND ($4::text IS NULL OR action = $4)
            AND ($5::text IS NULL OR outcome = $5) AND ($6::timestamptz IS NULL OR at < $6)
            AND ($7::timestamptz IS NULL OR at <= $7 AND (at, chain, number) < ($7, $8::uuid, $9::bigint))
        ORDER BY at DESC, chain DESC, number DESC LIMIT $10
        """)
    let actor: ID<Actor>?
    let operation: OperationID?
    let chain: ID<AuditChain>?
    let action: String?
    let outcome: String?
    let before: Instant?
    let after: AuditCursor?
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.id(actor)
        parameters.id(operation)
        parameters.id(chain)
        parameters.text(action)
        parameters.text(outcome)
        parameters.instant(before)
        parameters.instant(after?.at)
        parameters.id(after?.chain)
        parameters.int64(after?.number)
        parameters.int64(Int64(limit))
    }

    static func decode(_ row: borrowing Row) throws(Fault) -> AuditRow { try AuditRow(row) }
}
