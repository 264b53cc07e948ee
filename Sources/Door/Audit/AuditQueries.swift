import Operations
package import Postgres
package import RetailCore

extension AuditRow {
    package static let selected = "chain, number, at, actor_id, action, op_id, outcome, detail, attempts, request_id, address, format, hash"

    /// From a row of `selected`.
    package init(_ row: borrowing Row) throws(Fault) {
        var attempt = AuditAttempt(
            actor: try row.id(3), action: try row.text(4), operation: try row.idIfAny(5), outcome: try row.text(6),
            detail: try row.textIfAny(7), from: Origin(requestID: try row.text(9), address: try row.text(10)))
        attempt.attempts = try row.int32(8)
        self.init(
            chain: try row.id(0), number: try row.int64(1), at: try row.instant(2), attempt: attempt, format: try row.int32(11),
            hash: try row.bytes(12))
    }
}

/// A chain's rows in their order, from one number to another.
package struct ReadChainRows: Query {
    package static let statement = Statement(
        "SELECT \(AuditRow.selected) FROM @.sync_audit WHERE chain = $1 AND number > $2 AND number <= $3 ORDER BY number LIMIT 2000")
    let chain: ID<AuditChain>
    let after: Int64
    let through: Int64

    package init(chain: ID<AuditChain>, after: Int64, through: Int64) {
        (self.chain, self.after, self.through) = (chain, after, through)
    }

    package func bind(_ parameters: inout Parameters) {
        parameters.id(chain)
        parameters.int64(after)
        parameters.int64(through)
    }

    package static func decode(_ row: borrowing Row) throws(Fault) -> AuditRow { try AuditRow(row) }
}

/// Chains with their ends, as they are and as they were sealed; by id, a page at a time.
package struct ReadAuditEnds: Query {
    package struct Ends: Sendable {
        package let chain: ID<AuditChain>
        package let end: AuditEnd?
        package let sealed: AuditEnd?
    }

    package static let limit = 2000
    package static let statement = Statement(
        """
        SELECT u.id, c.number, c.hash, s.number, s.hash FROM (
            SELECT id FROM @.audit_chain UNION SELECT chain FROM @.audit_sealed
        ) u LEFT JOIN @.audit_chain c ON c.id = u.id LEFT JOIN @.audit_sealed s ON s.chain = u.id
        WHERE ($1::uuid IS NULL OR u.id = $1) AND ($2::uuid IS NULL OR u.id > $2)
        ORDER BY u.id LIMIT 2000
        """)
    let only: ID<AuditChain>?
    let after: ID<AuditChain>?

    package init(only: ID<AuditChain>? = nil, after: ID<AuditChain>?) {
        (self.only, self.after) = (only, after)
    }

    package func bind(_ parameters: inout Parameters) {
        parameters.id(only)
        parameters.id(after)
    }

    package static func decode(_ row: borrowing Row) throws(Fault) -> Ends {
        let chain: ID<AuditChain> = try row.id(0)
        func end(_ number: Int64?, _ hash: [UInt8]?) -> AuditEnd? {
            guard let number, let hash else { return nil }
            return AuditEnd(chain: chain, number: number, hash: hash)
        }
        return Ends(
            chain: chain, end: end(try row.int64IfAny(1), try row.bytesIfAny(2)), sealed: end(try row.int64IfAny(3), try row.bytesIfAny(4)))
    }
}

/// Rows behind their chain's end, or of a chain that has none: one for each such chain, in one look, so that none is under way.
struct ReadForeignRows: Query {
    static let statement = Statement(
        """
        WITH RECURSIVE known AS (
            (SELECT chain FROM @.sync_audit ORDER BY chain LIMIT 1)
            UNION ALL
            SELECT (SELECT a.chain FROM @.sync_audit a WHERE a.chain > known.chain ORDER BY a.chain LIMIT 1) FROM known WHERE known.chain IS NOT NULL
        )
        SELECT k.chain, last.number FROM known k LEFT JOIN @.audit_chain c ON c.id = k.chain
        CROSS JOIN LATERAL (SELECT a.number FROM @.sync_audit a WHERE a.chain = k.chain ORDER BY a.number DESC LIMIT 1) last
        WHERE k.chain IS NOT NULL AND last.number > coalesce(c.number, 0) LIMIT 100
        """)

    static func decode(_ row: borrowing Row) throws(Fault) -> (chain: ID<AuditChain>, number: Int64) {
        (try row.id(0), try row.int64(1))
    }
}

/// Seals in their order; without `after` the last alone.
package struct ReadSeals: Query {
    package static let statement = Statement(
        """
        SELECT number, at, chains, root, hash, key_id, signature FROM @.audit_seal
        WHERE number > coalesce($1, (SELECT max(number) - 1 FROM @.audit_seal)) ORDER BY number LIMIT 5000
        """)
    let after: Int64?

    package init(after: Int64?) { self.after = after }

    package func bind(_ parameters: inout Parameters) { parameters.int64(after) }

    package static func decode(_ row: borrowing Row) throws(Fault) -> AuditSeal {
        AuditSeal(
            number: try row.int64(0), at: try row.instant(1), chains: try row.int64(2), root: try row.bytes(3), hash: try row.bytes(4),
            keyID: try row.text(5), signature: try row.bytes(6))
    }
}

/// The ends that the last seal covers, in the order that its sum was made in.
package struct ReadSealed: Query {
    package init() {}
    package static let statement = Statement("SELECT chain, number, hash FROM @.audit_sealed ORDER BY chain")

    package static func decode(_ row: borrowing Row) throws(Fault) -> AuditEnd {
        AuditEnd(chain: try row.id(0), number: try row.int64(1), hash: try row.bytes(2))
    }
}
