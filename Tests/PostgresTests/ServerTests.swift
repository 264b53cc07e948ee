import CPostgres
import Glibc
import RetailCore
import TestSupport
import Testing

@testable import Postgres

@Suite struct ServerRuleTests {
    static func server(_ system: Int64 = 1, timeline: Int64 = 1, start: Int64 = 1, position: Int64 = 0) -> ServerIdentity {
        ServerIdentity(systemIdentifier: system, timeline: timeline, startedAt: start, position: position, isPrimary: true)
    }

    @Test(arguments: [true, false]) func aNodeGoesForwardAndNeverBack(isThere: Bool) {
        let current = Self.server(timeline: 2, start: 5)
        #expect(ServerRule.rule(for: Self.server(), on: nil, isThere: isThere) == .move)
        #expect(ServerRule.rule(for: Self.server(timeline: 2, start: 5, position: 900), on: current, isThere: isThere) == .same)
        #expect(ServerRule.rule(for: Self.server(timeline: 3, start: 1), on: current, isThere: isThere) == .move)
        #expect(ServerRule.rule(for: Self.server(timeline: 1, start: 9), on: current, isThere: isThere) == .older)
        // A restart, a back-up in its place, another cluster: once the one before is gone.
        let later: ServerRule = isThere ? .other : .move
        #expect(ServerRule.rule(for: Self.server(timeline: 2, start: 6), on: current, isThere: isThere) == later)
        #expect(ServerRule.rule(for: Self.server(2, timeline: 9), on: current, isThere: isThere) == later)
    }
}

@Suite struct HostListTests {
    static func hosts(_ connection: String) -> HostList { HostList(DatabaseSettings(connection: Secret(connection))) }

    static func value(_ keyword: String, _ host: HostList.Host) -> String? { host.keywords.exposed.last { $0.0 == keyword }?.1 }

    @Test func oneHostIsLeftToLibpq() {
        let one = Self.hosts("host=/tmp/x port=5 user=u dbname=d")
        #expect(one.hosts.count == 1 && Self.value("dbname", one.hosts[0]) == "host=/tmp/x port=5 user=u dbname=d")
        #expect(Self.value("target_session_attrs", one.hosts[0]) == nil)
        #expect(Self.hosts("retail").hosts.count == 1)
        #expect(Self.hosts("service=x").hosts.count == 1)
    }

    @Test func severalAreTakenApart() {
        let several = Self.hosts("postgresql://u:p%40w@a:1,b:2,[::1]/d?connect_timeout=2&target_session_attrs=primary")
        #expect(several.hosts.map(\.name) == ["a:1", "b:2", "::1"])
        #expect(several.connectMilliseconds == 2000)
        #expect(several.hosts.map { Self.value("port", $0) } == ["1", "2", nil])
        for host in several.hosts {
            #expect(Self.value("password", host) == "p@w" && Self.value("dbname", host) == "d" && Self.value("user", host) == "u")
            #expect(Self.value("target_session_attrs", host) == "primary")
        }
        let plain = Self.hosts("host=a,b port=7 hostaddr=10.0.0.1,10.0.0.2 dbname=d")
        #expect(plain.hosts.map { Self.value("hostaddr", $0) } == ["10.0.0.1", "10.0.0.2"])
        #expect(plain.hosts.map { Self.value("port", $0) } == ["7", "7"])
        // Who names several hosts means the one that takes writes.
        #expect(plain.hosts.allSatisfy { Self.value("target_session_attrs", $0) == "read-write" })
        #expect(plain.connectMilliseconds == HostList.defaultConnectMilliseconds)
    }
}

// A wait that never ends is a failure too.
@Suite(.timeLimit(.minutes(2))) struct SilenceTests {
    @Test func aSessionKnowsItsServer() async throws {
        try await TestDatabase.run { (database, scope) async throws in
            let server = try #require(database.server)
            #expect(server.isPrimary && server.timeline == 1 && server.systemIdentifier != 0 && server.position > 0)
            let again = try Servers(TestDatabase.settings(), logger: .silent).open()
            defer { again.close() }
            let seen = try PlainSession.identity(again.handle, milliseconds: 60_000)
            #expect(seen.isSameServer(as: server) && seen.position >= server.position)
        }
    }

    /// A server process that is stopped neither answers nor closes, and the kernel confirms for it that all is well.
    @Test(arguments: [true, false]) func aFlightIsNotWaitedForForEver(committing: Bool) async throws {
        try await TestDatabase.run({
            $0.writers = 1
            $0.statementTimeoutMilliseconds = 100
        }) { (database, scope) async throws in
            let frozen = try await database.int(LossTests.pid, in: scope)
            let lost = try await #require(throws: Fault.self) {
                try await database.transaction(.write, in: scope) { (tx) throws(Fault) in
                    _ = try tx.run(Statement.generated("SELECT 1"))
                    guard kill(pid_t(frozen), SIGSTOP) == 0 else { throw DatabaseFault.commitUnknown(PlainSession.silence) }
                    tx.queue(Statement.generated("SELECT 2"))
                    if committing { try tx.commit() } else { _ = try tx.flight() }
                }
            }
            _ = kill(pid_t(frozen), SIGCONT)
            #expect(lost.code == (committing ? "database.commit-unknown" : "database.connection-lost"))
            #expect(PlainSession.isSilence(lost), "\(lost.diagnosis ?? "")")
            #expect(try await database.int("SELECT 3", in: scope) == 3)
        }
    }
}
