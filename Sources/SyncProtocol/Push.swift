package import JSON
package import RetailCore

package struct PushRequest: WireObject {
    package static let maximumOperations = 500

    package var incarnation: Int64
    package var epoch: ID<Epoch>?
    package var operations: [PushedOperation]

    package init(_ fields: inout Fields) throws(Fault) {
        incarnation = try fields.required(
            "incarnation", default: 1, .range(1...9_007_199_254_740_991), "Counted up when a device was restored or cloned.")
        epoch = try fields.optional("epoch", .none, "The history the device follows; another one than the server's is refused.")
        operations = try fields.required(
            "operations", .count(0...PushRequest.maximumOperations),
            "Each is judged by itself: one that can't be read is refused in its place, and the others are judged.")
        place()
    }

    package init(incarnation: Int64 = 1, epoch: ID<Epoch>? = nil, operations: [PushedOperation]) {
        (self.incarnation, self.epoch, self.operations) = (incarnation, epoch, operations)
    }

    /// An operation whose `seq` can't be read has the number that its place in the list says.
    private mutating func place() {
        for index in operations.indices {
            operations[index].fault = operations[index].fault?.inside("operations[\(index)]")
            let before = index > 0 ? operations[index - 1].seq : 0
            if operations[index].seq == 0, before > 0, before < .max { operations[index].seq = before + 1 }
        }
        for index in operations.indices.dropLast().reversed() where operations[index].seq == 0 && operations[index + 1].seq > 1 {
            operations[index].seq = operations[index + 1].seq - 1
        }
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
    /// It says what has happened, and could not be booked: it is kept, and somebody looks at it. The till is done with it.
    case held
    /// It came under a lease that has passed to another.
    case fenced
    /// Nothing was decided; send it again.
    case retry
}

/// What became of an operation.
package struct Verdict: WireObject {
    /// None where it could not be read: verdicts stand in the order of the operations.
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
    /// In a group: the member that was refused, and the others with it.
    package var causedBy: OperationID?
    /// Not stored with the verdict: told to the device that pushed.
    package var streams = Cursors()

    package init(
        id: OperationID, status: VerdictStatus, code: String? = nil, detail: String? = nil, flags: [String] = [],
        result: EncodedJSON? = nil, current: EncodedJSON? = nil
    ) {
        (self.id, self.status, self.code, self.detail, self.flags, self.result, self.current) = (
            id, status, code, detail, flags, result, current
        )
    }

    package init(_ fields: inout Fields) throws(Fault) {
        id = try fields.optional("id", .none, "The operation's; left out where it could not be read.") ?? .none
        status = try fields.required("status")
        first = try fields.optional("first", .none, "What the first attempt was told, where this is a duplicate.")
        code = try fields.optional("code", .none, "Why not: a code of the table of errors.")
        detail = try fields.optional("detail")
        flags = try fields.required("flags", default: [], .none, "What a manager should look at.")
        result = try fields.optional("result", .none, "What the operation's type answers.")
        httpStatus = try fields.optional("http_status", .none, "What a caller by REST is answered with.")
        current = try fields.optional("current", .none, "Who won, and the row as it now is.")
        causedBy = try fields.optional("caused_by", .none, "In a group: the member that was to blame.")
        streams = try fields.required(
            "streams", default: Cursors(), .none,
            "Where what it wrote can be read: when the cursor has passed that, what stood in for it may go. Of a duplicate: at the latest.")
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("id", id.isNone ? nil : id)
        writer.member("status", status)
        writer.member("first", first)
        writer.member("code", code)
        writer.member("detail", detail)
        if !flags.isEmpty { writer.member("flags", flags) }
        writer.member("result", result)
        writer.member("http_status", httpStatus)
        writer.member("current", current)
        writer.member("caused_by", causedBy)
        if !streams.positions.isEmpty { writer.member("streams", streams) }
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
        streams = try fields.required(
            "streams", .none, "The furthest of the verdicts' streams: past it the device has read all that was written.")
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("epoch", epoch)
        writer.member("verdicts", verdicts)
        writer.member("streams", streams)
    }
}
