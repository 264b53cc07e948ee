import NIOCore
import NIOHTTP1
import NIOPosix
import RetailCore
import Synchronization

/// One connection of a client, as tasks see it.
final class ClientConnection: Sendable {
    private let channel: any Channel
    private let exchange: NIOLoopBound<ClientExchange>
    private let tickets = Atomic<UInt64>(0)

    private init(_ channel: any Channel, _ exchange: ClientExchange) {
        self.channel = channel
        self.exchange = NIOLoopBound(exchange, eventLoop: channel.eventLoop)
    }

    static func open(_ origin: ClientOrigin, group: any EventLoopGroup, deadline: NIODeadline, maximumBodyBytes: Int) async throws(Fault)
        -> ClientConnection
    {
        let remaining = deadline - .now()
        guard remaining > .zero else { throw ClientFaults.timeout }
        do {
            return try await ClientBootstrap(group: group)
                .connectTimeout(remaining)
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .connect(host: origin.host, port: origin.port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try origin.addTLS(to: channel)
                        let pipeline = channel.pipeline.syncOperations
                        // Headers were checked where they came in.
                        try pipeline.addHTTPClientHandlers(leftOverBytesStrategy: .dropBytes, enableOutboundHeaderValidation: false)
                        let exchange = ClientExchange(maximumBodyBytes: maximumBodyBytes)
                        try pipeline.addHandler(exchange)
                        return ClientConnection(channel, exchange)
                    }
                }
        } catch {
            if case .connectTimeout = error as? ChannelError { throw ClientFaults.timeout }
            throw ClientFaults.connectionFailed("\(origin.hostHeader): \(error)")
        }
    }

    var isActive: Bool { channel.isActive }

    func send(_ head: HTTPRequestHead, _ body: ByteBuffer, deadline: NIODeadline) async -> ClientExchange.Ending {
        let (loop, exchange) = (channel.eventLoop, exchange)
        let ticket = tickets.wrappingAdd(1, ordering: .relaxed).newValue
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                loop.execute { exchange.value.begin(ticket, head, body, deadline: deadline, continuation) }
            }
        } onCancel: {
            loop.execute { exchange.value.cancel(ticket) }
        }
    }

    func close() {
        channel.close(promise: nil)
    }

    func closed() async {
        channel.close(promise: nil)
        try? await channel.closeFuture.get()
    }
}
