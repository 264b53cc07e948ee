import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket
package import RetailCore

/// A WebSocket client: text messages in order, and the code the connection ended with. For the simulated tills and the tests.
///
/// Whoever drops it drops the connection.
package final class LiveClient: Sendable {
    /// Whole text messages; ends when the connection does. At most `LiveMailbox.maximumWaiting` wait here: whoever falls further
    /// behind has lost the thread, is disconnected (`closeCode` 4008) and comes back with its cursors.
    package let messages: AsyncStream<[UInt8]>
    private let channel: any Channel
    private let mailbox: LiveMailbox

    private init(_ channel: any Channel, _ mailbox: LiveMailbox) {
        (self.channel, self.mailbox) = (channel, mailbox)
        messages = mailbox.messages
    }

    deinit { channel.close(promise: nil) }

    /// Connects and shakes hands.
    ///
    /// - Parameter url: `ws://`, `wss://`, `http://` or `https://` with host and port, without a path.
    /// - Throws: the server's own fault where it refuses (`socket.wrong-subprotocol` …), `client.connection-failed`, `client.timeout`,
    ///   `client.bad-answer` (503), `client.bad-url` (400), `client.bad-certificate`, `client.bad-request` (500).
    package static func connect(url: String, path: String, subprotocol: String, trustedCertificatePath: String? = nil) async throws(Fault)
        -> LiveClient
    {
        let origin = try ClientOrigin(url, trustedCertificatePath: trustedCertificatePath)
        let key = SocketHandshake.randomKey()
        let headers = [
            (name: "Upgrade", value: "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", key),
            ("Sec-WebSocket-Protocol", subprotocol),
        ]
        let request = try ClientRequest.head("GET", path, headers, host: origin.hostHeader, bodyBytes: 0)
        let mailbox = LiveMailbox()
        let (channel, upgraded) = try await dial(origin, LiveHandshake.Offer(request: request, key: key, subprotocol: subprotocol), mailbox)
        let timeout = channel.eventLoop.scheduleTask(in: patience) {
            mailbox.fail(ClientFaults.timeout)
            channel.close(promise: nil)
        }
        defer { timeout.cancel() }
        do {
            try await withTaskCancellationHandler {
                try await upgraded.get()
            } onCancel: {
                mailbox.fail(ClientFaults.cancelled)
                channel.close(promise: nil)
            }
        } catch {
            channel.close(promise: nil)
            throw mailbox.fault ?? (error as? Fault) ?? ClientFaults.connectionFailed(String(describing: error))
        }
        return LiveClient(channel, mailbox)
    }

    /// Sends a text message; returns once the kernel has it.
    ///
    /// - Throws: `client.connection-failed` (503).
    package func send(_ text: [UInt8]) async throws(Fault) {
        do {
            try await channel.writeAndFlush(WebSocketFrame(fin: true, opcode: .text, maskKey: .random(), data: ByteBuffer(bytes: text)))
        } catch {
            throw ClientFaults.connectionFailed(String(describing: error))
        }
    }

    /// Says goodbye and waits until the server has closed, or two seconds.
    package func close() async {
        let data = ByteBuffer(integer: 1000 as UInt16)
        try? await channel.writeAndFlush(WebSocketFrame(fin: true, opcode: .connectionClose, maskKey: .random(), data: data))
        let channel = channel
        let cut = channel.eventLoop.scheduleTask(in: .seconds(2)) { channel.close(promise: nil) }
        try? await channel.closeFuture.get()
        cut.cancel()
    }

    /// What the connection ended with, known once `messages` has ended. nil before, and where it broke without a word.
    package var closeCode: UInt16? { mailbox.closeCode }

    /// For the whole way to an open socket.
    private static let patience = TimeAmount.seconds(10)

    private static func dial(_ origin: ClientOrigin, _ offer: LiveHandshake.Offer, _ mailbox: LiveMailbox) async throws(Fault) -> (
        any Channel, EventLoopFuture<Void>
    ) {
        do {
            return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(patience)
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .connect(host: origin.host, port: origin.port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try origin.addTLS(to: channel)
                        let pipeline = channel.pipeline.syncOperations
                        try pipeline.addHandler(HTTPRequestEncoder(), name: "encoder")
                        try pipeline.addHandler(
                            ByteToMessageHandler(HTTPResponseDecoder(leftOverBytesStrategy: .forwardBytes)), name: "decoder")
                        // Failed by the handler when it leaves, so that it never leaks: of an attempt that lost the race, too.
                        let upgraded = channel.eventLoop.makePromise(of: Void.self)
                        try pipeline.addHandler(LiveHandshake(offer, upgraded, mailbox), name: "handshake")
                        return (channel, upgraded.futureResult)
                    }
                }
        } catch {
            if case .connectTimeout = error as? ChannelError { throw ClientFaults.timeout }
            throw ClientFaults.connectionFailed("\(origin.hostHeader): \(error)")
        }
    }
}
