import Crypto
package import Operations
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

    init(id: ID<AuditChain>) {
        (self.id, number, hash) = (id, 0, Array(repeating: 0, count: 32))
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
    package var requestID: String
    /// How many alike this row stands for: empty ticks of one device within a moment.
    package var attempts: Int32 = 1

    package init(actor: ID<Actor>, action: String, operation: OperationID? = nil, outcome: String, detail: String? = nil, requestID: String)
    {
        (self.actor, self.action, self.operation, self.outcome, self.detail, self.requestID) = (
            actor, action, operation, outcome, detail, requestID
        )
    }
}

package struct AuditRow: LogTable {
    package static var name: String { "sync_audit" }
    package static let columns = [
        Column("chain", .id), Column("number", .int64), Column("at", .instant), Column("actor_id", .id), Column("action", .text),
        Column("op_id", .id),
        Column("outcome", .text), Column("detail", .text), Column("attempts", .int32), Column("request_id", .text), Column("hash", .bytes),
    ]

    package var chain: ID<AuditChain>
    package var number: Int64
    package var at: Instant
    package var attempt: AuditAttempt
    package var hash: [UInt8]

    package init(chain: ID<AuditChain>, number: Int64, at: Instant, attempt: AuditAttempt, hash: [UInt8]) {
        (self.chain, self.number, self.at, self.attempt, self.hash) = (chain, number, at, attempt, hash)
    }

    func sealed(_ hash: [UInt8]) -> AuditRow {
        var row = self
        row.hash = hash
        return row
    }

    /// SHA-256 over the previous row's hash and every field of this one, each behind its length, so that no field can borrow from its neighbour.
    package func hash(after previous: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        func update(_ text: String?) {
            let bytes = Array((text ?? "").utf8)
            withUnsafeBytes(of: Int32(text == nil ? -1 : bytes.count).bigEndian) { hash.update(bufferPointer: $0) }
            hash.update(data: bytes)
        }
        hash.update(data: previous)
        hash.update(data: chain.bytes + attempt.actor.bytes + (attempt.operation?.bytes ?? []))
        for number in [number, at.microseconds, Int64(attempt.attempts)] {
            withUnsafeBytes(of: number.bigEndian) { hash.update(bufferPointer: $0) }
        }
        update(attempt.action)
        update(attempt.outcome)
        update(attempt.detail)
        update(attempt.requestID)
        return Array(hash.finalize())
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
        cells.text(attempt.requestID)
        cells.bytes(hash)
    }
}
