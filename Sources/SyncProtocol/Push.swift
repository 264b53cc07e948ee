package import JSON
package import RetailCore

/// One operation as a device sends it.
package struct PushedOperation: WireObject {
    package var id: OperationID
    package var seq: Int64
    package var type: String
    package var occurredAt: Instant
    package var group: String?
    package var body: JSONValue

    package init(_ fields: inout Fields) throws(Fault) {
        id = try fields.required("id", .none, "UUIDv7, made by the device; the key of the operation's only effect.")
        seq = try fields.required("seq", .range(1...Int64.max), "Dense per device and incarnation, from 1.")
        type = try fields.required("type", .length(3...60), "`sale.complete/1`, `stock.receive/1`, …")
        occurredAt = try fields.required("occurred_at", .none, "The device's clock: for audit and business day, never for who wins.")
        group = try fields.optional("group", .length(1...40), "Operations of one group apply together or not at all.")
        body = try fields.required("body", .none, "What the operation's type takes.")
    }

    package init(id: OperationID, seq: Int64, type: String, occurredAt: Instant, body: JSONValue) {
        (self.id, self.seq, self.type, self.occurredAt, self.body) = (id, seq, type, occurredAt, body)
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("seq", seq)
        writer.member("type", type)
        writer.member("occurred_at", occurredAt)
        writer.member("group", group)
        writer.member("body", body)
    }
}

package struct PushRequest: WireObject {
    package static let maximumOperations = 500

    package var incarnation: Int64
    package var epoch: ID<Epoch>?
    package var operations: [PushedOperation]

    package init(_ fields: inout Fields) throws(Fault) {
        incarnation = try fields.required(
            "incarnation", default: 1, .range(1...9_007_199_254_740_991), "Counted up when a device was restored or cloned.")
        epoch = try fields.optional("epoch", .none, "The history the device follows; another one than the server's is refused.")
        operations = try fields.required("operations", .count(0...PushRequest.maximumOperations))
    }

    package init(incarnation: Int64 = 1, epoch: ID<Epoch>? = nil, operations: [PushedOperation]) {
        (self.incarnation, self.epoch, self.operations) = (incarnation, epoch, operations)
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("incarnation", incarnation)
        writer.member("epoch", epoch)
        writer.member("operations", operations)
    }
}

package enum VerdictStatus: String, WireEnum {
    /// It took effect.
    case applied
    /// It took effect before; this is what it was told then.
    case duplicate
    /// Somebody else was first.
    case conflict
    /// It can't be.
    case rejected
    /// It came under a lease that has passed to another.
    case fenced
    /// Nothing was decided; send it again.
    case retry
}

/// What became of an operation.
package struct Verdict: WireObject {
    package var id: OperationID
    package var status: VerdictStatus
    package var code: String?
    package var detail: String?
    package var flags: [String]
    package var result: EncodedJSON?
    package var current: EncodedJSON?
    /// What a caller by REST is answered with, so that a retry hears the same status.
    package var httpStatus: Int?
    /// Of the stored verdict, where this is a duplicate.
    package var first: VerdictStatus?

    package init(
        id: OperationID, status: VerdictStatus, code: String? = nil, detail: String? = nil, flags: [String] = [],
        result: EncodedJSON? = nil, current: EncodedJSON? = nil
    ) {
        (self.id, self.status, self.code, self.detail, self.flags, self.result, self.current) = (
            id, status, code, detail, flags, result, current
        )
    }

    package init(_ fields: inout Fields) throws(Fault) {
        id = try fields.required("id")
        status = try fields.required("status")
        first = try fields.optional("first", .none, "What the first attempt was told, where this is a duplicate.")
        code = try fields.optional("code", .none, "Why not: a code of the table of errors.")
        detail = try fields.optional("detail")
        flags = try fields.required("flags", default: [], .none, "What a manager should look at.")
        result = try fields.optional("result", .none, "What the operation's type answers.")
        httpStatus = try fields.optional("http_status", .none, "What a caller by REST is answered with.")
        current = try fields.optional("current", .none, "Who won, and the row as it now is.")
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("status", status)
        writer.member("first", first)
        writer.member("code", code)
        writer.member("detail", detail)
        if !flags.isEmpty { writer.member("flags", flags) }
        writer.member("result", result)
        writer.member("http_status", httpStatus)
        writer.member("current", current)
    }
}

package struct PushReply: WireObject {
    package var epoch: ID<Epoch>
    package var verdicts: [Verdict]
    package var streams: Cursors

    package init(epoch: ID<Epoch>, verdicts: [Verdict], streams: Cursors) {
        (self.epoch, self.verdicts, self.streams) = (epoch, verdicts, streams)
    }

    package init(_ fields: inout Fields) throws(Fault) {
        epoch = try fields.required("epoch")
        verdicts = try fields.required("verdicts", .none, "One per operation, in their order.")
        streams = try fields.required("streams", .none, "Where what was written can be read; overlays go when the cursor has passed it.")
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("epoch", epoch)
        writer.member("verdicts", verdicts)
        writer.member("streams", streams)
    }
}
