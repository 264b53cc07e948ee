import NIOCore
import NIOWebSocket

/// The client's end of a socket: puts fragments together, answers pings, notes the end.
final class LiveConnection: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    static let maximumMessageBytes = 16 << 20

    private let mailbox: LiveMailbox
    private var fragments: [UInt8]?
    private var isClosing = false

    init(_ mailbox: LiveMailbox) {
        self.mailbox = mailbox
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        if frame.opcode == .connectionClose { return goodbye(context, frame.unmaskedData) }
        guard !isClosing else { return }
        switch frame.opcode {
        case .text:
            guard fragments == nil else { return close(context, 1002) }
            take(Array(frame.unmaskedData.readableBytesView), isLast: frame.fin, context)
        case .continuation:
            guard let fragments else { return close(context, 1002) }
            guard fragments.count + frame.length <= LiveConnection.maximumMessageBytes else { return close(context, 1009) }
            take(fragments + frame.unmaskedData.readableBytesView, isLast: frame.fin, context)
        case .ping: send(context, .pong, frame.unmaskedData)
        case .pong: break
        default: close(context, 1003)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        mailbox.finish()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if error is NIOWebSocketError { close(context, 1002) } else { context.close(promise: nil) }
    }

    private func take(_ bytes: [UInt8], isLast: Bool, _ context: ChannelHandlerContext) {
        fragments = isLast ? nil : bytes
        if isLast, !mailbox.deliver(bytes) { close(context, 4008) }
    }

    /// The server's goodbye: answered unless it answers ours. Then the server closes (RFC 6455, 7.1.1), or we do after a while.
    private func goodbye(_ context: ChannelHandlerContext, _ payload: ByteBuffer) {
        var payload = payload
        let code = payload.readInteger(as: UInt16.self) ?? 1005
        mailbox.end(code)
        close(context, code == 1005 ? 1000 : code)
    }

    private func close(_ context: ChannelHandlerContext, _ code: UInt16) {
        mailbox.end(code)
        guard !isClosing else { return }
        isClosing = true
        send(context, .connectionClose, ByteBuffer(integer: code))
        let channel = context.channel
        context.eventLoop.scheduleTask(in: .seconds(1)) { channel.close(promise: nil) }
    }

    private func send(_ context: ChannelHandlerContext, _ opcode: WebSocketOpcode, _ data: ByteBuffer) {
        context.writeAndFlush(wrapOutboundOut(WebSocketFrame(fin: true, opcode: opcode, maskKey: .random(), data: data)), promise: nil)
    }
}
