import NIOCore
import NIOHTTP1
import NIOWebSocket
import RetailCore

/// Sends the upgrade request, checks the answer, and makes way for the socket.
final class LiveHandshake: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    struct Offer: Sendable {
        var request: HTTPRequestHead
        var key: String
        var subprotocol: String
    }

    /// A refusal is a small document; more of it is not read.
    private static let maximumRefusalBytes = 64 << 10

    private let offer: Offer
    private let upgraded: EventLoopPromise<Void>
    private let mailbox: LiveMailbox
    private var head: HTTPResponseHead?
    private var refusal: [UInt8] = []
    private var isDone = false

    init(_ offer: Offer, _ upgraded: EventLoopPromise<Void>, _ mailbox: LiveMailbox) {
        (self.offer, self.upgraded, self.mailbox) = (offer, upgraded, mailbox)
    }

    func channelActive(context: ChannelHandlerContext) {
        context.write(wrapOutboundOut(.head(offer.request)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.fireChannelActive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        if !isDone { upgraded.fail(ClientFaults.connectionFailed("the handshake broke off")) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): self.head = head
        case .body(let buffer):
            if refusal.count < LiveHandshake.maximumRefusalBytes { refusal.append(contentsOf: buffer.readableBytesView) }
        case .end: finish(context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        give(up: ClientFaults.connectionFailed(String(describing: error)), context)
    }

    private func finish(_ context: ChannelHandlerContext) {
        guard let head, !isDone else { return }
        guard head.status == .switchingProtocols else {
            let headers = head.headers.map { (name: $0.name, value: $0.value) }
            let answer = WebClient.Answer(status: Int(head.status.code), headers: headers, body: refusal)
            return give(up: answer.fault ?? ClientFaults.badAnswer("\(head.status.code) instead of a socket"), context)
        }
        guard head.headers[canonicalForm: "upgrade"].contains(where: { $0.lowercased() == "websocket" }),
            head.headers.first(name: "Sec-WebSocket-Accept") == SocketHandshake.accept(for: offer.key),
            head.headers.first(name: "Sec-WebSocket-Protocol") == offer.subprotocol
        else { return give(up: ClientFaults.badAnswer("a socket of another kind"), context) }
        swap(context)
    }

    private func give(up fault: Fault, _ context: ChannelHandlerContext) {
        isDone = true
        upgraded.fail(fault)
        context.close(promise: nil)
    }

    /// HTTP's handlers go; its decoder last, so that what it holds already reaches the frame decoder.
    private func swap(_ context: ChannelHandlerContext) {
        isDone = true
        let (pipeline, upgraded, channel) = (context.pipeline, upgraded, context.channel)
        do {
            try pipeline.syncOperations.addHandler(WebSocketFrameEncoder())
            try pipeline.syncOperations.addHandler(
                ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: LiveConnection.maximumMessageBytes)))
            try pipeline.syncOperations.addHandler(LiveConnection(mailbox))
        } catch {
            upgraded.fail(error)
            return channel.close(promise: nil)
        }
        pipeline.removeHandler(name: "handshake")
            .flatMap { pipeline.removeHandler(name: "encoder") }
            .flatMap { pipeline.removeHandler(name: "decoder") }
            .cascade(to: upgraded)
    }
}
