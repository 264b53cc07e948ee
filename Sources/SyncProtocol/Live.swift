package import JSON
package import RetailCore

/// What goes over the live socket, one JSON text message each, told apart by `type` (API_REFERENCE.md, "Live socket").
package enum Live {
    package static let subprotocol = "retail-sync.v1.json"

    /// The words that tell messages apart: each type of message knows its own.
    private enum Word {
        enum Hello: String, WireEnum { case hello }
        enum Welcome: String, WireEnum { case welcome }
        enum Change: String, WireEnum { case change }
        enum Heads: String, WireEnum { case heads }
        enum Ack: String, WireEnum { case ack }
        enum Push: String, WireEnum { case push }
        enum Ping: String, WireEnum { case ping }
        enum Pong: String, WireEnum { case pong }
        enum Pushed: String, WireEnum { case pushed }
        enum Error: String, WireEnum { case error }
    }

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
            _ = try fields.required("type") as Word.Hello
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
        /// Where the hello named another epoch and the device has seen nothing that the server lacks.
        package var fork: Fork?
        package var heads: Cursors

        package init(epoch: ID<Epoch>, fork: Fork? = nil, heads: Cursors) {
            (self.epoch, self.fork, self.heads) = (epoch, fork, heads)
        }

        package init(_ fields: inout Fields) throws(Fault) {
            _ = try fields.required("type") as Word.Welcome
            epoch = try fields.required("epoch")
            fork = try fields.optional("fork", .none, "As in a pull: adopt this epoch, and push again what the server lacks.")
            heads = try fields.required("heads")
        }

        package func members(_ writer: inout JSONWriter) {
            writer.member("type", "welcome")
            writer.member("epoch", epoch)
            writer.member("fork", fork)
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
            _ = try fields.required("type") as Word.Change
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
            _ = try fields.required("type") as Word.Heads
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
            _ = try fields.required("type") as Word.Ack
            cursors = try fields.required("cursors")
        }

        package func members(_ writer: inout JSONWriter) {
            writer.member("type", "ack")
            writer.member("cursors", cursors)
        }
    }

    /// Operations over the socket; answered by `pushed` or `error`.
    package struct Push: WireObject {
        package static var wireName: String { "LivePush" }
        package var number: Int64?
        package var request: PushRequest

        package init(_ fields: inout Fields) throws(Fault) {
            _ = try fields.required("type") as Word.Push
            number = try fields.optional("number", .range(0...9_007_199_254_740_991), "The device's own; the answer has the same.")
            request = try fields.required("request")
        }

        /// To answer by, also where the rest can't be read.
        package static func number(in message: JSONValue) -> Int64? {
            message["number"].flatMap { try? Int64.read($0, .range(0...9_007_199_254_740_991)) }
        }

        package func members(_ writer: inout JSONWriter) {
            writer.member("type", "push")
            writer.member("number", number)
            writer.member("request", request)
        }
    }

    /// Whether the other side hears; answered by a `pong`, also before the welcome.
    package struct Ping: WireObject {
        package static var wireName: String { "LivePing" }

        package init(_ fields: inout Fields) throws(Fault) {
            _ = try fields.required("type") as Word.Ping
        }

        package func members(_ writer: inout JSONWriter) { writer.member("type", "ping") }
    }

    package struct Pong: WireObject {
        package static var wireName: String { "LivePong" }

        package init() {}

        package init(_ fields: inout Fields) throws(Fault) {
            _ = try fields.required("type") as Word.Pong
        }

        package func members(_ writer: inout JSONWriter) { writer.member("type", "pong") }
    }

    package struct Pushed: WireObject {
        package static var wireName: String { "LivePushed" }
        package var number: Int64?
        package var reply: PushReply

        package init(number: Int64?, reply: PushReply) {
            (self.number, self.reply) = (number, reply)
        }

        package init(_ fields: inout Fields) throws(Fault) {
            _ = try fields.required("type") as Word.Pushed
            number = try fields.optional("number", .none, "That of the push.")
            reply = try fields.required("reply")
        }

        package func members(_ writer: inout JSONWriter) {
            writer.member("type", "pushed")
            writer.member("number", number)
            writer.member("reply", reply)
        }
    }

    /// A push that was not taken; nothing of it was. What the same push by HTTP is answered with as a problem.
    package struct Refused: WireObject {
        package static var wireName: String { "LiveError" }
        package var number: Int64?
        package var status: Int64
        package var code: String
        package var detail: String
        package var current: EncodedJSON?
        package var retryAfterSeconds: Int64?

        package init(number: Int64?, _ fault: Fault) {
            (self.number, status, code, detail) = (number, Int64(fault.kind.status), fault.code, fault.words)
            (current, retryAfterSeconds) = (fault.currentJSON.map { EncodedJSON($0) }, fault.retryAfterSeconds.map { Int64($0) })
        }

        package init(_ fields: inout Fields) throws(Fault) {
            _ = try fields.required("type") as Word.Error
            number = try fields.optional("number", .none, "That of the push.")
            status = try fields.required("status", .none, "As by HTTP.")
            code = try fields.required("code", .none, "As by HTTP.")
            detail = try fields.required("detail")
            current = try fields.optional("current", .none, "What the server expects: `expected_seq` and `incarnation`, say.")
            retryAfterSeconds = try fields.optional("retry_after_s")
        }

        package func members(_ writer: inout JSONWriter) {
            writer.member("type", "error")
            writer.member("number", number)
            writer.member("status", status)
            writer.member("code", code)
            writer.member("detail", detail)
            writer.member("current", current)
            writer.member("retry_after_s", retryAfterSeconds)
        }
    }
}
