package import JSON
package import Operations
package import RetailCore

/// What a till says has happened, and can't be booked: kept as it came, for somebody to look at. For the till it is done.
package struct HeldOperation: ShownTable {
    package static let table = TableShape(HeldOperation.self, "held_operation", .documents)

    package var id: OperationID = .none
    package var device: ID<Device> = .none
    package var store: ID<Store> = .none
    package var type = ""
    package var body = HeldBody(json: Array("{}".utf8))
    package var code = ""
    package var detail = ""
    package var occurredAt = Instant(microseconds: 0)
    package var heldAt = Instant(microseconds: 0)
    package var status: HeldStatus = .open
    package var rowVersion: Int64 = 1

    package var key: OperationID { id }

    package init() {}

    package mutating func columns<Visitor: ColumnVisitor>(_ column: inout Visitor) throws(Visitor.Failure) {
        try column("id", &id)
        try column("device_id", &device)
        try column("store_id", &store)
        try column("type", &type)
        try column("body", &body, "As the till sent it.")
        try column("code", &code, "Why it could not be booked: a code of the table of errors.")
        try column("detail", &detail)
        try column("occurred_at", &occurredAt, "By the till's clock.")
        try column("held_at", &heldAt)
        try column("status", &status)
        try column.version(&rowVersion)
    }

    init(_ submission: Submission, _ fault: Fault, at now: Instant) {
        (id, device, type) = (submission.id, ID(submission.actor.id), submission.type)
        (store, body) = (submission.actor.store ?? .none, HeldBody(json: submission.sent))
        (code, detail) = (fault.code, fault.words)
        (occurredAt, heldAt) = (submission.occurredAt ?? now, now)
    }
}

package enum HeldStatus: String, ColumnWord {
    case open, resolved
}

/// JSON, kept byte for byte.
package struct HeldBody: ColumnValue {
    package var json: [UInt8]

    package static var kind: ColumnKind { .text }
    package static var columnSchema: Schema { .any }
    package init(json: [UInt8]) { self.json = json }
    package init(from cells: inout CellReader) throws(Fault) { json = Array(try cells.text().utf8) }
    package func write(to cells: inout CellWriter) { cells.text(String(decoding: json, as: UTF8.self)) }
    package func write(as name: StaticString, to writer: inout JSONWriter) { writer.member(name, json: json) }
}
