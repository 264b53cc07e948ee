import Logging
import NIOCore
import NIOHTTP1
import RetailCore
import Synchronization

/// How a connection says no, and how long it takes over it: what an address is refused beyond its pace waits for its turn, and the
/// connection takes nothing more meanwhile.
extension HTTPConnection {
    func refuse(_ refused: RefusedRequest, _ context: ChannelHandlerContext) {
        core.logger.debug("refused \(refused.fault.code)", metadata: ["request_id": "\(writer.framing.requestID)"])
        var reply = refused.isPreflight ? .empty() : Problem.reply(refused.fault, requestID: writer.framing.requestID)
        reply.headers += refused.headers
        write(reply, context)
    }

    /// Answers, and the connection ends: what is still to come of the request can't be waited for.
    func giveUp(_ refused: RefusedRequest, _ context: ChannelHandlerContext) {
        exchange &+= 1
        writer.closeAfterwards()
        refuse(refused, context)
    }

    func refuseBroken(_ error: HTTPParserError, _ context: ChannelHandlerContext) {
        brokenBy = nil
        if case .draining(let refused, _) = state { return giveUp(refused, context) }
        if case .idle = state { writer.beginBroken() }
        giveUp(.broken(by: error), context)
    }

    /// - Returns: true if the reply goes out later.
    func waits(with reply: Reply, _ context: ChannelHandlerContext) -> Bool {
        guard Pace.isRefusal(status: reply.status), !isQuiescing else { return false }
        let exchange = exchange
        return later(.refusal, context) { handler, context in
            if handler.isAnswering(exchange) { handler.put(reply, context) }
        }
    }

    /// What a client still sends after the last reply is read, so that closing does not take the reply from it; but not faster than others
    /// are served.
    func readToDiscard(_ context: ChannelHandlerContext) {
        let bytes = gate.takeDiscarded()
        if bytes == 0 || !later(.discarded(bytes: bytes), context, { _, context in context.read() }) { context.read() }
    }

    /// Takes the price of some work from the address's share.
    ///
    /// - Returns: false if there is nothing to wait for; else `body` is called when it is the work's turn, unless the client has gone.
    func later(_ work: Pace.Work, _ context: ChannelHandlerContext, _ body: @escaping (HTTPConnection, ChannelHandlerContext) -> Void)
        -> Bool
    {
        let wait = share.pace.take(work)
        guard wait > .nanoseconds(0) else { return false }
        core.waits.wrappingAdd(1, ordering: .relaxed)
        let bound = NIOLoopBound((self, context, body), eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: wait) {
            let (handler, context, body) = bound.value
            if context.channel.isActive { body(handler, context) }
        }
        return true
    }
}
