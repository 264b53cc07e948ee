import Logging
import RetailCore
import Web

/// A port for those who run the node: `/metrics`, `/health` and `/ready`, and nothing of any chain. It has a thread of its own and speaks no
/// TLS, so that it answers whatever the public port is busy with; it should not be published.
final class OperatorPort: Sendable {
    private let server: WebServer
    private let loops = SocketHub(threads: 1)

    init(host: String, port: Int, endpoints: [Endpoint], logger: Logger) throws(Fault) {
        var settings = WebSettings(host: host, port: port)
        settings.eventLoopThreads = 1
        settings.maximumConnections = 100
        settings.maximumInFlight = 20
        // Its own requests are nobody's figures.
        server = try WebServer(settings, endpoints: endpoints, socket: nil, metrics: MetricsRegistry(), sockets: loops, logger: logger)
    }

    var port: Int { server.port }

    func start() async throws(Fault) { try await server.start() }

    func stop(releasesThreads: Bool) async {
        await server.stop(graceSeconds: 1)
        if releasesThreads { await loops.shutdown() }
    }
}
