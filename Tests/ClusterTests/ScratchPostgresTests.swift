import RetailCore
import TestSupport
import Testing

@testable import Cluster

/// The servers that tests kill: what those rely on.
@Suite(.timeLimit(.minutes(3))) struct ScratchPostgresTests {
    @Test func comesBackWithItsDataUnderTheSameAddress() throws {
        let server = try ScratchPostgres("scratch")
        try server.start()
        let connection = server.freshDatabase()
        _ = try Psql.ask(connection, "CREATE TABLE pear (n int); INSERT INTO pear VALUES (3)")
        for end in [server.kill, server.stop] {
            end()
            #expect(throws: Fault.self) { try Psql.ask(connection, "SELECT 1") }
            try server.start()
            #expect(try Psql.ask(connection, "SELECT n FROM pear") == "3")
        }
        server.freeze(true)
        #expect(throws: Fault.self) { try Psql.ask(connection + " connect_timeout=2", "SELECT 1") }
        server.freeze(false)
        #expect(try Psql.ask(connection, "SELECT n FROM pear") == "3")
        server.stop()
    }

    @Test func aStandbyFollowsUntilItIsPromoted() throws {
        let primary = try ScratchPostgres("scratch-primary")
        try primary.start()
        let standby = try ScratchPostgres("scratch-standby", standbyOf: primary)
        try standby.start()
        let inRecovery = "SELECT pg_is_in_recovery()"
        #expect(try Psql.ask(standby.connection + " dbname=postgres", inRecovery) == "t")
        primary.kill()
        try standby.promote()
        #expect(try Psql.ask(standby.connection + " dbname=postgres", inRecovery) == "f")
        standby.stop()
    }
}
