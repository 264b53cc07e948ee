import Glibc
import RetailCore
import Synchronization
import TestSupport
import Testing

@testable import Postgres

// A wait that never ends is a failure too.
@Suite(.timeLimit(.minutes(2))) struct ListenerTests {
    final class Heard: Sendable {
        private let payloads = Mutex<[String]>([])
        let connects = Counters()
        func note(_ channel: String, _ payload: String) { payloads.withLock { $0.append("\(channel): \(payload)") } }
        var all: [String] { payloads.withLock { $0 } }
    }

    static func run(_ timing: ListenerTiming = ListenerTiming(), _ body: (Database, Scope, Heard) async throws -> Void) async throws {
        try await TestDatabase.run { (database, scope) async throws in
            let heard = Heard()
            // The application's name is the schema's, to find the listener's session.
            let listener = Listener(
                Servers(TestDatabase.settings { $0.applicationName = scope.schema }, logger: .silent),
                logger: .silent, timing: timing)
            listener.start(channels: [scope.schema], onNotification: { heard.note($0, $1) }, onReconnect: { heard.connects.opened.add(1) })
            try await until { heard.connects.opened.current == 1 }
            try await body(database, scope, heard)
            await listener.shutdown()
        }
    }

    static func listenerPID(_ database: Database, _ scope: Scope) async throws -> Int {
        try await database.read(
            Statement.generated("SELECT min(pid) FROM pg_stat_activity WHERE application_name = '\(scope.schema)'"), in: .registry)[0].int(
                0)
    }

    @Test func notificationsAreHeardAndHeartbeatsAreNot() async throws {
        try await Self.run(ListenerTiming(heartbeatMilliseconds: 5, patienceMilliseconds: 60_000)) {
            (database, scope, heard) async throws in
            for n in 0..<50 { try await database.run("SELECT pg_notify('\(scope.schema)', '\(n)')", in: scope) }
            try await until { heard.all.count >= 50 }
            #expect(heard.all == (0..<50).map { "\(scope.schema): \($0)" })
            #expect(heard.connects.opened.current == 1)
        }
    }

    @Test func aKilledListenerComesBack() async throws {
        try await Self.run { (database, scope, heard) async throws in
            _ = try await LossTests.kill(Self.listenerPID(database, scope), database)
            try await until { heard.connects.opened.current == 2 }
            try await database.run("SELECT pg_notify('\(scope.schema)', 'again')", in: scope)
            try await until { heard.all == ["\(scope.schema): again"] }
        }
    }

    /// A server process that is stopped neither answers nor closes: only the heartbeat can tell.
    @Test func aSilentConnectionIsGivenUp() async throws {
        try await Self.run(ListenerTiming(heartbeatMilliseconds: 10, patienceMilliseconds: 2_000)) {
            (database, scope, heard) async throws in
            let pid = try await pid_t(Self.listenerPID(database, scope))
            guard Glibc.kill(pid, SIGSTOP) == 0 else { return }
            try await until { heard.connects.opened.current >= 2 }
            _ = Glibc.kill(pid, SIGCONT)
            try await database.run("SELECT pg_notify('\(scope.schema)', 'new')", in: scope)
            try await until { heard.all == ["\(scope.schema): new"] }
        }
    }
}
