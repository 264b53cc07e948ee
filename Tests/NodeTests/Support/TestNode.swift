import Access
import Glibc
import Logging
import Node
import Postgres
import RetailCore
import Secrets
import TestSupport
import Web

/// Nodes in this process, on free ports.
enum TestNode {
    /// The one most tests share; its database too. Never stopped: it ends with the process.
    static let shared = Task { try await start(TestServer.connection) }
    /// A second node on the shared one's database.
    static let second = Task {
        _ = try await shared.value
        return try await start(TestServer.connection)
    }

    static func start(
        _ connection: String, _ change: (inout NodeSettings) -> Void = { _ in }, clock: @escaping @Sendable () -> Instant = systemClock
    ) async throws -> Node {
        var web = WebSettings(port: 0)
        web.eventLoopThreads = 1
        // Patient: tests that compute for minutes share the threads that answer. Whoever tries a time-out sets it.
        (web.answerTimeoutMilliseconds, web.progressTimeoutMilliseconds) = (300_000, 300_000)
        web.firstRequestTimeoutMilliseconds = 300_000
        // One address asks for all tests, and much of it is refused.
        web.refusalsPerSecond = 0
        var database = DatabaseSettings(connection: Secret(connection), writers: 4, readers: 2, applicationName: "retail-node-test")
        // All tests begin at once, each with a chain of its own.
        database.queueWaitMilliseconds = 60_000
        var settings = NodeSettings(database: database, web: web, sqlFolder: sqlFolder, auditKey: auditKey)
        settings.passwordCost = Argon2Cost(memoryKiB: 64, passes: 1, lanes: 1)
        // All tests come from one address, and all at once.
        (settings.access.loginTriesPerAddress, settings.access.codeTriesPerAddress) = (1_000_000, 1_000_000)
        settings.access.refreshTriesPerAddress = 1_000_000
        (settings.access.passwordQueue, settings.access.passwordQueuePerAddress) = (10_000, 10_000)
        change(&settings)
        let node = try Node(settings, logger: .silent, clock: clock)
        try await node.start()
        return node
    }

    /// Nodes of one database sign with one key.
    static let auditKey = SigningKey.fresh().key

    static let sqlFolder = Repository.path("sql")

    static func client(_ node: Node, connections: Int = 32) throws -> WebClient {
        try WebClient(url: "http://127.0.0.1:\(node.port)", connections: connections, timeoutMilliseconds: 300_000)
    }
}
