import Logging
import NIOCore
import NIOHTTP1
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

    enum State {
        case idle
        /// More of a body is only read when its sender is known.
        case checking(AdmittedRequest)
        /// Taking a body in, for a route that wants it.
        case reading(AdmittedRequest)
        /// Refused; a small rest of the request is read first, so that the connection can be kept.
        case draining(RefusedRequest, bytes: Int)
        case answering
        /// The last reply is out.
        case closing
    }

    private static let maximumDrainedBytes = 64 << 10

    let core: WebCore
    let writer: ReplyWriter
    private let loop: SocketLoop
    let gate: InboundGate
    private let peer: Peer
    private var context: ChannelHandlerContext?
    var state = State.idle
    /// Whose share the request counts in: the peer's, or his for whom it speaks.
    private(set) var share: AddressShare
    /// Its address opens more connections than it may: this one is not read from yet.
    private var waitsForTurn = false

    /// What was parsed and has to wait: the rest of the piece that the request before it stood in.
    private var pending = CircularBuffer<HTTPServerRequestPart>(initialCapacity: 4)
    var brokenBy: HTTPParserError?
    private var isPumping = false
    private var isReadWanted = false
    private var inputHasEnded = false
    private(set) var isQuiescing = false

    /// Counts the requests: an answer that comes after its time must not be taken for the next one's.
    var exchange: UInt64 = 0
    private var handling: Task<Void, Never>?
    private var patience: ConnectionPatience
    private var flushedAt: NIODeadline?

    init(_ core: WebCore, shard: RequestMetrics.Shard, loop: SocketLoop, gate: InboundGate, peer: Peer) {
        (self.core, self.loop, self.gate, self.peer, share) = (core, loop, gate, peer, peer.share)
        (writer, patience) = (ReplyWriter(core, shard), ConnectionPatience(core.settings))
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        loop.add(self)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        (self.context, handling) = (nil, nil)
        loop.remove(self)
    }

    func channelActive(context: ChannelHandlerContext) {
        core.connections.wrappingAdd(1, ordering: .relaxed)
        // A proxy's connections are no sign of anything.
        if !peer.isProxy {
            waitsForTurn = later(.connection, context) { handler, context in
                handler.waitsForTurn = false
                handler.pump(context)
            }
        }
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
        if case .closing = state { return readToDiscard(context) }
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
            writer.closeAfterwards()
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

    /// A further request only when the reply before it is out and was read so far that the kernel takes more.
    private func takesMore(_ context: ChannelHandlerContext) -> Bool {
        switch state {
        case .idle: context.channel.isWritable && !waitsForTurn
        case .reading, .draining: true
        case .checking, .answering, .closing: false
        }
    }

    private func pump(_ context: ChannelHandlerContext) {
        guard !isPumping else { return }
        isPumping = true
        defer { isPumping = false }
        repeat {
            while takesMore(context), let part = pending.popFirst() {
                switch part {
                case .head(let head): begin(head, context)
                case .body(let buffer): take(buffer, context)
                case .end: end(context)
                }
            }
            while pending.isEmpty, takesMore(context), gate.deliver() {}
        } while !pending.isEmpty && takesMore(context)
        switch state {
        case .closing:
            pending.removeAll()
            gate.mode = .discarding
        case .checking, .answering: if gate.mode == .open { gate.mode = .held }
        case .idle, .reading, .draining:
            guard pending.isEmpty, takesMore(context) else { return gate.mode == .open ? gate.mode = .held : () }
            if let brokenBy { return refuseBroken(brokenBy, context) }
            if case .idle = state, isQuiescing || inputHasEnded { return close(context) }
            gate.mode = .open
            readIfWanted(context)
        }
    }

    private func readIfWanted(_ context: ChannelHandlerContext) {
        guard isReadWanted else { return }
        isReadWanted = false
        context.read()
    }

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        guard case .idle = state else { return }
        exchange &+= 1
        let parsed = RequestHead(head)
        writer.begin(head, parsed)
        if isQuiescing { writer.closeAfterwards() }
        let origin = peer.origin(head, parsed, core)
        share = origin.share
        do throws(RefusedRequest) {
            let request = try AdmittedRequest(
                head, parsed, core, requestID: writer.framing.requestID, from: origin, index: &writer.routeIndex)
            if request.wantsCheck { return check(request, context) }
            if parsed.expectsContinue { writer.sayContinue(context) }
            state = .reading(request)
        } catch {
            // Who expects 100 may or may not send the rest: there the connection ends.
            let isBounded =
                (parsed.contentLength ?? 0) <= HTTPConnection.maximumDrainedBytes && !parsed.expectsContinue && !error.endsConnection
            if isBounded { state = .draining(error, bytes: 0) } else { giveUp(error, context) }
        }
    }

    /// Asks who sends a large body before the rest of it is taken in. What comes meanwhile waits in the kernel.
    private func check(_ request: AdmittedRequest, _ context: ChannelHandlerContext) {
        guard let caller = core.caller else { return state = .reading(request) }
        state = .checking(request)
        handling = task(context).check(request.call, caller)
    }

    private func task(_ context: ChannelHandlerContext) -> HandlerTask {
        HandlerTask(
            core: core, connection: NIOLoopBound((self, context), eventLoop: context.eventLoop), eventLoop: context.eventLoop,
            exchange: exchange)
    }

    func checked(_ exchange: UInt64, _ fault: Fault?, _ context: ChannelHandlerContext) {
        guard case .checking(var request) = state, self.exchange == exchange, context.channel.isActive else { return }
        if let fault { return giveUp(RefusedRequest(fault), context) }
        do throws(RefusedRequest) { try request.pass(core) } catch { return giveUp(error, context) }
        state = .reading(request)
        if request.expectsContinue, request.body.isEmpty { writer.sayContinue(context) }
        pump(context)
    }

    private func take(_ buffer: ByteBuffer, _ context: ChannelHandlerContext) {
        switch state {
        case .reading(var request):
            // Out of the state while it grows, or each piece would copy what came before.
            state = .idle
            do throws(RefusedRequest) { try request.append(buffer, core) } catch { return giveUp(error, context) }
            if request.wantsCheck { check(request, context) } else { state = .reading(request) }
        case .draining(let refused, let bytes):
            let drained = bytes + buffer.readableBytes
            if drained > HTTPConnection.maximumDrainedBytes { giveUp(refused, context) } else { state = .draining(refused, bytes: drained) }
        case .idle, .checking, .answering, .closing: break
        }
    }

    private func end(_ context: ChannelHandlerContext) {
        switch state {
        case .reading(let request): answer(request, context)
        case .draining(let refused, _): refuse(refused, context)
        case .idle, .checking, .answering, .closing: break
        }
    }

    private func answer(_ request: AdmittedRequest, _ context: ChannelHandlerContext) {
        state = .answering
        if let upgrade = request.upgrade {
            guard peer.takeSocket(of: request.share) else { return refuse(core.refuse(.addressSockets), context) }
            writer.recordUpgrade()
            return upgrade.perform(context, core, gate, request)
        }
        if let refusal = core.takeRequest(of: request.share) { return refuse(core.refuse(refusal), context) }
        handling = task(context).answer(request, takesGzip: request.acceptsGzip && !writer.framing.isHead)
    }

    /// Whether this request still waits for its answer: it may have taken too long, or the client is gone.
    func isAnswering(_ exchange: UInt64) -> Bool {
        guard case .answering = state, let context, context.channel.isActive else { return false }
        return self.exchange == exchange
    }

    func write(_ reply: Reply, _ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        state = .answering
        if waits(with: reply, context) { return }
        put(reply, context)
    }

    func put(_ reply: Reply, _ context: ChannelHandlerContext) {
        writer.whole(reply, context)
        finish(status: reply.status, context)
    }

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
        readIfWanted(context)
    }

    /// Called by the event loop's sweep.
    func sweep(_ now: NIODeadline) {
        guard let context, context.channel.isActive else { return }
        let unsent = (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
        let phase: ConnectionPatience.Phase
        switch state {
        case .idle: phase = .waiting(since: writer.progressAt, isFirst: !writer.hasAnswered)
        case .reading(let request): phase = .receiving(bytes: request.body.count)
        case .draining(_, let bytes): phase = .receiving(bytes: bytes)
        case .checking, .answering: phase = .answering(since: writer.progressAt)
        case .closing: phase = .lingering(since: flushedAt ?? now)
        }
        switch patience.look(phase, sent: writer.bodyBytes - unsent, unsent: unsent, at: now) {
        case .patient: break
        case .idle, .lingeredEnough: context.close(promise: nil)
        case .slowReader: writer.cut(context)
        case .slowRequest: if case .draining(let refused, _) = state { giveUp(refused, context) } else { giveUp(.timeout, context) }
        case .slowAnswer: tooSlow(context)
        }
    }

    /// The handler has not answered, or not gone on with its stream: it is told to stop, and nobody waits for it any more.
    private func tooSlow(_ context: ChannelHandlerContext) {
        handling?.cancel()
        handling = nil
        core.logger.warning("no answer in time", metadata: ["request_id": "\(writer.framing.requestID)", "route": "\(writer.routeIndex)"])
        if writer.hasBegun { return writer.cut(context) }
        giveUp(core.refuse(.slowAnswer), context)
    }
}
