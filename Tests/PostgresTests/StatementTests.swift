import RetailCore
import Testing

@testable import Postgres

// A wait that never ends is a failure too.
@Suite(.timeLimit(.minutes(2))) struct StatementTests {
    @Test func statementsAreKnownByNumber() {
        let one = Statement("SELECT 1")
        #expect(one != Statement("SELECT 1"))
        #expect(Statement.generated("SELECT 77") == Statement.generated("SELECT 77"))
        #expect(Statement.generated("SELECT 77") != Statement.generated("SELECT 78"))
    }

    @Test func scopesTakeOnlyPlainIdentifiers() throws {
        for wrong in ["", "a-b", "A", "1a", "a\"b", "é", String(repeating: "a", count: 64)] {
            #expect(Scope(schema: wrong) == nil && Scope(schema: "a", role: wrong) == nil)
        }
        let scope = try #require(Scope(schema: "t_1", role: "r"))
        #expect(scope.resolve("SELECT @.a, '@' || x@y FROM @.b@.") == #"SELECT "t_1".a, '@' || x@y FROM "t_1".b"t_1"."#)
    }

    @Test func oneStatementServesTwoSchemas() async throws {
        try await TestDatabase.run({ $0.writers = 1 }) { (database, scope) async throws in
            let other = try await TestDatabase.newSchema(database)
            for (scope, n) in [(scope, 1), (other, 2)] {
                try await database.script("CREATE TABLE @.t (n int); INSERT INTO @.t VALUES (\(n))", in: scope)
            }
            for _ in 0..<3 {
                #expect(try await database.int("SELECT n FROM @.t", in: scope) == 1)
                #expect(try await database.int("SELECT n FROM @.t", in: other) == 2)
            }
        }
    }

    @Test func oneStatementServesTwoTypesOfParameter() async throws {
        try await TestDatabase.run({ $0.writers = 1 }) { (database, scope) async throws in
            for _ in 0..<2 {
                #expect(try await database.run("SELECT $1", in: scope) { $0.int32(3) }[0].int32(0) == 3)
                #expect(try await database.run("SELECT $1", in: scope) { $0.text("x") }[0].text(0) == "x")
            }
        }
    }

    @Test func theLeastRecentlyUsedPlanGoes() async throws {
        try await TestDatabase.run({
            $0.writers = 1
            $0.preparedLimit = 3
        }) { (database, scope) async throws in
            let plans = "SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 's%'"
            for round in 0..<3 { for n in 0..<5 { #expect(try await database.int("SELECT \(n)", in: scope) == n, "round \(round)") } }
            #expect(try await database.int(plans, in: scope) <= 3)
            #expect(database.statistics.statementsEvicted >= 12)
            // A flight that fails before its DEALLOCATE leaves that to the next.
            _ = try await #require(throws: Fault.self) {
                try await database.transaction(.write, in: scope) { (tx) throws(Fault) in
                    tx.queue(Statement.generated("SELECT 1 / 0"))
                    for n in 10..<20 { tx.queue(Statement.generated("SELECT \(n)")) }
                    try tx.commit()
                }
            }
            #expect(try await database.int("SELECT 30", in: scope) == 30)
            #expect(try await database.int(plans, in: scope) <= 3)
            #expect(database.statistics.reconnects == 0)
        }
    }

    @Test func aPlanThatIsOutOfDateIsMadeAnew() async throws {
        try await TestDatabase.run({ $0.writers = 1 }) { (database, scope) async throws in
            try await database.script("CREATE TABLE @.t (n int); INSERT INTO @.t VALUES (1)", in: scope)
            #expect(try await database.run("SELECT * FROM @.t", in: scope).columns == 1)
            try await database.run("ALTER TABLE @.t ADD COLUMN m int", in: scope)
            // Nothing had been delivered to the body: it was run again.
            #expect(try await database.run("SELECT * FROM @.t", in: scope).columns == 2)
            try await database.run("ALTER TABLE @.t ADD COLUMN l int", in: scope)
            let wrong = try await #require(throws: Fault.self) {
                try await database.transaction(.write, in: scope) { (tx) throws(Fault) in
                    _ = try tx.run(Statement.generated("SELECT 1"))
                    _ = try tx.run(Statement.generated("SELECT * FROM @.t"))
                }
            }
            #expect(wrong.code == "database.plan-changed" && wrong.kind == .unavailable)
            #expect(try await database.run("SELECT * FROM @.t", in: scope).columns == 3)
        }
    }
}
