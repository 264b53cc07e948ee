package import JSON
package import RetailCore

/// What goes over the live socket, one JSON text message each, told apart by `type` (API_REFERENCE.md, "Live socket").
package enum Live {
    package static let subprotocol = "retail-sync.v1.json"

    /// Close codes: below 4500 a device comes back, from 4500 on it does not.
    package enum Close: UInt16, Sendable, CaseIterable {
        case resync = 4001
        case slow = 4008
        case positionLost = 4010
        case helloTimeout = 4011
        case malformed = 4012
        case replaced = 4013
        case revoked = 4500
        case version = 4501
        case superseded = 4502
    }

    /// The first message of a device: who it is and what it has.
    package struct Hello: WireObject {
        package static var wireName: String { "LiveHello" }
        package var token: Secret<String>
        package var epoch: ID<Epoch>?
        package var cursors: Cursors

        package init(_ fields: inout Fields) throws(Fault) {
            _ = try fields.required("type", .length(5...5), "hello") as String
            token = Secret(try fields.required("token", .length(10...200), "In the first message, never in the URL."))
            epoch = try fields.optional("epoch")
            cursors = try fields.required("cursors", default: Cursors())
        }

        package init(token: Secret<String>, epoch: ID<Epoch>? = nil, cursors: Cursors) {
            (self.token, self.epoch, self.cursors) = (token, epoch, cursors)
        }

        package func members(_ writer: inout JSONWriter) {
            writer.member("type", "hello")
            writer.member("token", token.exposed)
            writer.member("epoch", epoch)
            writer.member("cursors", cursors)
        }
    }

    /// The server's answer: the streams the device follows, and how far they are.
    package struct Welcome: WireObject {
        package static var wireName: String { "LiveWelcome" }
        package var epoch: ID<Epoch>
        package var heads: Cursors

        package init(epoch: ID<Epoch>, heads: Cursors) {
            (self.epoch, self.heads) = (epoch, heads)
        }

        package init(_ fields: inout Fields) throws(Fault) {
            _ = try fields.required("type", .none, "welcome") as String
            epoch = try fields.required("epoch")
            heads = try fields.required("heads")
        }

        package func members(_ writer: inout JSONWriter) {
            writer.member("type", "welcome")
            writer.member("epoch", epoch)
            writer.member("heads", heads)
        }
    }

    /// A critical change, in full and at once. The cursor moves only where `prev` equals it; what lies between comes by pull.
    package struct Change: WireObject {
        package static var wireName: String { "LiveChange" }
        package var stream: String
        package var previous: Position
        package var entry: ChangeEntry

        package init(stream: String, previous: Position, entry: ChangeEntry) {
            (self.stream, self.previous, self.entry) = (stream, previous, entry)
        }

        package init(_ fields: inout Fields) throws(Fault) {
            _ = try fields.required("type", .none, "change") as String
            stream = try fields.required("stream")
            previous = try fields.required("prev")
            entry = try ChangeEntry(&fields)
        }

        package func members(_ writer: inout JSONWriter) {
            writer.member("type", "change")
            writer.member("stream", stream)
            writer.member("prev", previous)
            entry.members(&writer)
        }
    }

    /// How far the streams are; every 30 s.
    package struct Heads: WireObject {
        package static var wireName: String { "LiveHeads" }
        package var heads: Cursors

        package init(heads: Cursors) {
            self.heads = heads
        }

        package init(_ fields: inout Fields) throws(Fault) {
            _ = try fields.required("type", .none, "heads") as String
            heads = try fields.required("heads")
        }

        package func members(_ writer: inout JSONWriter) {
            writer.member("type", "heads")
            writer.member("heads", heads)
        }
    }

    /// What the device has taken in; cumulative.
    package struct Ack: WireObject {
        package static var wireName: String { "LiveAck" }
        package var cursors: Cursors

        package init(cursors: Cursors) {
            self.cursors = cursors
        }

        package init(_ fields: inout Fields) throws(Fault) {
            _ = try fields.required("type", .none, "ack") as String
            cursors = try fields.required("cursors")
        }

        package func members(_ writer: inout JSONWriter) {
            writer.member("type", "ack")
            writer.member("cursors", cursors)
        }
    }

    /// Operations over the socket; answered by `pushed`.
    package struct Push: WireObject {
        package static var wireName: String { "LivePush" }
        package var request: PushRequest

        package init(_ fields: inout Fields) throws(Fault) {
            _ = try fields.required("type", .none, "push") as String
            request = try fields.required("request")
        }

        package func members(_ writer: inout JSONWriter) {
            writer.member("type", "push")
            writer.member("request", request)
        }
    }

    /// Whether the other side hears; answered by a `pong`, also before the welcome.
    package struct Ping: WireObject {
        package static var wireName: String { "LivePing" }

        package init(_ fields: inout Fields) throws(Fault) {
            _ = try fields.required("type", .none, "ping") as String
        }

        package func members(_ writer: inout JSONWriter) { writer.member("type", "ping") }
    }

    package struct Pushed: WireObject {
        package static var wireName: String { "LivePushed" }
        package var reply: PushReply

        package init(reply: PushReply) {
            self.reply = reply
        }

        package init(_ fields: inout Fields) throws(Fault) {
            _ = try fields.required("type", .none, "pushed") as String
            reply = try fields.required("reply")
        }

        package func members(_ writer: inout JSONWriter) {
            writer.member("type", "pushed")
            writer.member("reply", reply)
        }
    }
}
