import NIOCore
import NIOHTTP1
import NIOWebSocket

/// One live socket: the only handler behind the frame decoder, some hundred bytes of state, no task, no timer of its own.
///
/// NIO's decoder passes unmasked frames, reserved bits, bad UTF-8 and fragments on; here they are checked.
final class SocketConnection: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = ByteBuffer

    static let maximumMessageBytes = 1 << 20
    /// Of who has not yet said who it is.
    static let maximumFirstMessageBytes = 64 << 10
    /// What may wait unsent before a reader counts as slow.
    static let maximumBacklogBytes = 1 << 20
    /// How long a slow reader has to read what stands before the goodbye.
    static let slowPatience = TimeAmount.seconds(30)

    private let channel: any Channel
    let loop: SocketLoop
    private let handler: any SocketHandler
    private var socket: Socket?
    private var fragments: [UInt8]?
    private var isClosing = false
    /// What it follows, and how far each has come.
    var topics: [UInt64: Following] = [:]
    let openedAt = NIODeadline.now()
    private var heardAt = NIODeadline.now()
    private var pingedAt = NIODeadline.now()
    private let maximumFramesPerSecond: Int
    private var framesSince = NIODeadline.now()
    private var frames = 0
    private let requestID: String
    private let remoteAddress: String

    init(
        channel: any Channel, loop: SocketLoop, handler: any SocketHandler, requestID: String, remoteAddress: String,
        maximumFramesPerSecond: Int
    ) {
        (self.channel, self.loop, self.handler, self.requestID, self.remoteAddress) = (channel, loop, handler, requestID, remoteAddress)
        self.maximumFramesPerSecond = maximumFramesPerSecond
    }

    func handlerAdded(context: ChannelHandlerContext) {
        _ = try? channel.syncOptions?.setOption(
            .writeBufferWaterMark, value: .init(low: SocketConnection.maximumBacklogBytes / 2, high: SocketConnection.maximumBacklogBytes))
        let socket = Socket(self, eventLoop: channel.eventLoop, requestID: requestID, remoteAddress: remoteAddress)
        self.socket = socket
        loop.add(self)
        handler.opened(socket)
    }

    func channelInactive(context: ChannelHandlerContext) {
        loop.remove(self)
        if let socket {
            self.socket = nil
            handler.closed(socket)
            socket.forget()
        }
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let frame = error as? NIOWebSocketError {
            close(code: frame == .invalidFrameLength ? 1009 : 1002, reason: "bad frame")
        } else {
            context.close(promise: nil)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // A socket has no half: who ends without a close frame is gone.
        if let event = event as? ChannelEvent, event == .inputClosed { return context.close(promise: nil) }
        if event is ChannelShouldQuiesceEvent { close(code: 1001, reason: "the server is going away") }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        // Our goodbye was said: theirs ends it, and nothing else counts.
        if isClosing { return frame.opcode == .connectionClose ? channel.close(promise: nil) : () }
        heardAt = .now()
        guard isBearable(heardAt) else { return close(code: 1008, reason: "too many messages") }
        guard frame.maskKey != nil else { return close(code: 1002, reason: "frames must be masked") }
        guard !frame.rsv1, !frame.rsv2, !frame.rsv3 else { return close(code: 1002, reason: "reserved bits") }
        let payload = Array(frame.unmaskedData.readableBytesView)
        switch frame.opcode {
        case .text:
            guard fragments == nil else { return close(code: 1002, reason: "a message within a message") }
            if frame.fin { deliver(payload) } else { fragments = payload }
        case .continuation:
            guard var whole = fragments else { return close(code: 1002, reason: "a continuation of nothing") }
            guard whole.count + payload.count <= SocketConnection.maximumMessageBytes else { return close(code: 1009, reason: "too long") }
            whole += payload
            fragments = frame.fin ? nil : whole
            if frame.fin { deliver(whole) }
        case .ping:
            guard frame.fin, payload.count <= 125 else { return close(code: 1002, reason: "bad ping") }
            write(SocketFrame.pong(payload))
        case .pong: guard frame.fin, payload.count <= 125 else { return close(code: 1002, reason: "bad pong") }
        case .connectionClose: answerClose(payload)
        case .binary: close(code: 1003, reason: "text only")
        default: close(code: 1002, reason: "unknown opcode")
        }
    }

    /// Frames of any kind, within each second; a till needs a few.
    private func isBearable(_ now: NIODeadline) -> Bool {
        if now - framesSince >= .seconds(1) { (framesSince, frames) = (now, 0) }
        frames += 1
        return frames <= maximumFramesPerSecond
    }

    private func deliver(_ payload: [UInt8]) {
        // Nobody knows yet who it is: its message is small.
        let limit = handler.isAdmitted ? SocketConnection.maximumMessageBytes : SocketConnection.maximumFirstMessageBytes
        guard payload.count <= limit else { return close(code: 1009, reason: "too long") }
        guard !payload.contains(where: { $0 >= 0x80 }) || String(validating: payload, as: UTF8.self) != nil else {
            return close(code: 1007, reason: "not UTF-8")
        }
        if let socket { handler.received(payload, on: socket) }
    }

    private func answerClose(_ payload: [UInt8]) {
        let code: UInt16 = payload.count >= 2 ? UInt16(payload[0]) << 8 | UInt16(payload[1]) : 1000
        let isSane = payload.count != 1 && ((1000...1003).contains(code) || (1007...1011).contains(code) || (3000...4999).contains(code))
        closeAfter(SocketFrame.close(code: isSane ? code : 1002, reason: ""))
    }

    /// Sends a frame; a reader that lets more than a megabyte pile up is dropped and finds the rest by its cursor.
    func write(_ frame: ByteBuffer) {
        guard !isClosing else { return }
        guard channel.isWritable else { return close(code: 4008, reason: "too slow", within: SocketConnection.slowPatience) }
        channel.writeAndFlush(frame, promise: nil)
    }

    /// A topic's message, in its turn.
    func take(_ frame: ByteBuffer, of topic: UInt64, _ number: Int64?) {
        switch topics[topic]?.turn(of: frame, number) {
        case .now: write(frame)
        case .tooMany: close(code: 4008, reason: "too slow")
        case .later, .never, nil: break
        }
    }

    func release(_ topic: UInt64, after number: Int64) {
        for frame in topics[topic]?.release(after: number) ?? [] { write(frame) }
    }

    /// Says why, then waits for the peer to close: closing at once, with bytes of the peer unread, would take the code from it. Two seconds
    /// from when the frame has gone out, which for a slow reader stands behind a megabyte: it has `patience` to read that.
    func close(code: UInt16, reason: String, within patience: TimeAmount = .seconds(2)) {
        guard !isClosing else { return }
        isClosing = true
        let channel = channel
        channel.writeAndFlush(SocketFrame.close(code: code, reason: reason)).whenSuccess {
            channel.eventLoop.scheduleTask(in: .seconds(2)) { channel.close(promise: nil) }
        }
        channel.eventLoop.scheduleTask(in: patience) { channel.close(promise: nil) }
    }

    /// The peer's goodbye is answered, and with both said the server closes (RFC 6455, 7.1.1).
    private func closeAfter(_ frame: ByteBuffer) {
        isClosing = true
        let channel = channel
        channel.writeAndFlush(frame).whenComplete { _ in channel.close(promise: nil) }
        channel.eventLoop.scheduleTask(in: .seconds(2)) { channel.close(promise: nil) }
    }

    /// Five seconds to say who it is, a ping every 25, and gone after a minute of silence.
    func sweep(_ now: NIODeadline) {
        if !handler.isAdmitted, now - openedAt > .seconds(5) { return close(code: 4011, reason: "no hello") }
        if now - heardAt > .seconds(60) {
            isClosing = true
            return channel.close(promise: nil)
        }
        if now - pingedAt > .seconds(25) {
            pingedAt = now
            write(SocketFrame.ping)
        }
    }
}
