import Logging
import RetailCore
import Synchronization

/// What all connections share.
final class WebCore: Sendable {
    struct Socket: Sendable {
        let segments: [String]
        let subprotocol: String
        let route: SocketRoute
    }

    let settings: WebSettings
    let router: Router
    let socket: Socket?
    let metrics: RequestMetrics
    let logger: Logger
    let loops: SocketLoops
    let inFlight = Atomic<Int>(0)
    let connections = Atomic<Int>(0)
    let date = DateHeader()
    let channels = OpenChannels()
    /// The route of a request that has none: for the socket's handshake.
    let nowhere: Route

    init(_ settings: WebSettings, _ endpoints: [Endpoint], _ route: SocketRoute?, loops: SocketLoops, shards: Int, logger: Logger)
        throws(Fault)
    {
        self.settings = settings
        self.loops = loops
        self.logger = logger
        router = try Router(endpoints)
        socket = route.map { Socket(segments: $0.path.split(separator: "/").map(String.init), subprotocol: $0.subprotocol, route: $0) }
        metrics = RequestMetrics(endpoints: endpoints, socketPath: route?.path, shardCount: shards)
        nowhere = Route(
            endpoint: Endpoint(
                .get, route?.path ?? "/", tag: "", summary: "", access: "", answers: [],
                reply: { _ async throws(Fault) -> Reply in .empty(404) }),
            index: metrics.socketIndex, parameterNames: [])
    }

    /// Once, with the request's id; what is not ours to explain is an error, the rest is the caller's doing.
    func log(_ fault: Fault, _ call: Call) {
        let level: Logger.Level = fault.kind == .broken ? .error : fault.kind == .unavailable ? .info : .debug
        logger.log(
            level: level, "\(fault.code)\(fault.diagnosis.map { ": \($0)" } ?? "")",
            metadata: [
                "request_id": "\(call.requestID)", "method": "\(call.method)", "path": "\(call.path)", "status": "\(fault.kind.rawValue)",
            ])
    }
}
