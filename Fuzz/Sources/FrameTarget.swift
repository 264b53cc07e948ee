import NIOCore
import NIOEmbedded
import NIOWebSocket

@testable import Web

/// A socket's frames, as they come: NIO's decoder, then the connection that puts messages together.
enum FrameTarget {
    private final class Echo: SocketHandler {
        var isAdmitted: Bool { true }
        func opened(_ socket: Socket) {}
        func closed(_ socket: Socket) {}

        func received(_ text: [UInt8], on socket: Socket) {
            Fuzz.expect(String(validating: text, as: UTF8.self) != nil, "a message that is no UTF-8")
            Fuzz.expect(text.count <= SocketConnection.maximumMessageBytes, "a message that is too long")
            socket.send(text)
        }
    }

    static func run(_ bytes: [UInt8]) {
        let channel = EmbeddedChannel()
        defer { _ = try? channel.finish(acceptAlreadyClosed: true) }
        let connection = SocketConnection(
            channel: channel, loop: SocketLoop(channel.eventLoop, SocketCounter()), handler: Echo(), requestID: "fuzz", remoteAddress: "",
            maximumFramesPerSecond: .max)
        try? channel.pipeline.syncOperations.addHandler(
            ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: SocketConnection.maximumMessageBytes)))
        try? channel.pipeline.syncOperations.addHandler(connection)
        // In two pieces, cut where the first byte says.
        let cut = min(Int(bytes.first ?? 0), bytes.count)
        for piece in [bytes[..<cut], bytes[cut...]] { _ = try? channel.writeInbound(ByteBuffer(bytes: piece)) }
        while (try? channel.readOutbound(as: ByteBuffer.self)) ?? nil != nil {}
    }
}
