import JSON
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
    /// Channels that are open, of whatever kind.
    let room: Budget
    let requests: Budget
    let bodies: Budget
    let turningAway = Budget(TurnedAway.maximumAtOnce)
    let addresses: AddressTable
    let refusals = RefusalCounts()
    /// How often somebody had to wait for his turn to be refused (`Pace`).
    let waits = Atomic<Int>(0)
    let caller: CallerCheck?
    let connections = Atomic<Int>(0)
    private let hasHeardOfProxy = Atomic<Bool>(false)
    let date = DateHeader()
    let channels = OpenChannels()
    /// The route of a request that has none: for the socket's handshake.
    let nowhere: Route

    init(
        _ settings: WebSettings, _ endpoints: [Endpoint], _ route: SocketRoute?, _ caller: CallerCheck?, loops: SocketLoops, shards: Int,
        fileLimit: Int, logger: Logger
    )
        throws(Fault)
    {
        self.settings = settings
        self.caller = caller
        let bearable = max(16, fileLimit - WebCore.reservedFiles)
        if bearable < settings.maximumConnections {
            logger.warning("\(fileLimit) open files are allowed here: no more than \(bearable) connections are taken (ulimit -n)")
        }
        room = Budget(min(settings.maximumConnections, bearable))
        requests = Budget(settings.maximumInFlight)
        bodies = Budget(settings.maximumBodyBytesInFlight)
        addresses = AddressTable(settings)
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

    /// The database's sessions, the log, files that are read, and those who are turned away.
    private static let reservedFiles = 128 + TurnedAway.maximumAtOnce

    var limits: [MetricsRegistry.Sample] {
        let limits = [
            ("connections", room.limit), ("address_connections", settings.maximumConnectionsPerAddress),
            ("address_sockets", settings.maximumSocketsPerAddress), ("device_sockets", settings.maximumSocketsPerDevice),
            ("requests", requests.limit), ("address_requests", settings.maximumInFlightPerAddress), ("body_bytes", bodies.limit),
            ("address_body_bytes", settings.maximumBodyBytesPerAddress), ("body_bytes_each", settings.maximumBodyBytes),
            ("refusals_per_second", settings.refusalsPerSecond), ("socket_messages_per_second", settings.maximumFramesPerSecond),
            ("progress_bytes_per_second", settings.minimumBytesPerSecond), ("progress_timeout_ms", settings.progressTimeoutMilliseconds),
            ("answer_timeout_ms", settings.answerTimeoutMilliseconds), ("idle_timeout_ms", settings.idleTimeoutMilliseconds),
        ]
        return limits.map { .init(Double($0.1), labels: [("limit", $0.0)]) }
    }

    /// - Returns: what is full, if anything: the address's share or the node.
    func takeRequest(of share: AddressShare) -> Refusal? {
        guard share.requests.take() else { return .addressRequests }
        guard requests.take() else {
            share.requests.give()
            return .requests
        }
        return nil
    }

    func refuse(_ refusal: Refusal) -> RefusedRequest {
        refusals.count(refusal)
        return RefusedRequest(refusal.fault)
    }

    /// Somebody speaks for others and is not trusted to: all of them share one address's limits, which their operator should know. Once.
    func heardOfProxy(_ peer: String) {
        guard !hasHeardOfProxy.exchange(true, ordering: .relaxed) else { return }
        logger.warning("\(peer) sends X-Forwarded-For but is no --trusted-proxy: all who come through it count as one address")
    }

    /// Once, with the request's id; what is not ours to explain is an error, the rest is the caller's doing.
    func log(_ fault: Fault, _ call: Call) {
        let level: Logger.Level = fault.kind == .broken ? .error : fault.kind == .unavailable ? .info : .debug
        logger.log(
            level: level, "\(fault.code)\(fault.diagnosis.map { ": \($0)" } ?? "")",
            metadata: [
                "request_id": "\(call.requestID)", "method": "\(call.method)", "path": "\(call.path)", "status": "\(fault.kind.status)",
            ])
    }
}
