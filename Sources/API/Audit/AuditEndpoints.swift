import Access
import Door
import JSON
import Operations
import Postgres
import Reports
import RetailCore
import Web

/// A row of the audit trail.
struct AuditEntry: WireObject {
    var row: AuditRow

    init(_ row: AuditRow) { self.row = row }

    init(_ fields: inout Fields) throws(Fault) {
        let chain: ID<AuditChain> = try fields.required("chain", .none, "Whose chain: a device's, a store's, a person's.")
        let number: Int64 = try fields.required("number", .none, "Dense in its chain.")
        let at: Instant = try fields.required("at")
        var attempt = AuditAttempt(
            actor: try fields.required("actor_id"), action: try fields.required("action"), operation: try fields.optional("op_id"),
            outcome: try fields.required("outcome"), detail: try fields.optional("detail"),
            from: Origin(
                requestID: try fields.required("request_id"),
                address: try fields.required(
                    "address", .none, "The caller's IP address; empty before it was kept, and on the command line.")))
        attempt.attempts = Int32(clamping: try fields.required("attempts", .none, "How many alike the row stands for.") as Int64)
        row = AuditRow(chain: chain, number: number, at: at, attempt: attempt, hash: [])
    }

    func members(_ writer: inout JSONWriter) {
        writer.member("chain", row.chain)
        writer.member("number", row.number)
        writer.member("at", row.at)
        writer.member("actor_id", row.attempt.actor)
        writer.member("action", row.attempt.action)
        writer.member("op_id", row.attempt.operation)
        writer.member("outcome", row.attempt.outcome)
        writer.member("detail", row.attempt.detail)
        writer.member("request_id", row.attempt.origin.requestID)
        writer.member("address", row.attempt.origin.address)
        writer.member("attempts", Int64(row.attempt.attempts))
    }
}

struct AuditPage: WireObject {
    var items: [AuditEntry]

    init(items: [AuditEntry]) { self.items = items }
    init(_ fields: inout Fields) throws(Fault) { items = try fields.required("items") }
    func members(_ writer: inout JSONWriter) { writer.member("items", items) }
}

struct AuditVerdict: WireObject {
    var isIntact: Bool
    var chains: Int64
    var rows: Int64
    var firstBroken: String?

    init(isIntact: Bool, chains: Int64, rows: Int64, firstBroken: String?) {
        (self.isIntact, self.chains, self.rows, self.firstBroken) = (isIntact, chains, rows, firstBroken)
    }

    init(_ fields: inout Fields) throws(Fault) {
        isIntact = try fields.required("intact")
        chains = try fields.required("chains")
        rows = try fields.required("rows")
        firstBroken = try fields.optional("first_broken", .none, "Chain and number of the first link that does not hold.")
    }

    func members(_ writer: inout JSONWriter) {
        writer.member("intact", isIntact)
        writer.member("chains", chains)
        writer.member("rows", rows)
        writer.member("first_broken", firstBroken)
    }
}

extension Services {
    var auditEndpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/v1/audit", tag: "Audit", summary: "Who tried what, and what became of it; newest first",
                access: ReadAudit.needs.rawValue,
                query: [
                    .id("actor_id"), .id("op_id"), .id("chain"), .text("action"), .text("outcome"),
                    .instant("before", "Rows before this moment."), .int("limit", 1...1000, "Default 100."),
                ],
                answer: AuditPage.self
            ) { call async throws(Fault) -> AuditPage in
                let grant = try await session(call).grant(forWholeChain: ReadAudit.self)
                // What was tried a moment ago should be found by who looks now.
                await audit.flush()
                let query = ReadAuditRows(
                    actor: try call.query.id("actor_id"), operation: try call.query.id("op_id"), chain: try call.query.id("chain"),
                    action: try call.query.text("action"),
                    outcome: try call.query.text("outcome"), before: try call.query.instant("before"),
                    limit: try call.query.int("limit", 1...1000, default: 100))
                return AuditPage(items: try await database.read(query, in: grant.scope).map { AuditEntry($0) })
            },
            Endpoint(
                .get, "/v1/audit/verify", tag: "Audit", summary: "Prove that no row of the trail was changed or removed",
                access: ReadAudit.needs.rawValue,
                query: [.id("chain", "Left out: every chain.")], answer: AuditVerdict.self
            ) { call async throws(Fault) -> AuditVerdict in
                let grant = try await session(call).grant(forWholeChain: ReadAudit.self)
                await audit.flush()
                return try await verify(try call.query.id("chain"), grant)
            },
        ]
    }

    private func verify(_ only: ID<AuditChain>?, _ grant: Grant<ReadAudit>) async throws(Fault) -> AuditVerdict {
        let chains = try await database.read(ReadChains(only: only), in: grant.scope)
        var rows: Int64 = 0
        for end in chains {
            var number: Int64 = 0
            var hash = [UInt8](repeating: 0, count: 32)
            while number < end.number {
                let page = try await database.read(ReadChainRows(chain: end.chain, after: number), in: grant.scope)
                guard !page.isEmpty else {
                    return AuditVerdict(isIntact: false, chains: Int64(chains.count), rows: rows, firstBroken: "\(end.chain) \(number + 1)")
                }
                for row in page where row.number <= end.number {
                    hash = row.hash(after: hash)
                    guard row.number == number + 1, hash == row.hash else {
                        return AuditVerdict(
                            isIntact: false, chains: Int64(chains.count), rows: rows, firstBroken: "\(end.chain) \(number + 1)")
                    }
                    number = row.number
                    rows += 1
                }
            }
            guard hash == end.hash else {
                return AuditVerdict(isIntact: false, chains: Int64(chains.count), rows: rows, firstBroken: "\(end.chain) \(number)")
            }
        }
        return AuditVerdict(isIntact: true, chains: Int64(chains.count), rows: rows, firstBroken: nil)
    }
}

private let auditColumns = "chain, number, at, actor_id, action, op_id, outcome, detail, attempts, request_id, address, format, hash"

private func auditRow(_ row: borrowing Row) throws(Fault) -> AuditRow {
    var attempt = AuditAttempt(
        actor: try row.id(3), action: try row.text(4), operation: try row.idIfAny(5), outcome: try row.text(6),
        detail: try row.textIfAny(7), from: Origin(requestID: try row.text(9), address: try row.text(10)))
    attempt.attempts = try row.int32(8)
    return AuditRow(
        chain: try row.id(0), number: try row.int64(1), at: try row.instant(2), attempt: attempt, format: try row.int32(11),
        hash: try row.bytes(12))
}

private struct ReadAuditRows: Query {
    static let statement = Statement(
        """
        SELECT \(auditColumns) FROM @.sync_audit
        WHERE ($1::uuid IS NULL OR actor_id = $1) AND ($2::uuid IS NULL OR op_id = $2) AND ($3::uuid IS NULL OR chain = $3) AND ($4::text IS NULL OR action = $4)
            AND ($5::text IS NULL OR outcome = $5) AND ($6::timestamptz IS NULL OR at < $6)
        ORDER BY at DESC, chain, number DESC LIMIT $7
        """)
    let actor: ID<Actor>?
    let operation: OperationID?
    let chain: ID<AuditChain>?
    let action: String?
    let outcome: String?
    let before: Instant?
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.id(actor)
        parameters.id(operation)
        parameters.id(chain)
        parameters.text(action)
        parameters.text(outcome)
        parameters.instant(before)
        parameters.int64(Int64(limit))
    }

    static func decode(_ row: borrowing Row) throws(Fault) -> AuditRow { try auditRow(row) }
}

private struct ReadChains: Query {
    static let statement = Statement(
        "SELECT id, number, hash FROM @.audit_chain WHERE $1::uuid IS NULL OR id = $1 ORDER BY id LIMIT 100000")
    let only: ID<AuditChain>?

    func bind(_ parameters: inout Parameters) { parameters.id(only) }

    static func decode(_ row: borrowing Row) throws(Fault) -> (chain: ID<AuditChain>, number: Int64, hash: [UInt8]) {
        (try row.id(0), try row.int64(1), try row.bytes(2))
    }
}

private struct ReadChainRows: Query {
    static let statement = Statement("SELECT \(auditColumns) FROM @.sync_audit WHERE chain = $1 AND number > $2 ORDER BY number LIMIT 2000")
    let chain: ID<AuditChain>
    let after: Int64

    func bind(_ parameters: inout Parameters) {
        parameters.id(chain)
        parameters.int64(after)
    }

    static func decode(_ row: borrowing Row) throws(Fault) -> AuditRow { try auditRow(row) }
}
