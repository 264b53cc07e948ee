import Glibc
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix

/// How one connection's replies go out: framing, the bytes, the record of how long it took. One reply at a time.
final class ReplyWriter {
    private let core: WebCore
    private let shard: RequestMetrics.Shard
    private var ids = RequestIDSource()
    private(set) var framing = ResponseFraming()
    private(set) var startedAt = NIODeadline.now()
    var routeIndex: Int
    /// The reply's head is out.
    private(set) var hasBegun = false
    private(set) var hasAnswered = false
    /// When something was last done for the client: a request begun, a piece sent, an answer ended.
    private(set) var progressAt = NIODeadline.now()
    private(set) var bodyBytes = 0

    init(_ core: WebCore, _ shard: RequestMetrics.Shard) {
        (self.core, self.shard) = (core, shard)
        routeIndex = core.metrics.unmatchedIndex
    }

    /// A request begins whose head was understood.
    func begin(_ head: HTTPRequestHead, _ parsed: RequestHead) {
        begin(
            ResponseFraming(
                requestID: parsed.requestID ?? ids.make(), isHead: head.method == .HEAD, isOld: head.version.minor < 1,
                // Behind what would change the protocol the parser stops, whatever is answered (RFC 9110, 7.8).
                keepsAlive: head.isKeepAlive && head.version.minor >= 1 && !parsed.asksForUpgrade && head.method != .CONNECT,
                allowedOrigin: core.settings.crossOrigin.allowed(parsed.origin), varies: core.settings.crossOrigin.varies))
    }

    /// Something came that was no request.
    func beginBroken() { begin(ResponseFraming(requestID: ids.make())) }

    private func begin(_ framing: ResponseFraming) {
        self.framing = framing
        startedAt = .now()
        progressAt = startedAt
        routeIndex = core.metrics.unmatchedIndex
        hasBegun = false
    }

    func closeAfterwards() { framing.keepsAlive = false }

    func head(_ reply: Reply, _ context: ChannelHandlerContext) {
        hasBegun = true
        progressAt = .now()
        context.write(part(.head(framing.head(reply, date: core.date.text, isSecure: core.settings.tls != nil))), promise: nil)
        if framing.endsWithConnection(reply) { framing.keepsAlive = false }
    }

    func whole(_ reply: Reply, _ context: ChannelHandlerContext) {
        head(reply, context)
        guard case .bytes(let buffer) = reply.body, !framing.isHead, buffer.readableBytes > 0 else { return }
        bodyBytes += buffer.readableBytes
        context.write(part(.body(.byteBuffer(buffer))), promise: nil)
    }

    /// - Returns: done when the kernel has it.
    func piece(_ buffer: ByteBuffer, _ context: ChannelHandlerContext) -> EventLoopFuture<Void> {
        progressAt = .now()
        bodyBytes += buffer.readableBytes
        return context.writeAndFlush(part(.body(.byteBuffer(buffer))))
    }

    /// - Returns: done when the kernel has all that was written before.
    func flushed(_ context: ChannelHandlerContext) -> EventLoopFuture<Void> {
        context.writeAndFlush(part(.body(.byteBuffer(ByteBuffer()))))
    }

    func end(status: Int, _ context: ChannelHandlerContext) {
        progressAt = .now()
        let microseconds = (progressAt - startedAt).nanoseconds / 1000
        shard.record(routeIndex, status: status, microseconds: microseconds)
        if microseconds > Int64(core.settings.slowRequestMilliseconds) * 1000 {
            core.logger.info(
                "slow request: \(microseconds / 1000) ms",
                metadata: ["request_id": "\(framing.requestID)", "route": "\(routeIndex)", "status": "\(status)"])
        }
        hasAnswered = true
        context.writeAndFlush(part(.end(nil)), promise: nil)
    }

    /// Ends the connection so that what was sent can't be taken for the whole: an HTTP/1.0 client, or a proxy that speaks 1.0 to us,
    /// takes an orderly end for the answer's.
    func cut(_ context: ChannelHandlerContext) {
        guard let socket = context.channel as? any SocketOptionProvider else { return context.close(promise: nil) }
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in bound.value.close(promise: nil) }
    }

    /// The handshake of a socket was answered.
    func recordUpgrade() { shard.record(routeIndex, status: 101, microseconds: 0) }

    func sayContinue(_ context: ChannelHandlerContext) {
        context.writeAndFlush(part(.head(.init(version: .http1_1, status: .continue))), promise: nil)
    }

    private func part(_ part: HTTPServerResponsePart) -> NIOAny { NIOAny(part) }
}
