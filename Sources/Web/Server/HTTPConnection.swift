import Dispatch
import Glibc
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import RetailCore
import Synchronization

/// One HTTP connection: reads a request, has it answered, writes the reply, and only then takes the next one (RFC 9112, 9.3.2).
///
/// A plain handler, because a task per connection and an async channel cost twice the CPU of a small request. It stands innermost, and
/// nobody between it and the socket answers a write with a read: what is refused while a reply goes out waits in `pending` for its turn,
/// so no handler is ever entered again before it has returned (docs/adr/0010).
final class HTTPConnection: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private enum State {
        case idle
        /// Taking a body in, for a route that wants it.
        case reading(AdmittedRequest)
        /// Refused; a small rest of the request is read first, so that the connection can be kept.
        case draining(RefusedRequest, bytes: Int)
        case answering
        /// The last reply is out.
        case closing
    }

    private static let maximumDrainedBytes = 64 << 10

    private let core: WebCore
    private let writer: ReplyWriter
    private let loop: SocketLoop
    private let gate: InboundGate
    private var context: ChannelHandlerContext?
    private var state = State.idle
    private var remote: String?

    /// What was parsed and has to wait: the rest of the piece that the request before it stood in.
    private var pending = CircularBuffer<HTTPServerRequestPart>(initialCapacity: 4)
    private var brokenBy: HTTPParserError?
    private var isPumping = false
    private var isReadWanted = false
    private var inputHasEnded = false
    private var isQuiescing = false

    /// Counts the requests: an answer that comes after its time must not be taken for the next one's.
    private(set) var exchange: UInt64 = 0
    private var handling: Task<Void, Never>?
    private var patience: ConnectionPatience
    private var flushedAt: NIODeadline?

    init(_ core: WebCore, shard: RequestMetrics.Shard, loop: SocketLoop, gate: InboundGate) {
        (self.core, self.loop, self.gate) = (core, loop, gate)
        writer = ReplyWriter(core, shard)
        patience = ConnectionPatience(core.settings)
    }

    // MARK: - Life

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        loop.add(self)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        handling = nil
        loop.remove(self)
    }

    func channelActive(context: ChannelHandlerContext) {
        core.connections.wrappingAdd(1, ordering: .relaxed)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        core.connections.wrappingSubtract(1, ordering: .relaxed)
        pending.removeAll()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        pending.append(unwrapInboundIn(data))
        pump(context)
    }

    /// Asked for by the channel whenever it has read: not heeded while nothing can be taken, so that the kernel slows the client down.
    func read(context: ChannelHandlerContext) {
        if case .closing = state { return context.read() }
        if takesMore(context), gate.isEmpty { context.read() } else { isReadWanted = true }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        pump(context)
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent:
            isQuiescing = true
            pump(context)
        case let event as ChannelEvent where event == .inputClosed:
            // What was asked is answered (RFC 9112, 9.6); the last reply closes.
            inputHasEnded = true
            if case .closing = state, flushedAt != nil { return context.close(promise: nil) }
            pump(context)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError else { return context.close(promise: nil) }
        // Nothing behind it can be understood, and a reply may be on its way: it is told when its turn comes.
        brokenBy = error
        gate.mode = .discarding
        pump(context)
    }

    // MARK: - Taking in

    /// A further request only when the reply before it is out and was read so far that the kernel takes more.
    private func takesMore(_ context: ChannelHandlerContext) -> Bool {
        switch state {
        case .idle: context.channel.isWritable
        case .reading, .draining: true
        case .answering, .closing: false
        }
    }

    private func pump(_ context: ChannelHandlerContext) {
        guard !isPumping else { return }
        isPumping = true
        defer { isPumping = false }
        repeat {
            while takesMore(context), let part = pending.popFirst() { take(part, context) }
            while pending.isEmpty, takesMore(context), gate.deliver() {}
        } while !pending.isEmpty && takesMore(context)
        switch state {
        case .closing:
            pending.removeAll()
            gate.mode = .discarding
        case .answering: if gate.mode == .open { gate.mode = .held }
        case .idle, .reading, .draining:
            guard pending.isEmpty, takesMore(context) else { return gate.mode == .open ? gate.mode = .held : () }
            if let brokenBy { return refuseBroken(brokenBy, context) }
            if case .idle = state, isQuiescing || inputHasEnded { return close(context) }
            gate.mode = .open
            if isReadWanted {
                isReadWanted = false
                context.read()
            }
        }
    }

    private func take(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
        switch part {
        case .head(let head): begin(head, context)
        case .body(let buffer): take(buffer, context)
        case .end: end(context)
        }
    }

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        guard case .idle = state else { return }
        exchange &+= 1
        let parsed = RequestHead(head)
        writer.begin(head, parsed)
        let address = remote ?? context.remoteAddress?.ipAddress ?? "unknown"
        remote = address
        do throws(RefusedRequest) {
            let request = try AdmittedRequest(
                head, parsed, core, requestID: writer.framing.requestID, remoteAddress: address, index: &writer.routeIndex)
            if parsed.expectsContinue { writer.sayContinue(context) }
            state = .reading(request)
        } catch {
            // Who expects 100 may or may not send the rest: there the connection ends.
            let isBounded = (parsed.contentLength ?? 0) <= HTTPConnection.maximumDrainedBytes && !parsed.expectsContinue
            if isBounded { state = .draining(error, bytes: 0) } else { giveUp(error, context) }
        }
    }

    private func take(_ buffer: ByteBuffer, _ context: ChannelHandlerContext) {
        switch state {
        case .reading(var request):
            state = .idle
            let count = request.body.count + buffer.readableBytes
            guard count <= request.limit else { return giveUp(.tooLarge(request.limit), context) }
            if request.body.isEmpty, let length = request.contentLength { request.body.reserveCapacity(min(length, request.limit)) }
            request.body.append(contentsOf: buffer.readableBytesView)
            state = .reading(request)
        case .draining(let refused, let bytes):
            let drained = bytes + buffer.readableBytes
            if drained > HTTPConnection.maximumDrainedBytes { giveUp(refused, context) } else { state = .draining(refused, bytes: drained) }
        case .idle, .answering, .closing: break
        }
    }

    private func end(_ context: ChannelHandlerContext) {
        switch state {
        case .reading(let request): answer(request, context)
        case .draining(let refused, _): refuse(refused, context)
        case .idle, .answering, .closing: break
        }
    }

    // MARK: - Answering

    private func answer(_ request: AdmittedRequest, _ context: ChannelHandlerContext) {
        state = .answering
        if let upgrade = request.upgrade {
            writer.recordUpgrade()
            upgrade.perform(context, core, gate, requestID: request.call.requestID, remoteAddress: request.call.remoteAddress)
            return
        }
        guard core.inFlight.wrappingAdd(1, ordering: .relaxed).newValue <= core.settings.maximumInFlight else {
            core.inFlight.wrappingSubtract(1, ordering: .relaxed)
            return refuse(RefusedRequest(.unavailable, "server.busy", "Too many requests at once; come again shortly."), context)
        }
        let connection = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let eventLoop = context.eventLoop
        let (core, endpoint, call, body, exchange) = (core, request.route.endpoint, request.call, request.body, exchange)
        let takesGzip = request.acceptsGzip && !writer.framing.isHead
        core.loops.answering.enter()
        handling = Task {
            defer { core.loops.answering.leave() }
            var reply: Reply
            do throws(Fault) {
                reply = try await endpoint.handle(call, body)
            } catch {
                core.log(error, call)
                reply = Problem.reply(error, requestID: call.requestID)
            }
            core.inFlight.wrappingSubtract(1, ordering: .relaxed)
            if takesGzip { reply = ContentCoding.gzipped(reply, minimumBytes: core.settings.gzipMinimumBytes) }
            if case .stream(let pieces) = reply.body {
                await ReplyStream(reply, on: connection, eventLoop, call: call, exchange: exchange).run(pieces, core)
            } else {
                eventLoop.execute { [reply] in
                    let (handler, context) = connection.value
                    if handler.isAnswering(exchange) { handler.write(reply, context) }
                }
            }
        }
    }

    /// Whether this request still waits for its answer: it may have taken too long, or the client is gone.
    func isAnswering(_ exchange: UInt64) -> Bool {
        guard case .answering = state, let context, context.channel.isActive else { return false }
        return self.exchange == exchange
    }

    private func refuse(_ refused: RefusedRequest, _ context: ChannelHandlerContext) {
        core.logger.debug("refused \(refused.fault.code)", metadata: ["request_id": "\(writer.framing.requestID)"])
        var reply = Problem.reply(refused.fault, requestID: writer.framing.requestID)
        reply.headers += refused.headers
        write(reply, context)
    }

    /// Answers at once, and the connection ends: what is still to come of the request can't be waited for.
    private func giveUp(_ refused: RefusedRequest, _ context: ChannelHandlerContext) {
        exchange &+= 1
        writer.closeAfterwards()
        refuse(refused, context)
    }

    private func refuseBroken(_ error: HTTPParserError, _ context: ChannelHandlerContext) {
        brokenBy = nil
        if case .draining(let refused, _) = state { return giveUp(refused, context) }
        if case .idle = state { writer.beginBroken() }
        giveUp(
            error == .headerOverflow
                ? RefusedRequest(.headersTooLarge, "request.headers-too-large", "The headers are too large.")
                : .malformed("This is not HTTP/1.1."), context)
    }

    // MARK: - Writing

    func write(_ reply: Reply, _ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        state = .answering
        if isQuiescing { writer.closeAfterwards() }
        writer.whole(reply, context)
        finish(status: reply.status, context)
    }

    func writeHead(_ reply: Reply, _ context: ChannelHandlerContext) {
        if isQuiescing { writer.closeAfterwards() }
        writer.head(reply, context)
    }

    func writePiece(_ buffer: ByteBuffer, _ context: ChannelHandlerContext) -> EventLoopFuture<Void> { writer.piece(buffer, context) }

    func finish(status: Int, _ context: ChannelHandlerContext) {
        handling = nil
        writer.end(status: status, context)
        guard writer.framing.keepsAlive, !isQuiescing else { return close(context) }
        state = .idle
        pump(context)
    }

    /// Says that nothing more comes once all is written, and waits for the client to close.
    private func close(_ context: ChannelHandlerContext) {
        state = .closing
        pending.removeAll()
        inputHasEnded = inputHasEnded || gate.hasEnded
        gate.mode = .discarding
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        writer.flushed(context).whenComplete { _ in
            let (handler, context) = bound.value
            handler.flushedAt = .now()
            if handler.inputHasEnded { context.close(promise: nil) } else { context.close(mode: .output, promise: nil) }
        }
        if isReadWanted {
            isReadWanted = false
            context.read()
        }
    }

    /// Ends the connection so that what was sent can't be taken for the whole: an HTTP/1.0 client, or a proxy that speaks 1.0 to us,
    /// takes an orderly end for the answer's.
    func cut(_ context: ChannelHandlerContext) {
        guard let socket = context.channel as? any SocketOptionProvider else { return context.close(promise: nil) }
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in bound.value.close(promise: nil) }
    }

    // MARK: - Patience

    /// Called by the event loop's sweep.
    func sweep(_ now: NIODeadline) {
        guard let context, context.channel.isActive else { return }
        let unsent = (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
        let phase: ConnectionPatience.Phase
        switch state {
        case .idle: phase = .waiting(since: writer.progressAt, isFirst: !writer.hasAnswered)
        case .reading(let request): phase = .receiving(bytes: request.body.count)
        case .draining(_, let bytes): phase = .receiving(bytes: bytes)
        case .answering: phase = .answering(since: writer.progressAt)
        case .closing: phase = .lingering(since: flushedAt ?? now)
        }
        switch patience.look(phase, sent: writer.bodyBytes - unsent, unsent: unsent, at: now) {
        case .patient: break
        case .idle, .lingeredEnough: context.close(promise: nil)
        case .slowReader: cut(context)
        case .slowRequest: if case .draining(let refused, _) = state { giveUp(refused, context) } else { giveUp(.timeout, context) }
        case .slowAnswer: tooSlow(context)
        }
    }

    /// The handler has not answered, or not gone on with its stream: it is told to stop, and nobody waits for it any more.
    private func tooSlow(_ context: ChannelHandlerContext) {
        handling?.cancel()
        handling = nil
        core.logger.warning("no answer in time", metadata: ["request_id": "\(writer.framing.requestID)", "route": "\(writer.routeIndex)"])
        if writer.hasBegun { return cut(context) }
        giveUp(RefusedRequest(.unavailable, "server.timeout", "The answer took too long; ask again."), context)
    }
}
