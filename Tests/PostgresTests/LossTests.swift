import CPostgres
import Glibc
import RetailCore
import TestSupport
import Testing

@testable import Postgres

// A wait that never ends is a failure too.
@Suite(.timeLimit(.minutes(2))) struct LossTests {
    static let pid = "SELECT pg_backend_pid()"

    /// Ends a session, and comes back when it is gone.
    static func kill(_ pid: Int, _ database: Database) async throws {
        _ = try await database.read(Statement.generated("SELECT pg_terminate_backend(\(pid))"), in: .registry)
        try await until {
            try await database.read(Statement.generated("SELECT count(*) FROM pg_stat_activity WHERE pid = \(pid)"), in: .registry)[0].int(
                0) == 0
        }
    }

    @Test func aSessionThatDiedWhileIdleCostsNobodyAnything() async throws {
        try await TestDatabase.run({ $0.writers = 1 }) { (database, scope) async throws in
            let first = try await database.int(Self.pid, in: scope)
            try await Self.kill(first, database)
            #expect(try await database.int(Self.pid, in: scope) != first)
            #expect(database.statistics.reconnects == 1)
        }
    }

    /// Either way of noticing would do for the pool, so each is looked at by itself.
    @Test func aDeadSessionIsNoticedBeforeAndWhileItIsUsed() async throws {
        try await TestDatabase.run { (database, _) async throws in
            let session = try TestDatabase.session()
            #expect(session.isAlive && session.isClean)
            try await Self.kill(Int(PQbackendPID(session.handle)), database)
            let outcome = session.fly([.control(.begin), .control(.commit)], scope: .registry)
            #expect(outcome.lost && outcome.untouched && outcome.fault?.code == "database.connection-lost")

            let other = try TestDatabase.session()
            try await Self.kill(Int(PQbackendPID(other.handle)), database)
            #expect(!other.isAlive)
        }
    }

    @Test func aSessionThatDiesInFlightFailsItsTransactionOnly() async throws {
        try await TestDatabase.run({ $0.writers = 1 }) { (database, scope) async throws in
            try await database.run("CREATE TABLE @.t (n int)", in: scope)
            let pid = try await database.int(Self.pid, in: scope)
            let task = Task {
                try await database.transaction(.write, in: scope) { (tx) throws(Fault) in
                    tx.queue(Statement.generated("INSERT INTO @.t VALUES (1)"))
                    tx.queue(Statement.generated("SELECT pg_sleep(600)"))
                    try tx.commit()
                }
            }
            try await until {
                try await database.read(
                    Statement.generated("SELECT count(*) FROM pg_stat_activity WHERE pid = \(pid) AND wait_event = 'PgSleep'"),
                    in: .registry)[0].int(0) == 1
            }
            try await Self.kill(pid, database)
            // The COMMIT was sent, but the server said that it died before it came to it.
            let lost = try await #require(throws: Fault.self) { try await task.value }
            #expect(lost.code == "database.connection-lost" && lost.kind == .unavailable && lost.sqlState == "57P01")
            #expect(try await database.int("SELECT count(*) FROM @.t", in: scope) == 0)
        }
    }

    @Test func aLossDuringCommitIsSaidToBeUnknown() async throws {
        try await TestDatabase.run { (database, scope) async throws in
            try await database.script(
                """
                CREATE TABLE @.t (n int);
                CREATE FUNCTION @.die() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END$$;
                CREATE CONSTRAINT TRIGGER die AFTER INSERT ON @.t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION @.die();
                """, in: scope)
            let unknown = try await #require(throws: Fault.self) { try await database.run("INSERT INTO @.t VALUES (1)", in: scope) }
            #expect(unknown.code == "database.commit-unknown" && unknown.kind == .unavailable)
            #expect(try await database.int("SELECT count(*) FROM @.t", in: scope) == 0)
        }
    }

    /// Without a farewell nobody knows how far the server got.
    @Test(arguments: [true, false]) func aLossWithoutAWordIsUnknownOnlyWithACommit(committing: Bool) async throws {
        try await TestDatabase.run({ $0.writers = 1 }) { (database, scope) async throws in
            let lost = try await #require(throws: Fault.self) {
                try await database.transaction(.write, in: scope) { (tx) throws(Fault) in
                    _ = try tx.run(Statement.generated("SELECT 1"))
                    shutdown(PQsocket(tx.connection.handle), Int32(SHUT_RDWR))
                    tx.queue(Statement.generated("SELECT 2"))
                    if committing { try tx.commit() } else { _ = try tx.flight() }
                }
            }
            #expect(lost.code == (committing ? "database.commit-unknown" : "database.connection-lost"))
            #expect(try await database.int("SELECT 3", in: scope) == 3)
        }
    }

    /// The session dies after it was looked at and before BEGIN: the server did nothing, so it is done again.
    @Test func aBodyIsRunAgainIfTheServerNeverSawIt() async throws {
        try await TestDatabase.run({ $0.writers = 1 }) { (database, scope) async throws in
            try await database.run("CREATE TABLE @.t (n int)", in: scope)
            let attempts = Counters()
            try await database.transaction(.write, in: scope) { (tx) throws(Fault) in
                attempts.reads.add(1)
                if attempts.reads.current == 1 {
                    let other = try TestDatabase.session()
                    let kill = Statement.generated("SELECT pg_terminate_backend(\(PQbackendPID(tx.connection.handle)), 10000)")
                    if let fault = other.fly([.statement(kill, Parameters())], scope: .registry).fault { throw fault }
                }
                tx.queue(Statement.generated("INSERT INTO @.t VALUES (1)"))
                try tx.commit()
            }
            #expect(attempts.reads.current == 2)
            #expect(try await database.int("SELECT count(*) FROM @.t", in: scope) == 1)
        }
    }

    @Test func aReadIsDoneAgain() async throws {
        try await TestDatabase.run({ $0.readers = 1 }) { (database, scope) async throws in
            let pid = try await database.read(Statement.generated(Self.pid), in: scope)[0].int(0)
            let sql = "SELECT pg_backend_pid(), CASE WHEN pg_backend_pid() = \(pid) THEN pg_terminate_backend(\(pid)) END, pg_sleep(0.01)"
            #expect(try await database.read(Statement.generated(sql), in: scope)[0].int(0) != pid)
        }
    }

    @Test func theServerRefusesAStatementAfterALossInTheMiddle() async throws {
        try await TestDatabase.run({ $0.writers = 1 }) { (database, scope) async throws in
            let lost = try await #require(throws: Fault.self) {
                try await database.transaction(.write, in: scope) { (tx) throws(Fault) in
                    _ = try tx.run(Statement.generated("SELECT 1"))
                    _ = try tx.run(Statement.generated("SELECT pg_terminate_backend(pg_backend_pid()), pg_sleep(600)"))
                }
            }
            #expect(lost.code == "database.connection-lost")
            #expect(await database.ping())
            #expect(try await database.int("SELECT 3", in: scope) == 3)
        }
    }
}
