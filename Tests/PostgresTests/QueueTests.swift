import RetailCore
import Synchronization
import TestSupport
import Testing

@testable import Postgres

// A wait that never ends is a failure too.
@Suite(.timeLimit(.minutes(2))) struct QueueTests {
    static let one = Statement("SELECT 1")

    static func hold(_ database: Database, _ scope: Scope, _ gate: Gate) -> Task<Void, any Error> {
        Task { try await database.transaction(.write, in: scope) { (tx) throws(Fault) in gate.pass() } }
    }

    @Test func aFullQueueRefusesAtOnce() async throws {
        try await TestDatabase.run({
            $0.writers = 1
            $0.queueLimit = 1
        }) { (database, scope) async throws in
            let gate = Gate()
            let holder = Self.hold(database, scope, gate)
            try await until { gate.isReached }
            async let waiting = database.int("SELECT 9", in: scope)
            try await until { database.statistics.queuedWrites == 1 }
            let refused = try await #require(throws: Fault.self) { try await database.run("SELECT 1", in: scope) }
            #expect(refused.code == "database.busy" && refused.kind == .unavailable && refused.retryAfterSeconds == 1)
            let submitted = Mutex<Fault?>(nil)
            database.submit(
                .write, in: scope, { (tx) throws(Fault) in },
                completion: { result in if case .failure(let fault) = result { submitted.withLock { $0 = fault } } })
            #expect(submitted.withLock { $0?.code } == "database.busy")
            gate.open()
            #expect(try await waiting == 9)
            try await holder.value
        }
    }

    @Test func aJobThatWaitsTooLongIsRefused() async throws {
        let settings = TestDatabase.settings {
            $0.writers = 1
            $0.queueWaitMilliseconds = 300
        }
        let database = Database(settings, logger: .silent)
        database.start()
        // Connecting may take longer than a job would wait.
        try await until { database.statistics.alive == 2 }
        let gate = Gate()
        let holder = Self.hold(database, .registry, gate)
        try await until { gate.isReached }
        let refused = try await #require(throws: Fault.self) { try await database.run("SELECT 1", in: .registry) }
        #expect(refused.code == "database.busy" && database.statistics.queued == 0)
        gate.open()
        try await holder.value
        await database.shutdown()
    }

    @Test func withoutADatabaseJobsWaitAndThenFail() async throws {
        let settings = TestDatabase.settings {
            $0.connection = Secret("host=/nowhere")
            $0.queueWaitMilliseconds = 100
        }
        let database = Database(settings, logger: .silent)
        database.start()
        #expect(try await #require(throws: Fault.self) { try await database.run("SELECT 1", in: .registry) }.code == "database.unreachable")
        #expect(await database.ping() == false)
        await database.shutdown()
    }

    @Test func cancellingTakesAJobOutOfTheQueue() async throws {
        try await TestDatabase.run({ $0.writers = 1 }) { (database, scope) async throws in
            let gate = Gate()
            let holder = Self.hold(database, scope, gate)
            try await until { gate.isReached }
            let task = Task { try await database.int("SELECT 1", in: scope) }
            try await until { database.statistics.queued == 1 }
            task.cancel()
            #expect(try await #require(throws: Fault.self) { _ = try await task.value }.code == "database.cancelled")
            #expect(database.statistics.queued == 0)
            gate.open()
            try await holder.value
        }
    }

    @Test func cancellingStopsAStatementThatRuns() async throws {
        try await TestDatabase.run({
            $0.writers = 1
            $0.statementTimeoutMilliseconds = 0
        }) { (database, scope) async throws in
            let mark = "SELECT pg_sleep(600) /* \(scope.schema) */"
            let task = Task { try await database.run(mark, in: scope) }
            try await until {
                try await database.read(
                    Statement.generated(
                        "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%\(scope.schema)%' AND wait_event = 'PgSleep'"),
                    in: .registry)[0].int(0) == 1
            }
            task.cancel()
            #expect(try await #require(throws: Fault.self) { _ = try await task.value }.code == "database.cancelled")
            for n in 0..<20 { #expect(try await database.int("SELECT \(n)", in: scope) == n) }
            #expect(database.statistics.reconnects == 0)
        }
    }

    @Test func cancellingStopsATransactionBetweenFlights() async throws {
        try await TestDatabase.run({ $0.writers = 1 }) { (database, scope) async throws in
            try await database.run("CREATE TABLE @.t (n int)", in: scope)
            let gate = Gate()
            let task = Task {
                try await database.transaction(.write, in: scope) { (tx) throws(Fault) in
                    _ = try tx.run(Statement.generated("INSERT INTO @.t VALUES (1)"))
                    gate.pass()
                }
            }
            try await until { gate.isReached }
            task.cancel()
            gate.open()
            #expect(try await #require(throws: Fault.self) { try await task.value }.code == "database.cancelled")
            #expect(try await database.int("SELECT count(*) FROM @.t", in: scope) == 0)
        }
    }

    @Test func aLockIsWaitedForOnlySoLong() async throws {
        try await TestDatabase.run({ $0.lockTimeoutMilliseconds = 50 }) { (database, scope) async throws in
            try await database.script("CREATE TABLE @.t (n int); INSERT INTO @.t VALUES (1)", in: scope)
            let gate = Gate()
            let holder = Task {
                try await database.transaction(.write, in: scope) { (tx) throws(Fault) in
                    _ = try tx.run(Statement.generated("UPDATE @.t SET n = 2"))
                    gate.pass()
                }
            }
            try await until { gate.isReached }
            let refused = try await #require(throws: Fault.self) { try await database.run("UPDATE @.t SET n = 3", in: scope) }
            #expect(refused.code == "database.lock-timeout" && refused.kind == .unavailable)
            gate.open()
            try await holder.value
        }
    }

    @Test func aStatementRunsOnlySoLong() async throws {
        try await TestDatabase.run({ $0.statementTimeoutMilliseconds = 50 }) { (database, scope) async throws in
            #expect(
                try await #require(throws: Fault.self) { try await database.run("SELECT pg_sleep(600)", in: scope) }.code
                    == "database.timeout")
        }
    }

    @Test func shutdownFinishesWhatWasAccepted() async throws {
        let database = Database(TestDatabase.settings { $0.writers = 1 }, logger: .silent)
        let done = Counters()
        for _ in 0..<20 {
            database.submit(
                .write, in: .registry, { (tx) throws(Fault) in try tx.run(Self.one)[0].int(0) },
                completion: { if case .success(1) = $0 { done.reads.add(1) } })
        }
        database.start()
        await database.shutdown()
        #expect(done.reads.current == 20)
        #expect(try await #require(throws: Fault.self) { try await database.run("SELECT 1", in: .registry) }.code == "database.closed")
        #expect(database.statistics.alive == 0)
    }
}
