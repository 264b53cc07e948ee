import NIOCore
import NIOHTTP1

/// A connection there is no room for: it is told so when it asks something, and then closed. The only handler of its channel, beside TLS.
final class TurnedAway: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// How many are told at the same time; others are closed without a word.
    static let maximumAtOnce = 256
    private static let patience = TimeAmount.seconds(2)

    private let refused: RefusedRequest
    private var hasAnswered = false

    init(_ refused: RefusedRequest) { self.refused = refused }

    func channelActive(context: ChannelHandlerContext) {
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: TurnedAway.patience) { bound.value.close(promise: nil) }
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !hasAnswered else { return }
        hasAnswered = true
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        // What is still to come is read and thrown away until the patience ends: a reset would take the words from the client.
        context.writeAndFlush(wrapOutboundOut(bytes)).whenComplete { _ in bound.value.close(mode: .output, promise: nil) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed { context.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private var bytes: ByteBuffer {
        var ids = RequestIDSource()
        let framing = ResponseFraming(requestID: ids.make(), keepsAlive: false)
        let reply = Problem.reply(refused.fault, requestID: framing.requestID)
        let head = framing.head(reply, date: DateHeader().text)
        var text = "HTTP/1.1 \(head.status.code) \(head.status.reasonPhrase)\r\n"
        for (name, value) in head.headers { text += "\(name): \(value)\r\n" }
        var buffer = ByteBuffer(string: text + "\r\n")
        if case .bytes(var body) = reply.body { buffer.writeBuffer(&body) }
        return buffer
    }
}
