import RetailCore
import Testing

@testable import Postgres

// A wait that never ends is a failure too.
@Suite(.timeLimit(.minutes(2))) struct FlightTests {
    static let insert = Statement("INSERT INTO @.t VALUES ($1)")
    static let divide = Statement("SELECT 1 / $1")

    static func number(_ value: Int32) -> Parameters {
        var parameters = Parameters()
        parameters.int32(value)
        return parameters
    }

    @Test func resultsComeInTheOrderOfTheQueue() async throws {
        try await TestDatabase.run { (database, scope) async throws in
            try await database.run("CREATE TABLE @.t (n int)", in: scope)
            let counts = try await database.transaction(.write, in: scope) { (tx) throws(Fault) in
                for n: Int32 in 1...3 { tx.queue(Self.insert, Self.number(n)) }
                tx.queue(Statement.generated("SELECT sum(n) FROM @.t"))
                let first = try tx.flight()
                tx.queue(Self.insert, Self.number(4))
                tx.queue(Statement.generated("SELECT count(*) FROM @.t"))
                let last = try tx.commit()
                return [first.count, try first[3][0].int(0), last.count, try last[1][0].int(0)]
            }
            #expect(counts == [4, 6, 2, 4])
            #expect(try await database.int("SELECT count(*) FROM @.t", in: scope) == 4)
        }
    }

    @Test func anErrorAbortsWhatFollowsAndTheSessionGoesOn() async throws {
        try await TestDatabase.run({ $0.writers = 1 }) { (database, scope) async throws in
            try await database.run("CREATE TABLE @.t (n int)", in: scope)
            let late = Statement("SELECT 42 + $1")
            let wrong = try await #require(throws: Fault.self) {
                try await database.transaction(.write, in: scope) { (tx) throws(Fault) in
                    tx.queue(Self.insert, Self.number(1))
                    tx.queue(Self.divide, Self.number(0))
                    tx.queue(late, Self.number(0))
                    try tx.commit()
                }
            }
            #expect(wrong.sqlState == "22012" && wrong.code == "database.error" && wrong.kind == .broken)
            // `late` was to be prepared in the flight that failed: it must not be taken for prepared now.
            let answer = try await database.transaction(.write, in: scope) { (tx) throws(Fault) in
                try tx.run(late, Self.number(0))[0].int(0)
            }
            #expect(answer == 42)
            #expect(try await database.int("SELECT count(*) FROM @.t", in: scope) == 0)
            #expect(database.statistics.reconnects == 0)
        }
    }

    @Test func aFaultThatIsSwallowedStillEndsTheTransaction() async throws {
        try await TestDatabase.run { (database, scope) async throws in
            try await database.run("CREATE TABLE @.t (n int)", in: scope)
            let wrong = try await #require(throws: Fault.self) {
                try await database.transaction(.write, in: scope) { (tx) throws(Fault) in
                    _ = try tx.run(Self.insert, Self.number(1))
                    do throws(Fault) { _ = try tx.run(Self.divide, Self.number(0)) } catch {}
                }
            }
            #expect(wrong.sqlState == "22012")
            #expect(try await database.int("SELECT count(*) FROM @.t", in: scope) == 0)
        }
    }

    @Test func aBodyThatThrowsIsRolledBack() async throws {
        try await TestDatabase.run { (database, scope) async throws in
            try await database.run("CREATE TABLE @.t (n int)", in: scope)
            let wrong = try await #require(throws: Fault.self) {
                try await database.transaction(.write, in: scope) { (tx) throws(Fault) in
                    _ = try tx.run(Self.insert, Self.number(1))
                    throw Fault(.conflict, "test.no", "no")
                }
            }
            #expect(wrong.code == "test.no")
            #expect(try await database.int("SELECT count(*) FROM @.t", in: scope) == 0)
        }
    }

    @Test func aDeferredConstraintFailsTheCommit() async throws {
        try await TestDatabase.run { (database, scope) async throws in
            try await database.script(
                """
                CREATE TABLE @.parent (id int PRIMARY KEY);
                CREATE TABLE @.child (id int CONSTRAINT child_parent REFERENCES @.parent DEFERRABLE INITIALLY DEFERRED);
                """, in: scope)
            let wrong = try await #require(throws: Fault.self) { try await database.run("INSERT INTO @.child VALUES (1)", in: scope) }
            #expect(wrong.code == "database.foreign-key" && wrong.constraint == "child_parent")
            #expect(try await database.int("SELECT count(*) FROM @.child", in: scope) == 0)
        }
    }

    @Test func uniqueAndCheckNameTheirConstraintsAndNoValues() async throws {
        try await TestDatabase.run { (database, scope) async throws in
            try await database.run("CREATE TABLE @.t (n int CONSTRAINT one UNIQUE CONSTRAINT small CHECK (n < 99999))", in: scope)
            try await database.run("INSERT INTO @.t VALUES (77777)", in: scope)
            let twice = try await #require(throws: Fault.self) {
                try await database.run("INSERT INTO @.t VALUES ($1)", in: scope) { $0.int32(77777) }
            }
            #expect(twice.code == "database.unique" && twice.constraint == "one" && twice.kind == .conflict)
            let large = try await #require(throws: Fault.self) {
                try await database.run("INSERT INTO @.t VALUES ($1)", in: scope) { $0.int32(100_000) }
            }
            #expect(large.code == "database.check" && large.constraint == "small")
            let text = try await #require(throws: Fault.self) {
                try await database.run("SELECT ($1)::text::int", in: scope) { $0.text("4111x") }
            }
            for fault in [twice, large, text] {
                #expect(fault.diagnosis?.contains("77777") == false && fault.diagnosis?.contains("4111") == false)
            }
        }
    }

    @Test func anEmptyTransactionSendsNothing() async throws {
        try await TestDatabase.run { (database, scope) async throws in
            let before = database.statistics.transactions
            let count = try await database.transaction(.write, in: scope) { (tx) throws(Fault) in try tx.flight().count + tx.commit().count
            }
            #expect(count == 0 && database.statistics.transactions == before)
            let wrong = try await #require(throws: Fault.self) {
                try await database.transaction(.write, in: scope) { (tx) throws(Fault) in
                    try tx.commit()
                    try tx.commit()
                }
            }
            #expect(wrong.code == "database.misuse")
        }
    }

    @Test func aLargeFlightBothWaysDoesNotJam() async throws {
        try await TestDatabase.run { (database, scope) async throws in
            let big = [UInt8](repeating: 7, count: 4_000_000)
            let sizes = try await database.transaction(.write, in: scope) { (tx) throws(Fault) in
                for _ in 0..<8 {
                    var parameters = Parameters()
                    parameters.bytes(big)
                    tx.queue(Statement.generated("SELECT $1"), parameters)
                }
                return try tx.commit().map { $0.cell(0, 0)?.count }
            }
            #expect(sizes == Array(repeating: 4_000_000, count: 8))
        }
    }

    @Test func aStatementThatLibpqRefusesHarmsNobodyElse() async throws {
        try await TestDatabase.run({ $0.writers = 1 }) { (database, scope) async throws in
            let wrong = try await #require(throws: Fault.self) {
                try await database.run("SELECT 1", in: scope) { p in for _ in 0..<70_000 { p.bool(true) } }
            }
            #expect(wrong.kind == .broken)
            #expect(try await database.int("SELECT 5", in: scope) == 5)
        }
    }
}
