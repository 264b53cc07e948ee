import NIOCore
import NIOHTTP1
import NIOWebSocket
import RetailCore
import Synchronization

/// The handshake of a live socket (RFC 6455, 4.2), checked before anything is promised.
struct SocketUpgrade {
    let accept: String
    let subprotocol: String

    /// - Throws: `socket.upgrade-required` (400), `socket.wrong-version` (400), `socket.wrong-subprotocol` (400).
    init(_ head: HTTPRequestHead, subprotocol: String) throws(Fault) {
        let headers = head.headers
        guard head.method == .GET, head.version.minor >= 1,
            headers[canonicalForm: "upgrade"].contains(where: { $0.lowercased() == "websocket" }),
            headers[canonicalForm: "connection"].contains(where: { $0.lowercased() == "upgrade" })
        else { throw Fault(.malformed, "socket.upgrade-required", "This path is a WebSocket: send Upgrade: websocket.") }
        guard headers.first(name: "sec-websocket-version") == "13" else {
            throw Fault(.malformed, "socket.wrong-version", "Only WebSocket version 13 is spoken here.")
        }
        guard let key = headers.first(name: "sec-websocket-key"), key.utf8.count == 24 else {
            throw Fault(.malformed, "socket.upgrade-required", "Sec-WebSocket-Key is missing or not 16 bytes in Base64.")
        }
        guard headers[canonicalForm: "sec-websocket-protocol"].contains(where: { $0 == subprotocol }) else {
            throw Fault(.malformed, "socket.wrong-subprotocol", "Ask for the subprotocol \(subprotocol).")
        }
        self.subprotocol = subprotocol
        accept = SocketHandshake.accept(for: key)
    }

    /// Answers 101 and makes the connection a socket: HTTP's handlers go, the frame decoder and one plain handler come.
    func perform(_ context: ChannelHandlerContext, _ core: WebCore, _ gate: InboundGate, _ request: AdmittedRequest) {
        guard let route = core.socket?.route else { return }
        let call = request.call
        var headers = HTTPHeaders()
        headers.add(name: "Upgrade", value: "websocket")
        headers.add(name: "Connection", value: "Upgrade")
        headers.add(name: "Sec-WebSocket-Accept", value: accept)
        headers.add(name: "Sec-WebSocket-Protocol", value: subprotocol)
        headers.add(name: "X-Request-Id", value: call.requestID)
        let head = HTTPResponseHead(version: .http1_1, status: .switchingProtocols, headers: headers)
        context.write(NIOAny(HTTPServerResponsePart.head(head)), promise: nil)
        context.writeAndFlush(NIOAny(HTTPServerResponsePart.end(nil)), promise: nil)
        core.connections.wrappingSubtract(1, ordering: .relaxed)
        let channel = context.channel
        let pipeline = channel.pipeline
        let names = ["http", "encoder"]
        gate.mode = .leaving
        // Innermost first, the decoder and then the gate last: what they hold already belongs to the socket.
        var removed = channel.eventLoop.makeSucceededVoidFuture()
        for name in names { removed = removed.flatMap { pipeline.removeHandler(name: name) } }
        removed.flatMap {
            channel.eventLoop.makeCompletedFuture {
                let connection = SocketConnection(
                    channel: channel, loop: core.loops.loop(of: channel.eventLoop), handler: route.makeHandler(),
                    requestID: call.requestID, remoteAddress: call.remoteAddress,
                    maximumFramesPerSecond: core.settings.maximumFramesPerSecond)
                try pipeline.syncOperations.addHandler(
                    ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: SocketConnection.maximumMessageBytes)))
                try pipeline.syncOperations.addHandler(connection)
            }
        }.flatMap { pipeline.removeHandler(name: "decoder") }.flatMap { pipeline.removeHandler(name: "gate") }.whenComplete { result in
            // A read that HTTP's handlers held back is nobody's now: ask again, or frames sent with the handshake would wait.
            if case .success = result { channel.read() } else { channel.close(promise: nil) }
        }
    }
}
