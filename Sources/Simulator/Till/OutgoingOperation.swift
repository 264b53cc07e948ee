package import JSON
package import RetailCore

/// An operation on its way out, its body encoded once: `PushedOperation` as the sending side needs it.
package struct OutgoingOperation: Sendable {
    package var id: OperationID
    package var seq: Int64
    package var type: String
    package var occurredAt: Instant
    package var body: [UInt8]

    package init(id: OperationID, seq: Int64, type: String, occurredAt: Instant, body: [UInt8]) {
        (self.id, self.seq, self.type, self.occurredAt, self.body) = (id, seq, type, occurredAt, body)
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("seq", seq)
        writer.member("type", type)
        writer.member("occurred_at", occurredAt)
        writer.member("body", json: body)
    }
}

/// `PushRequest` as it is sent.
package struct OutgoingPush: Sendable {
    package var incarnation: Int64
    package var epoch: ID<Epoch>
    package var operations: [OutgoingOperation]

    package init(incarnation: Int64, epoch: ID<Epoch>, operations: [OutgoingOperation]) {
        (self.incarnation, self.epoch, self.operations) = (incarnation, epoch, operations)
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("incarnation", incarnation)
        writer.member("epoch", epoch)
        writer.memberArray("operations") { list in
            for operation in operations { list.element { $0.object { operation.members(&$0) } } }
        }
    }

    package var bytes: [UInt8] {
        var writer = JSONWriter(reserving: 256 + operations.reduce(0) { $0 + $1.body.count + 200 })
        writer.object { members(&$0) }
        return writer.bytes
    }
}
