import Glibc
import NIOCore
import NIOPosix
import Synchronization

/// Bytes out, bytes in: for what no proper client would send.
actor RawClient {
    private final class Collector: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer
        let feed: AsyncStream<[UInt8]>.Continuation
        private let reset = Atomic<Bool>(false)
        var wasReset: Bool { reset.load(ordering: .relaxed) }
        init(_ feed: AsyncStream<[UInt8]>.Continuation) { self.feed = feed }
        func channelRead(context: ChannelHandlerContext, data: NIOAny) { feed.yield(Array(unwrapInboundIn(data).readableBytesView)) }
        func channelInactive(context: ChannelHandlerContext) { feed.finish() }
        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            if (error as? IOError)?.errnoCode == ECONNRESET { reset.store(true, ordering: .relaxed) }
            context.close(promise: nil)
        }
    }

    private let channel: any Channel
    private let collector: Collector
    private var iterator: AsyncStream<[UInt8]>.Iterator
    private(set) var bytes: [UInt8] = []

    init(port: Int, isReading: Bool = true, from local: String? = nil) async throws {
        let (stream, feed) = AsyncStream.makeStream(of: [UInt8].self)
        iterator = stream.makeAsyncIterator()
        let collector = Collector(feed)
        self.collector = collector
        var bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.autoRead, value: isReading)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(collector) }
            }
        // All of 127/8 is this machine.
        if let local { bootstrap = try bootstrap.bind(to: SocketAddress(ipAddress: local, port: 0)) }
        channel = try await bootstrap.connect(host: "127.0.0.1", port: port).get()
    }

    func send(_ text: String) async throws { try await send(Array(text.utf8)) }
    func send(_ bytes: [UInt8]) async throws { try await channel.writeAndFlush(ByteBuffer(bytes: bytes)) }
    func startReading() async throws { try await channel.setOption(.autoRead, value: true).get() }
    /// Ends this side; the other may go on.
    func end() async throws { try await channel.close(mode: .output) }
    /// Whether the server ended with a reset.
    var wasReset: Bool { collector.wasReset }
    func close() async { try? await channel.close() }

    /// - Returns: false at the end of the connection.
    private func more() async -> Bool {
        var iterator = iterator
        let next = await iterator.next(isolation: self)
        self.iterator = iterator
        if let next { bytes += next }
        return next != nil
    }

    /// Reads on until the text has come so many times, or to the end of the connection.
    func read(until text: String, times: Int = 1) async -> String {
        while string.split(separator: text, omittingEmptySubsequences: false).count <= times, await more() {}
        return string
    }

    func readToEnd() async -> String {
        while await more() {}
        return string
    }

    private var string: String { String(decoding: bytes, as: UTF8.self) }

    func read(count: Int) async -> [UInt8] {
        while bytes.count < count, await more() {}
        return bytes
    }
}
