import Crypto
package import Operations
import Postgres
package import RetailCore

/// The end of a chain of audit rows.
struct AuditChainRow: Table {
    static let table = TableShape(AuditChainRow.self, "audit_chain", .audit)

    var id: ID<AuditChain> = .none
    var number: Int64 = 0
    var hash: [UInt8] = []

    var key: ID<AuditChain> { id }

    init() {}

    mutating func columns<Visitor: ColumnVisitor>(_ column: inout Visitor) throws(Visitor.Failure) {
        try column("id", &id)
        try column("number", &number)
        try column("hash", &hash, .hidden)
    }

    /// Makes chains that may not be there yet, before they are locked: of two writers that meet a new one neither fails. They come first in
    /// the order of locks, sorted.
    static func queueMaking(_ chains: some Sequence<ID<AuditChain>>, _ transaction: inout Transaction) {
        var parameters = Parameters()
        parameters.ids(Set(chains).sorted())
        parameters.bytes(AuditSeal.none)
        transaction.queue(make, parameters)
    }

    private static let make = Statement(
        "INSERT INTO @.audit_chain (id, number, hash) SELECT id, 0, $2 FROM unnest($1::uuid[]) AS u(id) ON CONFLICT (id) DO NOTHING")

    init(id: ID<AuditChain>) {
        (self.id, number, hash) = (id, 0, AuditSeal.none)
    }

    /// Hangs an attempt on the chain.
    mutating func append(_ attempt: AuditAttempt, at instant: Instant) -> AuditRow {
        number += 1
        let row = AuditRow(chain: id, number: number, at: instant, attempt: attempt, hash: [])
        hash = row.hash(after: hash)
        return row.sealed(hash)
    }
}

/// What somebody tried, and what became of it.
package struct AuditAttempt: Sendable, Hashable {
    package var actor: ID<Actor>
    package var action: String
    package var operation: OperationID?
    package var outcome: String
    package var detail: String?
    package var origin: Origin
    /// How many alike this row stands for: empty ticks of one device within a moment.
    package var attempts: Int32 = 1

    package init(
        actor: ID<Actor>, action: String, operation: OperationID? = nil, outcome: String, detail: String? = nil, from origin: Origin
    ) {
        (self.actor, self.action, self.operation, self.outcome, self.detail, self.origin) = (
            actor, action, operation, outcome, detail, origin
        )
    }
}

/// One link of a chain. `format` says what its hash covers (docs/adr/0016): 1 is how rows were sealed before they had an address.
package struct AuditRow: LogTable {
    package static let table = TableShape(AuditRow.self, "sync_audit", .logs)

    package var chain: ID<AuditChain> = .none
    package var number: Int64 = 0
    package var at = Instant(microseconds: 0)
    package var attempt = AuditAttempt(actor: .none, action: "", outcome: "", from: Origin(requestID: "", address: ""))
    package var format: Int32 = 2
    package var hash: [UInt8] = []

    package init() {}

    package mutating func columns<Visitor: ColumnVisitor>(_ column: inout Visitor) throws(Visitor.Failure) {
        try column("chain", &chain)
        try column("number", &number)
        try column("at", &at)
        try column("actor_id", &attempt.actor)
        try column("action", &attempt.action)
        try column("op_id", &attempt.operation)
        try column("outcome", &attempt.outcome)
        try column("detail", &attempt.detail)
        try column("attempts", &attempt.attempts)
        try column("request_id", &attempt.origin.requestID)
        try column("address", &attempt.origin.address)
        try column("format", &format)
        try column("hash", &hash, .hidden)
    }

    package init(chain: ID<AuditChain>, number: Int64, at: Instant, attempt: AuditAttempt, format: Int32 = 2, hash: [UInt8]) {
        (self.chain, self.number, self.at, self.attempt, self.format, self.hash) = (chain, number, at, attempt, format, hash)
    }

    func sealed(_ hash: [UInt8]) -> AuditRow {
        var row = self
        row.hash = hash
        return row
    }
}
