import Dispatch
import NIOCore
import RetailCore

/// What of a request runs outside of its connection's event loop: its handler, and the look for its sender's token.
///
/// Each hands its result to the connection by the request's number: who has waited too long, or has hung up, is not there any more.
struct HandlerTask: Sendable {
    typealias Connection = NIOLoopBound<(HTTPConnection, ChannelHandlerContext)>

    let core: WebCore
    let connection: Connection
    let eventLoop: any EventLoop
    let exchange: UInt64

    /// Answers. Takes back what the request had of the node when the handler has ended, however late that is.
    func answer(_ request: AdmittedRequest, takesGzip: Bool) -> Task<Void, Never> {
        let (endpoint, call, body) = (request.route.endpoint, request.call, request.body)
        let (share, reservations) = (request.share, request.reservations)
        core.loops.answering.enter()
        return Task {
            defer { core.loops.answering.leave() }
            var reply: Reply
            do throws(Fault) {
                // Who asks comes before what is asked: to a stranger every request is wrong alike.
                if request.isUnchecked, let caller = core.caller { try await caller.beforeBody(call) }
                if let objection = request.objection { throw objection }
                reply = try await endpoint.handle(call, body)
            } catch {
                core.log(error, call)
                reply = Problem.reply(error, requestID: call.requestID)
            }
            core.requests.give()
            share.requests.give()
            // Until here the body was somebody's.
            withExtendedLifetime(reservations) {}
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

    /// Asks who sends a large body.
    func check(_ call: Call, _ caller: CallerCheck) -> Task<Void, Never> {
        core.loops.answering.enter()
        return Task {
            defer { core.loops.answering.leave() }
            let fault: Fault?
            do throws(Fault) {
                try await caller.beforeBody(call)
                fault = nil
            } catch {
                fault = error
            }
            eventLoop.execute {
                let (handler, context) = connection.value
                handler.checked(exchange, fault, context)
            }
        }
    }
}
