package import JSON
package import RetailCore

/// One operation as a device sends it.
package struct PushedOperation: WireObject {
    package static let maximumGroup = 100

    package var id: OperationID
    package var seq: Int64
    package var type: String
    package var occurredAt: Instant
    package var group: String?
    package var groupSize: Int64?
    package var body: JSONValue
    /// What of it could not be read. It keeps what could, for its verdict, and its number.
    package var fault: Fault?

    package init(_ fields: inout Fields) throws(Fault) {
        id = try fields.required("id", .none, "UUIDv7, made by the device; the key of the operation's only effect.")
        seq = try fields.required("seq", .range(1...Int64.max), "Dense per device and incarnation, from 1.")
        type = try fields.required("type", .length(3...60), "`sale.complete/1`, `stock.receive/1`, …")
        occurredAt = try fields.required("occurred_at", .none, "The device's clock: for audit and business day, never for who wins.")
        group = try fields.optional(
            "group", .length(1...40), "Operations of one group apply together or not at all. They stand side by side in one push.")
        groupSize = try fields.optional(
            "group_size", .range(1...Int64(PushedOperation.maximumGroup)), "How many operations the group has; said by each of them.")
        body = try fields.required("body", .none, "What the operation's type takes.")
        let hasBoth = (group == nil) == (groupSize == nil)
        try fields.check(hasBoth, "group_size", "incomplete", "Expected group and group_size, or neither.")
    }

    package init(id: OperationID, seq: Int64, type: String, occurredAt: Instant, body: JSONValue) {
        (self.id, self.seq, self.type, self.occurredAt, self.body) = (id, seq, type, occurredAt, body)
    }

    /// One that can't be read as a whole is no reason to refuse those beside it.
    package static func read(_ value: JSONValue, _ bound: Bound) throws(Fault) -> PushedOperation {
        do throws(Fault) {
            var fields = try Fields(value)
            let operation = try PushedOperation(&fields)
            try fields.finish()
            return operation
        } catch { return PushedOperation(unreadable: value, error) }
    }

    private init(unreadable value: JSONValue, _ fault: Fault) {
        self.fault = fault
        id = value["id"].flatMap { try? OperationID.read($0, .none) } ?? .none
        seq = value["seq"].flatMap { try? Int64.read($0, .range(1...Int64.max)) } ?? 0
        type = value["type"].flatMap { try? String.read($0, .length(3...60)) } ?? ""
        occurredAt = value["occurred_at"].flatMap { try? Instant.read($0, .none) } ?? Instant(microseconds: 0)
        group = value["group"].flatMap { try? String.read($0, .length(1...40)) }
        body = value
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("seq", seq)
        writer.member("type", type)
        writer.member("occurred_at", occurredAt)
        writer.member("group", group)
        writer.member("group_size", groupSize)
        writer.member("body", body)
    }
}
