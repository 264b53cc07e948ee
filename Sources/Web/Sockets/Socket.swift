import NIOCore

/// A live socket, for use from anywhere.
package final class Socket: Sendable {
    package let requestID: String
    package let remoteAddress: String
    /// Later ones are greater.
    package let openedAt = NIODeadline.now().uptimeNanoseconds
    let eventLoop: any EventLoop
    private let connection: NIOLoopBoundBox<SocketConnection?>

    init(_ connection: SocketConnection, eventLoop: any EventLoop, requestID: String, remoteAddress: String) {
        (self.eventLoop, self.requestID, self.remoteAddress) = (eventLoop, requestID, remoteAddress)
        self.connection = NIOLoopBoundBox(connection, eventLoop: eventLoop)
    }

    package func send(_ text: [UInt8]) {
        let frame = SocketFrame.text(text)
        run { $0.write(frame) }
    }

    package func close(code: UInt16, reason: String) { run { $0.close(code: code, reason: reason) } }

    /// Follows a topic: what is broadcast from now on is kept for the socket, until it is released.
    package func join(_ topic: UInt64) { run { $0.loop.join($0, topic) } }

    /// Sends what was kept and comes after `number`, and from now on what is broadcast, each once and in order. What was sent before this
    /// call goes out before.
    package func release(_ topic: UInt64, after number: Int64) { run { $0.release(topic, after: number) } }

    private func run(_ body: @escaping @Sendable (SocketConnection) -> Void) {
        if eventLoop.inEventLoop {
            if let connection = connection.value { body(connection) }
        } else {
            eventLoop.execute { [connection] in if let connection = connection.value { body(connection) } }
        }
    }

    func forget() { connection.value = nil }
}

/// Frames as the server sends them: unmasked, whole (RFC 6455, 5.2).
enum SocketFrame {
    static func text(_ payload: [UInt8]) -> ByteBuffer { frame(0x1, payload) }
    static let ping = frame(0x9, [])
    static func pong(_ payload: [UInt8]) -> ByteBuffer { frame(0xA, payload) }

    static func close(code: UInt16, reason: String) -> ByteBuffer {
        frame(0x8, [UInt8(code >> 8), UInt8(code & 255)] + reason.utf8.prefix(120))
    }

    private static func frame(_ opcode: UInt8, _ payload: [UInt8]) -> ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: payload.count + 10)
        buffer.writeInteger(0x80 | opcode)
        if payload.count < 126 {
            buffer.writeInteger(UInt8(payload.count))
        } else if payload.count <= 0xFFFF {
            buffer.writeInteger(126 as UInt8)
            buffer.writeInteger(UInt16(payload.count))
        } else {
            buffer.writeInteger(127 as UInt8)
            buffer.writeInteger(UInt64(payload.count))
        }
        buffer.writeBytes(payload)
        return buffer
    }
}
