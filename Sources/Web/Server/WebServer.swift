import Glibc
package import Logging
import NIOCore
import NIOExtras
import NIOHTTP1
import NIOPosix
import NIOSSL
package import RetailCore
import Synchronization

/// The HTTP and WebSocket server: SwiftNIO's pipeline with one plain handler a connection (docs/adr/0002).
package final class WebServer: Sendable {
    let core: WebCore
    private let group: MultiThreadedEventLoopGroup
    /// Let go of by `stop`: its end is one more job for an event loop, and the loops may have ended when this server is let go of.
    private let quiescing: Mutex<ServerQuiescingHelper?>
    private let tls: NIOSSLContext?
    private let channel = Mutex<(any Channel)?>(nil)
    package let sockets: SocketHub

    /// - Throws: `server.tls-files` (500) where certificate or key can't be used.
    package init(
        _ settings: WebSettings, endpoints: [Endpoint], socket: SocketRoute?, caller: CallerCheck? = nil, metrics: MetricsRegistry,
        sockets: SocketHub, logger: Logger
    ) throws(Fault) {
        let fileLimit = FileLimit.raise()
        group = sockets.group
        quiescing = Mutex(ServerQuiescingHelper(group: group))
        self.sockets = sockets
        tls = try settings.tls.map { files throws(Fault) in try WebServer.context(files) }
        core = try WebCore(
            settings, endpoints, socket, caller, loops: sockets.loops, shards: sockets.loops.count, fileLimit: fileLimit, logger: logger)
        core.metrics.register(in: metrics)
        metrics.gauge("http_requests_in_flight", help: "Requests being answered.") { [core] in
            Double(core.requests.used)
        }
        metrics.gauge("http_body_bytes", help: "Bytes of request bodies let in whose request is not answered yet.") { [core] in
            Double(core.bodies.used)
        }
        metrics.gauge("http_addresses", help: "Addresses with connections or requests at the moment.") { [core] in
            Double(core.addresses.count)
        }
        metrics.register(
            "http_refused_total", help: "Connections and requests sent away because something was full.", .counter,
            samples: { [core] in core.refusals.samples })
        metrics.register(
            "http_refusals_held_total", help: "Refusals, connections and discarded pieces that waited for their address's turn.", .counter,
            samples: { [core] in [.init(Double(core.waits.load(ordering: .relaxed)))] })
        metrics.register(
            "http_limit", help: "What this node bears at most, by kind.", .gauge, samples: { [core] in core.limits })
        metrics.gauge("http_connections", help: "Open HTTP connections.") { [core] in Double(core.connections.load(ordering: .relaxed)) }
        metrics.gauge("live_sockets", help: "Open live sockets.") { Double(sockets.count) }
    }

    package var port: Int { channel.withLock { $0?.localAddress?.port } ?? 0 }

    /// Binds and serves. Returns once the port is open.
    ///
    /// - Throws: `server.port-taken` (500).
    package func start() async throws(Fault) {
        let (core, tls, quiescing) = (core, tls, quiescing.withLock { $0 })
        sockets.loops.startSweeping(every: core.settings.sweepInterval)
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 4096)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let quiescing else { return }
                    try channel.pipeline.syncOperations.addHandler(quiescing.makeServerChannelHandler(channel: channel))
                }
            }
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.maxMessagesPerRead, value: 4)
            // Who ends only its own side still gets its answer (RFC 9112, 9.6).
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            // The kernel takes more only when all but so much is on its way: else a slow reader's progress would be seen by megabytes.
            .childChannelOption(.tcpOption(.init(rawValue: TCP_NOTSENT_LOWAT)), value: 128 << 10)
            .childChannelOption(.recvAllocator, value: AdaptiveRecvByteBufferAllocator(minimum: 512, initial: 2048, maximum: 65_536))
            .childChannelInitializer { channel in channel.eventLoop.makeCompletedFuture { try WebServer.configure(channel, core, tls) } }
        do {
            let bound = try await bootstrap.bind(host: core.settings.host, port: core.settings.port).get()
            channel.withLock { $0 = bound }
        } catch {
            throw Fault(
                .broken, "server.port-taken",
                "The server can't listen on \(core.settings.host):\(core.settings.port): \(error). Is another one running? PORT chooses another port."
            )
        }
    }

    private static func configure(_ channel: any Channel, _ core: WebCore, _ tls: NIOSSLContext?) throws {
        let pipeline = channel.pipeline.syncOperations
        let peer = Peer(channel, core)
        if let refusal = peer.takeRoom(channel, core) { return try turnAway(channel, core, tls, refusal) }
        core.channels.add(channel)
        if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
        try pipeline.addHandler(HTTPResponseEncoder(), name: "encoder")
        let gate = InboundGate()
        try pipeline.addHandler(gate, name: "gate")
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = core.settings.maximumHeaderBytes
        limits.maxHeaderListSize = core.settings.maximumHeaderBytes
        try pipeline.addHandler(
            ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes, limitConfiguration: limits)), name: "decoder")
        let loop = core.loops.loop(of: channel.eventLoop)
        let shard = core.metrics.shards[core.loops.index(of: channel.eventLoop)]
        try pipeline.addHandler(HTTPConnection(core, shard: shard, loop: loop, gate: gate, peer: peer), name: "http")
    }

    private static func turnAway(_ channel: any Channel, _ core: WebCore, _ tls: NIOSSLContext?, _ refusal: Refusal) throws {
        let refused = core.refuse(refusal)
        guard core.turningAway.take() else { return channel.close(promise: nil) }
        channel.closeFuture.whenComplete { _ in core.turningAway.give() }
        if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
        try channel.pipeline.syncOperations.addHandler(TurnedAway(refused))
    }

    /// Stops accepting, answers what was accepted, tells sockets to go, and waits up to the grace period; what is left then is cut.
    package func stop(graceSeconds: Int64 = 10) async {
        // Without a port nothing was accepted, and NIO's helper would wait for one.
        guard let quiescing = quiescing.withLock({ $0.take() }), channel.withLock({ $0 != nil }) else { return }
        let drained = group.any().makePromise(of: Void.self)
        // Its own promise would be waited for however long the last connection takes.
        let patience = group.any().makePromise(of: Void.self)
        let timer = group.any().scheduleTask(in: .seconds(graceSeconds)) { patience.succeed() }
        drained.futureResult.whenComplete { _ in patience.succeed() }
        quiescing.initiateShutdown(promise: drained)
        try? await patience.futureResult.get()
        timer.cancel()
        await core.channels.cut()
        sockets.loops.stopSweeping()
    }

    private static func context(_ files: WebSettings.TLS) throws(Fault) -> NIOSSLContext {
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(files.certificateChainPath).map { NIOSSLCertificateSource.certificate($0) }
            try PrivateKeyFile.check(files.keyPath)
            let key = try NIOSSLPrivateKey(file: files.keyPath, format: .pem)
            var configuration = TLSConfiguration.makeServerConfiguration(certificateChain: chain, privateKey: .privateKey(key))
            configuration.minimumTLSVersion = .tlsv12
            // TLS 1.3's own are all good. Of 1.2's those with forward secrecy and authenticated encryption (RFC 9325, 4.2): neither
            // static RSA nor CBC.
            configuration.cipherSuiteValues = [
                .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
                .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
                .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
            ]
            configuration.applicationProtocols = ["http/1.1"]
            return try NIOSSLContext(configuration: configuration)
        } catch let fault as Fault {
            throw fault
        } catch {
            throw Fault(
                .broken, "server.tls-files",
                "The certificate \(files.certificateChainPath) or the key \(files.keyPath) can't be used: \(error)")
        }
    }
}
