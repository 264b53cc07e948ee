import Crypto
package import Operations
import Postgres
package import RetailCore

/// The end of a chain of audit rows.
struct AuditChainRow: Table {
    static var name: String { "audit_chain" }
    static var lockOrder: LockOrder { .auditChain }
    static let columns = [Column("id", .id), Column("number", .int64), Column("hash", .bytes)]

    var id: ID<AuditChain>
    var number: Int64
    var hash: [UInt8]

    var key: ID<AuditChain> { id }

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

    init(_ cells: inout CellReader) throws(Fault) {
        id = try cells.id()
        number = try cells.int64()
        hash = try cells.bytes()
    }

    func write(to cells: inout CellWriter) {
        cells.id(id)
        cells.int64(number)
        cells.bytes(hash)
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
    package static var name: String { "sync_audit" }
    package static let columns = [
        Column("chain", .id), Column("number", .int64), Column("at", .instant), Column("actor_id", .id), Column("action", .text),
        Column("op_id", .id), Column("outcome", .text), Column("detail", .text), Column("attempts", .int32), Column("request_id", .text),
        Column("address", .text), Column("format", .int32), Column("hash", .bytes),
    ]

    package var chain: ID<AuditChain>
    package var number: Int64
    package var at: Instant
    package var attempt: AuditAttempt
    package var format: Int32
    package var hash: [UInt8]

    package init(chain: ID<AuditChain>, number: Int64, at: Instant, attempt: AuditAttempt, format: Int32 = 2, hash: [UInt8]) {
        (self.chain, self.number, self.at, self.attempt, self.format, self.hash) = (chain, number, at, attempt, format, hash)
    }

    func sealed(_ hash: [UInt8]) -> AuditRow {
        var row = self
        row.hash = hash
        return row
    }

    package func write(to cells: inout CellWriter) {
        cells.id(chain)
        cells.int64(number)
        cells.instant(at)
        cells.id(attempt.actor)
        cells.text(attempt.action)
        cells.id(attempt.operation)
        cells.text(attempt.outcome)
        cells.text(attempt.detail)
        cells.int32(attempt.attempts)
        cells.text(attempt.origin.requestID)
        cells.text(attempt.origin.address)
        cells.int32(format)
        cells.bytes(hash)
    }
}
