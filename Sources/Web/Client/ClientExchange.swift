import NIOCore
import NIOHTTP1
import RetailCore

/// The innermost handler of a client's connection: one request out, one answer in, then the next.
final class ClientExchange: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    struct Outcome: Sendable {
        var answer: WebClient.Answer
        /// The connection may carry another request.
        var isReusable: Bool
    }

    struct Failure: Error {
        var fault: Fault
        /// The connection ended and nothing of the answer had come.
        var isUnanswered = false
        var hasWritten = true
    }

    typealias Ending = Result<Outcome, Failure>

    private let maximumBodyBytes: Int
    private var context: ChannelHandlerContext?
    private var waiting: CheckedContinuation<Ending, Never>?
    private var timer: Scheduled<Void>?
    private var head: HTTPResponseHead?
    private var body: [UInt8] = []
    private var isSent = false
    /// The request under way, and one that was cancelled before it got here: a late word must not hit the next request.
    private var ticket: UInt64 = 0
    private var cancelledTicket: UInt64 = 0

    init(maximumBodyBytes: Int) {
        self.maximumBodyBytes = maximumBodyBytes
    }

    func begin(
        _ ticket: UInt64, _ request: HTTPRequestHead, _ bytes: ByteBuffer, deadline: NIODeadline,
        _ continuation: CheckedContinuation<Ending, Never>
    ) {
        self.ticket = ticket
        guard cancelledTicket != ticket else {
            continuation.resume(returning: .failure(Failure(fault: ClientFaults.cancelled, hasWritten: false)))
            context?.close(promise: nil)
            return
        }
        guard let context, context.channel.isActive, waiting == nil else {
            let fault = ClientFaults.connectionFailed("the connection had been closed")
            return continuation.resume(returning: .failure(Failure(fault: fault, isUnanswered: true, hasWritten: false)))
        }
        waiting = continuation
        head = nil
        body = []
        isSent = false
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        timer = context.eventLoop.scheduleTask(deadline: deadline) { bound.value.fail(ClientFaults.timeout) }
        context.write(wrapOutboundOut(.head(request)), promise: nil)
        if bytes.readableBytes > 0 { context.write(wrapOutboundOut(.body(.byteBuffer(bytes))), promise: nil) }
        context.writeAndFlush(wrapOutboundOut(.end(nil))).whenSuccess { bound.value.isSent = true }
    }

    func cancel(_ ticket: UInt64) {
        if ticket > self.ticket { cancelledTicket = ticket }
        if ticket == self.ticket, waiting != nil { fail(ClientFaults.cancelled) }
    }

    /// Gives up what is under way; the connection can't be used again, for its answer may still come.
    func fail(_ fault: Fault, isUnanswered: Bool = false) {
        let context = context
        end(.failure(Failure(fault: fault, isUnanswered: isUnanswered)))
        context?.close(promise: nil)
    }

    private func end(_ ending: Ending) {
        timer?.cancel()
        timer = nil
        guard let waiting else { return }
        self.waiting = nil
        waiting.resume(returning: ending)
    }

    // MARK: - The channel's side

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }
    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // What nobody asked for would be taken for the next answer.
        guard waiting != nil else { return context.close(promise: nil) }
        switch unwrapInboundIn(data) {
        case .head(let head): take(head)
        case .body(let buffer): take(buffer)
        case .end: finish()
        }
    }

    private func take(_ head: HTTPResponseHead) {
        guard head.status != .switchingProtocols else { return fail(ClientFaults.badAnswer("an upgrade nobody asked for")) }
        self.head = head
        guard let length = head.headers.first(name: "Content-Length").flatMap({ Int($0) }) else { return }
        guard length <= maximumBodyBytes else { return fail(tooLarge) }
        // A promise, not a fact: reserved as far as it is cheap.
        body.reserveCapacity(min(length, 1 << 20))
    }

    private func take(_ buffer: ByteBuffer) {
        guard body.count + buffer.readableBytes <= maximumBodyBytes else { return fail(tooLarge) }
        body.append(contentsOf: buffer.readableBytesView)
    }

    private var tooLarge: Fault { ClientFaults.badAnswer("the body is larger than \(maximumBodyBytes) bytes") }

    private func finish() {
        guard let head else { return fail(ClientFaults.badAnswer("an end without a beginning")) }
        let headers = head.headers.map { (name: $0.name, value: $0.value) }
        let answer = WebClient.Answer(status: Int(head.status.code), headers: headers, body: body)
        body = []
        // A server that answered before it had read the request would read the rest of it as the next one.
        end(.success(Outcome(answer: answer, isReusable: head.isKeepAlive && isSent)))
    }

    func channelInactive(context: ChannelHandlerContext) {
        if head == nil {
            fail(ClientFaults.connectionFailed("the server closed the connection"), isUnanswered: true)
        } else {
            fail(ClientFaults.badAnswer("the connection ended within the answer"))
        }
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if error is HTTPParserError || error is ByteToMessageDecoderError {
            fail(ClientFaults.badAnswer(String(describing: error)))
        } else {
            fail(ClientFaults.connectionFailed(String(describing: error)), isUnanswered: head == nil)
        }
    }
}
