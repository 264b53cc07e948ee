package import JSON
package import RetailCore

package struct PullRequest: WireObject {
    package var epoch: ID<Epoch>?
    package var cursors: Cursors
    package var limit: Int

    package init(_ fields: inout Fields) throws(Fault) {
        epoch = try fields.optional("epoch")
        cursors = try fields.required(
            "cursors", .none, "The last position of each stream that the device has; \"0\" for a stream from its beginning.")
        limit = try fields.required("limit", default: 500, .range(1...2000), "Changes in all, at most.")
    }

    package init(epoch: ID<Epoch>? = nil, cursors: Cursors, limit: Int = 500) {
        (self.epoch, self.cursors, self.limit) = (epoch, cursors, limit)
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("epoch", epoch)
        writer.member("cursors", cursors)
        writer.member("limit", limit)
    }
}

/// What one operation did to one stream.
package struct ChangeEntry: WireObject {
    package var position: Position
    package var operation: OperationID
    package var at: Instant
    package var isCritical: Bool
    /// `[{entity, row_version, data}]`, byte for byte as stored.
    package var entities: EncodedJSON

    package init(position: Position, operation: OperationID, at: Instant, isCritical: Bool, entities: EncodedJSON) {
        (self.position, self.operation, self.at, self.isCritical, self.entities) = (position, operation, at, isCritical, entities)
    }

    package init(_ fields: inout Fields) throws(Fault) {
        position = try fields.required("position")
        operation = try fields.required("op_id")
        at = try fields.required("at")
        isCritical = try fields.required("critical", default: false)
        entities = try fields.required("entities", .none, "[{entity, row_version, data}]: the rows as the operation left them.")
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("position", position)
        writer.member("op_id", operation)
        writer.member("at", at)
        if isCritical { writer.member("critical", true) }
        writer.member("entities", entities)
    }
}

/// A stream's next changes, without a gap from the cursor on.
package struct PullPage: WireObject {
    package var stream: String
    package var head: Position
    package var next: Position
    package var needsSnapshot: Bool
    package var changes: [ChangeEntry]

    package init(stream: String, head: Position, next: Position, needsSnapshot: Bool = false, changes: [ChangeEntry]) {
        (self.stream, self.head, self.next, self.needsSnapshot, self.changes) = (stream, head, next, needsSnapshot, changes)
    }

    package init(_ fields: inout Fields) throws(Fault) {
        stream = try fields.required("stream")
        head = try fields.required("head", .none, "The stream's last position when it was read.")
        next = try fields.required("next", .none, "The cursor to ask with next; less than head: there is more.")
        needsSnapshot = try fields.required(
            "needs_snapshot", default: false, .none, "The cursor is below what is kept: fetch a snapshot first.")
        changes = try fields.required("changes")
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("stream", stream)
        writer.member("head", head)
        writer.member("next", next)
        if needsSnapshot { writer.member("needs_snapshot", true) }
        writer.member("changes", changes)
    }
}

/// Up to which of its operations a device need not be able to send again: no back-up or standby that the server might go on from is older.
package struct Durable: WireObject, Equatable {
    package var incarnation: Int64
    package var seq: Int64

    package init(incarnation: Int64, seq: Int64) {
        (self.incarnation, self.seq) = (incarnation, seq)
    }

    package init(_ fields: inout Fields) throws(Fault) {
        incarnation = try fields.required("incarnation", .none, "Of which it holds; of another it says nothing.")
        seq = try fields.required("seq", .none, "The last that need not be kept.")
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("incarnation", incarnation)
        writer.member("seq", seq)
    }
}

package struct PullReply: WireObject {
    package var epoch: ID<Epoch>
    /// Where the device follows another history and has seen nothing that the server lacks.
    package var fork: Fork?
    package var durable: Durable?
    package var pages: [PullPage]
    package var nextPullMilliseconds: Int64

    package init(epoch: ID<Epoch>, fork: Fork? = nil, durable: Durable? = nil, pages: [PullPage], nextPullMilliseconds: Int64) {
        (self.epoch, self.fork, self.durable) = (epoch, fork, durable)
        (self.pages, self.nextPullMilliseconds) = (pages, nextPullMilliseconds)
    }

    package init(_ fields: inout Fields) throws(Fault) {
        epoch = try fields.required("epoch")
        fork = try fields.optional("fork", .none, "The device's epoch is another: adopt this one, and push again what the server lacks.")
        durable = try fields.optional("durable", .none, "Operations that the device need not keep any more; left out: all it has.")
        pages = try fields.required("pages", .none, "One per stream that was asked for; none for a stream with nothing new.")
        nextPullMilliseconds = try fields.required("next_pull_ms", .none, "When to come again: 30 s ± 20 %.")
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("epoch", epoch)
        writer.member("fork", fork)
        writer.member("durable", durable)
        writer.member("pages", pages)
        writer.member("next_pull_ms", nextPullMilliseconds)
    }
}

/// The thirty-second tick: push and pull in one round trip.
package struct TickRequest: WireObject {
    package var push: PushRequest?
    package var pull: PullRequest

    package init(_ fields: inout Fields) throws(Fault) {
        push = try fields.optional("push")
        pull = try fields.required("pull")
    }

    package init(push: PushRequest?, pull: PullRequest) {
        (self.push, self.pull) = (push, pull)
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("push", push)
        writer.member("pull", pull)
    }
}

package struct TickReply: WireObject {
    package var push: PushReply?
    package var pull: PullReply

    package init(push: PushReply?, pull: PullReply) {
        (self.push, self.pull) = (push, pull)
    }

    package init(_ fields: inout Fields) throws(Fault) {
        push = try fields.optional("push")
        pull = try fields.required("pull")
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("push", push)
        writer.member("pull", pull)
    }
}
