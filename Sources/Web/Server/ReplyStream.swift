import Logging
import NIOCore
import NIOHTTP1
import RetailCore

/// A streamed reply: piece by piece, each waits until the one before is with the kernel, so memory stays at a piece.
struct ReplyStream: Sendable {
    typealias Connection = NIOLoopBound<(HTTPConnection, ChannelHandlerContext)>

    let reply: Reply
    let connection: Connection
    let eventLoop: any EventLoop
    let call: Call
    /// Which request of its connection it answers.
    let exchange: UInt64
    private let began = StreamStart()

    init(_ reply: Reply, on connection: Connection, _ eventLoop: any EventLoop, call: Call, exchange: UInt64) {
        (self.reply, self.connection, self.eventLoop, self.call, self.exchange) = (reply, connection, eventLoop, call, exchange)
    }

    func run(_ body: @Sendable (ChunkWriter) async throws -> Void, _ core: WebCore) async {
        let writer = ChunkWriter { buffer in
            try await eventLoop.flatSubmit {
                let (handler, context) = connection.value
                guard handler.isAnswering(exchange) else { return eventLoop.makeFailedFuture(ChannelError.ioOnClosedChannel) }
                if began.first() { handler.writer.head(reply, context) }
                return handler.writer.piece(buffer, context)
            }.get()
        }
        do {
            // Nobody waits for the body of a HEAD.
            if call.method != "HEAD" { try await body(writer) }
            eventLoop.execute {
                let (handler, context) = connection.value
                guard handler.isAnswering(exchange) else { return }
                if began.first() { handler.writer.head(reply, context) }
                handler.finish(status: reply.status, context)
            }
        } catch {
            let fault = Problem.fault(for: error)
            if ReplyStream.isHangUp(error) {
                core.logger.debug("the client is gone", metadata: ["request_id": "\(call.requestID)"])
            } else {
                core.log(fault, call)
            }
            eventLoop.execute {
                let (handler, context) = connection.value
                guard handler.isAnswering(exchange) else { return }
                // Once pieces are out a truncated answer must not look whole: cut the connection.
                if began.first() {
                    handler.write(Problem.reply(fault, requestID: call.requestID), context)
                } else {
                    handler.writer.cut(context)
                }
            }
        }
    }

    /// A client that hangs up is its own affair, not a fault of ours.
    private static func isHangUp(_ error: any Error) -> Bool { error is ChannelError || error is IOError }
}
