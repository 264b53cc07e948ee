import RetailCore
import Synchronization

/// What a node is full of: why somebody was sent away. Each says when to come again, and each is counted.
enum Refusal: String, CaseIterable, Sendable {
    case connections
    case addressConnections = "address_connections"
    case addressSockets = "address_sockets"
    case requests
    case addressRequests = "address_requests"
    case bodies
    case addressBodies = "address_bodies"
    case slowAnswer = "slow_answer"

    /// 429 where it is the caller's own share, 503 where it is the node's.
    var fault: Fault {
        switch self {
        case .connections:
            Fault(.unavailable, "server.connections-full", "The server has as many connections as it bears.", retryAfterSeconds: 5)
        case .addressConnections:
            Fault(.tooMany, "server.too-many-connections", "Your address has as many connections as it may.", retryAfterSeconds: 5)
        case .addressSockets:
            Fault(.tooMany, "socket.too-many", "Your address has as many live sockets as it may.", retryAfterSeconds: 30)
        case .requests: Fault(.unavailable, "server.busy", "Too many requests at once; come again shortly.")
        case .addressRequests: Fault(.tooMany, "request.too-many", "Your address has too many requests at once; come again shortly.")
        case .bodies: Fault(.unavailable, "server.bodies-full", "Too many large requests at once; come again shortly.")
        case .addressBodies:
            Fault(.tooMany, "request.bodies-too-many", "Your address sends too many large requests at once; come again shortly.")
        case .slowAnswer: Fault(.unavailable, "server.timeout", "The answer took too long; ask again.")
        }
    }
}

/// How often each was said.
final class RefusalCounts: Sendable {
    private let counts = Mutex<[Refusal: Int]>([:])

    func count(_ refusal: Refusal) { counts.withLock { $0[refusal, default: 0] += 1 } }

    var samples: [MetricsRegistry.Sample] {
        let counts = counts.withLock { $0 }
        return Refusal.allCases.map { .init(Double(counts[$0] ?? 0), labels: [("reason", $0.rawValue)]) }
    }
}
