import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
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
        case reading(Pending)
        /// The request was refused before its end; the rest of it is thrown away.
        case skipping
        case answering
    }

    private struct Pending {
        var head: HTTPRequestHead
        var parsed: RequestHead
        var match: Router.Match
        var call: Call
        var body: [UInt8] = []
        var limit: Int
    }

    private let core: WebCore
    private let shard: RequestMetrics.Shard
    private var ids = RequestIDSource()
    private var state = State.idle
    private var requestID = ""
    private var startedAt = NIODeadline.uptimeNanoseconds(0)
    private var isHead = false
    private var keepsAlive = true
    private var routeIndex = 0
    private var upgrade: SocketUpgrade?
    private var remote: String?

    init(_ core: WebCore, shard: RequestMetrics.Shard) {
        self.core = core
        self.shard = shard
    }

    func channelActive(context: ChannelHandlerContext) {
        core.connections.wrappingAdd(1, ordering: .relaxed)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        core.connections.wrappingSubtract(1, ordering: .relaxed)
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): begin(head, context)
        case .body(let buffer): take(buffer, context)
        case .end: end(context)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // Silence: between requests, or in the midst of one that never comes to its end.
        if event is IdleStateHandler.IdleStateEvent {
            if case .answering = state { return }
            context.close(promise: nil)
            return
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if error is HTTPParserError {
            state = .skipping
            keepsAlive = false
            write(Problem.reply(Fault(.malformed, "request.malformed-http", "This is not HTTP/1.1."), requestID: ids.make()), context)
        } else {
            context.close(promise: nil)
        }
    }

    // MARK: - Reading

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let parsed = RequestHead(head)
        requestID = parsed.requestID ?? ids.make()
        startedAt = .now()
        isHead = head.method == .HEAD
        keepsAlive = head.isKeepAlive
        routeIndex = core.metrics.unmatchedIndex
        do throws(Fault) {
            state = try admit(head, parsed, context)
        } catch {
            refuse(error, context)
        }
    }

    private func admit(_ head: HTTPRequestHead, _ parsed: RequestHead, _ context: ChannelHandlerContext) throws(Fault) -> State {
        if head.version.major != 1 { throw Fault(.malformed, "request.malformed-http", "Only HTTP/1.1 is spoken here.") }
        if !parsed.hasHost, head.version.minor >= 1 { throw Fault(.malformed, "request.malformed-http", "The Host header is missing.") }
        let target = try RequestTarget(head.uri)
        if let socket = core.socket, target.segments == socket.segments, parsed.asksForUpgrade || head.method == .GET {
            routeIndex = core.metrics.socketIndex
            upgrade = try SocketUpgrade(head, subprotocol: socket.subprotocol)
            return .reading(pending(head, parsed, nil, target, limit: 0, context))
        }
        let match: Router.Match
        switch core.router.match(method: head.method.rawValue, segments: target.segments) {
        case .unknown: throw Fault(.missing, "route.unknown", "Nothing is served under this path.")
        case .wrongMethod(let allowed):
            var fault = Fault(.methodNotAllowed, "route.wrong-method", "This path takes \(allowed.joined(separator: ", ")).")
            fault.diagnosis = allowed.joined(separator: ", ")
            throw fault
        case .found(let found): match = found
        }
        routeIndex = match.route.index
        if parsed.hasUnknownAuthorization { throw Fault(.unauthenticated, "access.token-missing", "Send a token: Authorization: Bearer ….") }
        let endpoint = match.route.endpoint
        let limit = endpoint.maximumBodyBytes ?? core.settings.maximumBodyBytes
        if let length = parsed.contentLength, length > limit { throw HTTPConnection.tooLarge(limit) }
        if parsed.hasContentEncoding { throw Fault(.unsupportedMedia, "request.unsupported-media", "Request bodies are taken uncompressed only.") }
        if case .json = endpoint.body, let type = parsed.contentType, !type.lowercased().hasPrefix("application/json") {
            throw Fault(.unsupportedMedia, "request.unsupported-media", "Expected Content-Type: application/json.")
        }
        if parsed.expectsContinue {
            context.writeAndFlush(wrapOutboundOut(.head(.init(version: .http1_1, status: .continue))), promise: nil)
        }
        let pending = pending(head, parsed, match, target, limit: limit, context)
        try pending.call.query.check(against: endpoint.query)
        return .reading(pending)
    }

    private func pending(_ head: HTTPRequestHead, _ parsed: RequestHead, _ match: Router.Match?, _ target: RequestTarget, limit: Int, _ context: ChannelHandlerContext) -> Pending {
        let address = remote ?? context.remoteAddress?.ipAddress ?? "unknown"
        remote = address
        let match = match ?? Router.Match(route: core.nowhere, parameters: [])
        let call = Call(
            requestID: requestID, method: head.method.rawValue, path: match.route.endpoint.path, parameters: match.parameters, query: QueryItems(items: target.query),
            head: parsed, remoteAddress: address)
        return Pending(head: head, parsed: parsed, match: match, call: call, limit: limit)
    }

    static func tooLarge(_ limit: Int) -> Fault { Fault(.tooLarge, "request.too-large", "The body is larger than \(limit) bytes.") }

    private func take(_ buffer: ByteBuffer, _ context: ChannelHandlerContext) {
        guard case .reading(var pending) = state else { return }
        state = .idle
        guard pending.body.count + buffer.readableBytes <= pending.limit else {
            refuse(HTTPConnection.tooLarge(pending.limit), context)
            return
        }
        if pending.body.isEmpty, let length = pending.parsed.contentLength { pending.body.reserveCapacity(min(length, pending.limit)) }
        pending.body.append(contentsOf: buffer.readableBytesView)
        state = .reading(pending)
    }

    private func end(_ context: ChannelHandlerContext) {
        guard case .reading(let pending) = state else { return }
        state = .answering
        if let upgrade {
            self.upgrade = nil
            shard.record(routeIndex, status: 101, microseconds: 0)
            upgrade.perform(context, core, requestID: requestID, remoteAddress: pending.call.remoteAddress)
            return
        }
        let inFlight = core.inFlight.wrappingAdd(1, ordering: .relaxed).newValue
        guard inFlight <= core.settings.maximumInFlight else {
            core.inFlight.wrappingSubtract(1, ordering: .relaxed)
            write(Problem.reply(Fault(.unavailable, "server.busy", "Too many requests at once; come again shortly.", retryAfterSeconds: 1), requestID: requestID), context)
            return
        }
        let connection = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let eventLoop = context.eventLoop
        let (core, endpoint) = (core, pending.match.route.endpoint)
        Task {
            let (call, body) = (pending.call, pending.body)
            let reply: Reply
            do throws(Fault) {
                reply = try await endpoint.handle(call, body)
            } catch {
                core.log(error, call)
                reply = Problem.reply(error, requestID: call.requestID)
            }
            core.inFlight.wrappingSubtract(1, ordering: .relaxed)
            if case .stream(let body) = reply.body {
                await HTTPConnection.stream(reply, body, connection, eventLoop, core, call)
            } else {
                eventLoop.execute {
                    let (handler, context) = connection.value
                    handler.write(reply, context)
                }
            }
        }
    }

    /// Answers at once; what is still to come of the request is not read as another.
    private func refuse(_ fault: Fault, _ context: ChannelHandlerContext) {
        state = .skipping
        keepsAlive = false
        upgrade = nil
        core.logger.debug("refused \(fault.code)", metadata: ["request_id": "\(requestID)"])
        var reply = Problem.reply(fault, requestID: requestID)
        if fault.kind == .methodNotAllowed, let allowed = fault.diagnosis { reply.headers.append((name: "Allow", value: allowed)) }
        write(reply, context)
    }

    // MARK: - Writing

    func write(_ reply: Reply, _ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        context.write(wrapOutboundOut(.head(head(reply))), promise: nil)
        if case .bytes(let buffer) = reply.body, !isHead, buffer.readableBytes > 0 { context.write(wrapOutboundOut(.body(.byteBuffer(buffer))), promise: nil) }
        finish(status: reply.status, context)
    }

    private func finish(status: Int, _ context: ChannelHandlerContext) {
        let microseconds = (NIODeadline.now() - startedAt).nanoseconds / 1000
        shard.record(routeIndex, status: status, microseconds: microseconds)
        if microseconds > Int64(core.settings.slowRequestMilliseconds) * 1000 {
            core.logger.info("slow request: \(microseconds / 1000) ms", metadata: ["request_id": "\(requestID)", "route": "\(routeIndex)", "status": "\(status)"])
        }
        let closes = !keepsAlive
        state = closes ? .skipping : .idle
        if closes {
            let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
            context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in bound.value.close(promise: nil) }
        } else {
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }

    private func head(_ reply: Reply) -> HTTPResponseHead {
        var headers = HTTPHeaders()
        headers.reserveCapacity(8)
        if let type = reply.contentType { headers.add(name: "Content-Type", value: type) }
        switch reply.body {
        case .bytes(let buffer): headers.add(name: "Content-Length", value: String(buffer.readableBytes))
        case .empty: if reply.status != 204, reply.status != 304 { headers.add(name: "Content-Length", value: "0") }
        case .stream: headers.add(name: "Transfer-Encoding", value: "chunked")
        }
        headers.add(name: "X-Request-Id", value: requestID)
        headers.add(name: "X-Content-Type-Options", value: "nosniff")
        if let etag = reply.etag { headers.add(name: "ETag", value: etag) } else { headers.add(name: "Cache-Control", value: "no-store") }
        for (name, value) in reply.headers { headers.add(name: name, value: value) }
        if !keepsAlive { headers.add(name: "Connection", value: "close") }
        return HTTPResponseHead(version: .http1_1, status: HTTPResponseStatus(statusCode: reply.status), headers: headers)
    }

    /// Piece by piece; each waits until the one before is with the kernel, so memory stays at a piece.
    private static func stream(
        _ reply: Reply, _ body: @Sendable (ChunkWriter) async throws -> Void, _ connection: NIOLoopBound<(HTTPConnection, ChannelHandlerContext)>, _ eventLoop: any EventLoop,
        _ core: WebCore, _ call: Call
    ) async {
        let began = StreamStart()
        let writer = ChunkWriter { buffer in
            try await eventLoop.flatSubmit {
                let (handler, context) = connection.value
                guard context.channel.isActive else { return eventLoop.makeFailedFuture(ChannelError.ioOnClosedChannel) }
                if began.first() { context.write(handler.wrapOutboundOut(.head(handler.head(reply))), promise: nil) }
                if handler.isHead { return eventLoop.makeSucceededVoidFuture() }
                return context.writeAndFlush(handler.wrapOutboundOut(.body(.byteBuffer(buffer))))
            }.get()
        }
        do {
            try await body(writer)
            eventLoop.execute {
                let (handler, context) = connection.value
                guard context.channel.isActive else { return }
                if began.first() { context.write(handler.wrapOutboundOut(.head(handler.head(reply))), promise: nil) }
                handler.finish(status: reply.status, context)
            }
        } catch {
            let fault = Problem.fault(for: error)
            core.log(fault, call)
            eventLoop.execute {
                let (handler, context) = connection.value
                guard context.channel.isActive else { return }
                // Once pieces are out a truncated answer must not look whole: cut the connection.
                if began.first() { handler.write(Problem.reply(fault, requestID: call.requestID), context) } else { context.close(promise: nil) }
            }
        }
    }
}
