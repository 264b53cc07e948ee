import NIOCore

/// JSON that never changes while the process lives, compressed once: what anybody may ask for must not cost more than it brings.
package struct StaticDocument: Sendable {
    package let reply: Reply

    package init(json bytes: [UInt8]) {
        var reply = Reply.json(bytes: bytes)
        reply.compressed = GzipStream()?.last(ByteBuffer(bytes: bytes))
        self.reply = reply
    }
}
