import NIOCore

/// Stands before the parser and keeps back what nobody takes now: while a reply is made or waits for its reader, no further request is
/// parsed, and what was read already waits here as bytes, not as requests that are ten times as large.
///
/// Touched on the connection's event loop only.
final class InboundGate: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    enum Mode {
        case open
        case held
        /// The last reply is out: what still comes is thrown away, for closing on unread bytes would take the reply from the client.
        case discarding
        /// HTTP is over, and what was kept belongs to who comes next.
        case leaving
    }

    /// At most so much is parsed at once: some hundred of the smallest requests.
    static let pieceBytes = 16 << 10
    /// A client that ends its side makes the kernel hand over all that it holds; more than this no client pipelines.
    static let maximumHeldBytes = 1 << 20

    var mode = Mode.open {
        didSet {
            guard mode == .discarding else { return }
            held.removeAll()
            heldBytes = 0
        }
    }
    private var held = CircularBuffer<ByteBuffer>(initialCapacity: 0)
    private var heldBytes = 0
    private var context: ChannelHandlerContext?
    private(set) var hasEnded = false
    private var discardedBytes = 0
    /// The parser is at work: what it were given now it would keep until more comes.
    private var isDelivering = false

    var isEmpty: Bool { held.isEmpty && !hasEnded }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        guard mode == .leaving else { return held.removeAll() }
        for buffer in held { context.fireChannelRead(wrapInboundOut(buffer)) }
        held.removeAll()
        if hasEnded { context.fireUserInboundEventTriggered(ChannelEvent.inputClosed) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        if mode == .discarding { return discardedBytes += buffer.readableBytes }
        if mode == .open, held.isEmpty, !isDelivering, buffer.readableBytes <= InboundGate.pieceBytes {
            isDelivering = true
            context.fireChannelRead(data)
            isDelivering = false
            return
        }
        heldBytes += buffer.readableBytes
        guard heldBytes <= InboundGate.maximumHeldBytes else { return context.close(promise: nil) }
        held.append(buffer)
        while mode == .open, deliver() {}
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // The end comes behind what came before it.
        guard let event = event as? ChannelEvent, event == .inputClosed, mode != .discarding else {
            return context.fireUserInboundEventTriggered(event)
        }
        hasEnded = true
        while mode == .open, deliver() {}
    }

    /// - Returns: how much was thrown away since this was last asked.
    func takeDiscarded() -> Int {
        defer { discardedBytes = 0 }
        return discardedBytes
    }

    /// Hands over the next piece of what was kept.
    ///
    /// - Returns: false if there was none.
    func deliver() -> Bool {
        guard let context, !isDelivering else { return false }
        isDelivering = true
        defer { isDelivering = false }
        guard var buffer = held.popFirst() else {
            guard hasEnded else { return false }
            hasEnded = false
            context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
            return true
        }
        if let piece = buffer.readSlice(length: min(InboundGate.pieceBytes, buffer.readableBytes)) {
            if buffer.readableBytes > 0 { held.prepend(buffer) }
            heldBytes -= piece.readableBytes
            context.fireChannelRead(wrapInboundOut(piece))
        }
        return true
    }
}
