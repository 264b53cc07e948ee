import Dispatch
import Logging
import NIOCore
import NIOHTTP1
import NIOWebSocket
import RetailCore
import Synchronization

/// One HTTP connection: reads a request, has it answered, writes the reply. NIO's pipelining handler lets one request in at a time.
///
/// A plain handler, because a task per connection and an async channel cost twice the CPU of a small request.
final class HTTPConnection: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private enum State {
        case idle
        /// Taking a body in, for a route that wants it.
        case reading(AdmittedRequest)
        /// Refused; a small rest of the request is read first, so that the connection can be kept.
        case draining(RefusedRequest, bytes: Int)
        case answering
        /// The last reply is out. What still comes is thrown away, for closing on unread bytes would take the reply from the client.
        case lingering
    }

    private static let maximumDrainedBytes = 64 << 10
    private static let lingering = TimeAmount.seconds(2)

    private let core: WebCore
    private let shard: RequestMetrics.Shard
    private var ids = RequestIDSource()
    private var state = State.idle
    private var framing = ResponseFraming()
    private var startedAt = NIODeadline.now()
    private var idleSince = NIODeadline.now()
    private var routeIndex = 0
    private var remote: String?
    private var timers: ConnectionTimers?

    init(_ core: WebCore, shard: RequestMetrics.Shard) {
        self.core = core
        self.shard = shard
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        timers = ConnectionTimers(
            context.eventLoop, idle: .milliseconds(Int64(core.settings.idleTimeoutMilliseconds)),
            request: .milliseconds(Int64(core.settings.requestTimeoutMilliseconds)),
            idleSince: { if case .idle = bound.value.0.state { bound.value.0.idleSince } else { nil } },
            close: { bound.value.1.close(promise: nil) })
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timers?.stop()
        timers = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        core.connections.wrappingAdd(1, ordering: .relaxed)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        core.connections.wrappingSubtract(1, ordering: .relaxed)
        timers?.stop()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): begin(head, context)
        case .body(let buffer): take(buffer, context)
        case .end: end(context)
        }
    }

    /// A request that did not come in one piece has so long to come to its end.
    func channelReadComplete(context: ChannelHandlerContext) {
        switch state {
        case .reading, .draining:
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            timers?.expectRequest { bound.value.0.giveUp(.timeout, bound.value.1) }
        default: break
        }
        context.fireChannelReadComplete()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError else { return context.close(promise: nil) }
        let isTooLong = error == .headerOverflow
        let fault =
            isTooLong
            ? RefusedRequest(.headersTooLarge, "request.headers-too-large", "The headers are too large.")
            : .malformed("This is not HTTP/1.1.")
        switch state {
        case .idle:
            startedAt = .now()
            framing = ResponseFraming(requestID: ids.make())
            routeIndex = core.metrics.unmatchedIndex
            // Past the compressor, which traps on a reply whose request it has not seen.
            giveUp(fault, (try? context.pipeline.syncOperations.context(name: "compressor")) ?? context)
        case .reading: giveUp(fault, context)
        case .draining(let refused, _): giveUp(refused, context)
        // A reply is on its way or out: a second one would be taken for the next request's.
        case .answering, .lingering: context.close(promise: nil)
        }
    }

    // MARK: - Reading

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        guard case .idle = state else { return }
        let parsed = RequestHead(head)
        framing = ResponseFraming(
            requestID: parsed.requestID ?? ids.make(), isHead: head.method == .HEAD, isOld: head.version.minor < 1,
            keepsAlive: head.isKeepAlive && head.version.minor >= 1)
        startedAt = .now()
        routeIndex = core.metrics.unmatchedIndex
        let address = remote ?? context.remoteAddress?.ipAddress ?? "unknown"
        remote = address
        do throws(RefusedRequest) {
            let request = try AdmittedRequest(head, parsed, core, requestID: framing.requestID, remoteAddress: address, index: &routeIndex)
            if parsed.expectsContinue {
                // Past the compressor: it would take this for the reply and trap on the real one.
                let outer = (try? context.pipeline.syncOperations.context(name: "compressor")) ?? context
                outer.writeAndFlush(wrapOutboundOut(.head(.init(version: .http1_1, status: .continue))), promise: nil)
            }
            state = .reading(request)
        } catch {
            // Behind an upgrade the parser stops, and who expects 100 may or may not send the rest: there the connection ends.
            let isBounded =
                (parsed.contentLength ?? 0) <= HTTPConnection.maximumDrainedBytes && !parsed.expectsContinue && !parsed.asksForUpgrade
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
        case .idle, .answering, .lingering: break
        }
    }

    private func end(_ context: ChannelHandlerContext) {
        timers?.requestCame()
        switch state {
        case .reading(let request):
            state = .answering
            answer(request, context)
        case .draining(let refused, _): refuse(refused, context)
        case .idle, .answering, .lingering: break
        }
    }

    private func answer(_ request: AdmittedRequest, _ context: ChannelHandlerContext) {
        if let upgrade = request.upgrade {
            shard.record(routeIndex, status: 101, microseconds: 0)
            upgrade.perform(context, core, requestID: framing.requestID, remoteAddress: request.call.remoteAddress)
            return
        }
        guard core.inFlight.wrappingAdd(1, ordering: .relaxed).newValue <= core.settings.maximumInFlight else {
            core.inFlight.wrappingSubtract(1, ordering: .relaxed)
            return refuse(RefusedRequest(.unavailable, "server.busy", "Too many requests at once; come again shortly."), context)
        }
        let connection = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let eventLoop = context.eventLoop
        let (core, endpoint, call, body) = (core, request.route.endpoint, request.call, request.body)
        core.loops.answering.enter()
        Task {
            defer { core.loops.answering.leave() }
            let reply: Reply
            do throws(Fault) {
                reply = try await endpoint.handle(call, body)
            } catch {
                core.log(error, call)
                reply = Problem.reply(error, requestID: call.requestID)
            }
            core.inFlight.wrappingSubtract(1, ordering: .relaxed)
            if case .stream(let pieces) = reply.body {
                await ReplyStream(reply, on: connection, eventLoop, call: call).run(pieces, core)
            } else {
                eventLoop.execute { connection.value.0.write(reply, connection.value.1) }
            }
        }
    }

    private func refuse(_ refused: RefusedRequest, _ context: ChannelHandlerContext) {
        core.logger.debug("refused \(refused.fault.code)", metadata: ["request_id": "\(framing.requestID)"])
        var reply = Problem.reply(refused.fault, requestID: framing.requestID)
        reply.headers += refused.headers
        write(reply, context)
    }

    /// Answers at once, and the connection ends: what is still to come of the request can't be waited for.
    private func giveUp(_ refused: RefusedRequest, _ context: ChannelHandlerContext) {
        timers?.requestCame()
        framing.keepsAlive = false
        refuse(refused, context)
    }

    // MARK: - Writing

    func write(_ reply: Reply, _ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        writeHead(reply, context)
        if case .bytes(let buffer) = reply.body, !framing.isHead, buffer.readableBytes > 0 {
            context.write(wrapOutboundOut(.body(.byteBuffer(buffer))), promise: nil)
        }
        finish(status: reply.status, context)
    }

    func writeHead(_ reply: Reply, _ context: ChannelHandlerContext) {
        state = .answering
        context.write(wrapOutboundOut(.head(framing.head(reply, date: core.date.text))), promise: nil)
        if framing.endsWithConnection(reply) { framing.keepsAlive = false }
    }

    /// - Returns: done when the kernel has it; a client that does not read for the request time-out loses its connection.
    func writePiece(_ buffer: ByteBuffer, _ context: ChannelHandlerContext) -> EventLoopFuture<Void> {
        let written = context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(buffer))))
        timers?.watch(written)
        return written
    }

    func finish(status: Int, _ context: ChannelHandlerContext) {
        let microseconds = (NIODeadline.now() - startedAt).nanoseconds / 1000
        shard.record(routeIndex, status: status, microseconds: microseconds)
        if microseconds > Int64(core.settings.slowRequestMilliseconds) * 1000 {
            core.logger.info(
                "slow request: \(microseconds / 1000) ms",
                metadata: ["request_id": "\(framing.requestID)", "route": "\(routeIndex)", "status": "\(status)"])
        }
        idleSince = .now()
        state = framing.keepsAlive ? .idle : .lingering
        let written = context.eventLoop.makePromise(of: Void.self)
        if !framing.keepsAlive {
            let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
            written.futureResult.whenComplete { _ in
                // Says that nothing more comes, and waits for the client to close.
                bound.value.close(mode: .output, promise: nil)
                bound.value.eventLoop.scheduleTask(in: HTTPConnection.lingering) { bound.value.close(promise: nil) }
            }
        }
        timers?.watch(written.futureResult)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: written)
    }
}
