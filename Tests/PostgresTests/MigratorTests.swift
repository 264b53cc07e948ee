import Glibc
import RetailCore
import Synchronization
import TestSupport
import Testing

@testable import Postgres

// A wait that never ends is a failure too.
@Suite(.timeLimit(.minutes(2))) struct MigratorTests {
    static let registry = [MigrationFile(name: "2026-01-01-0001-tenants", sql: "CREATE TABLE @.tenant (id uuid);")]
    static let first = MigrationFile(name: "2026-01-01-0001-things", sql: "CREATE TABLE @.thing (n int); INSERT INTO @.thing VALUES (1);")
    static let second = MigrationFile(name: "2026-01-01-0002-more", sql: "ALTER TABLE @.thing ADD COLUMN m int;")

    /// The ledger is the database's own, so each test has a database.
    static func run(_ body: (Database) async throws -> Void) async throws {
        let connection = TestServer.freshDatabase()
        try await TestDatabase.run({ $0.connection = Secret(connection) }) { (database, _) async throws in try await body(database) }
    }

    static func migrator(_ database: Database, _ tenant: [MigrationFile]) -> Migrator {
        Migrator(database, registryFiles: registry, tenantFiles: tenant)
    }

    @Test func everythingIsMadeFromNothingOnce() async throws {
        try await Self.run { (database) async throws in
            let migrator = Self.migrator(database, [Self.first, Self.second])
            #expect(try await migrator.pendingForRegistry().count == 1)
            #expect(try await migrator.migrateRegistry() == [Self.registry[0].name])
            #expect(try await migrator.migrate(tenantSchema: "t1") == [Self.first.name, Self.second.name])
            #expect(try await migrator.migrateRegistry() == [])
            #expect(try await migrator.migrate(tenantSchema: "t1") == [])
            #expect(try await migrator.pending(tenantSchema: "t1") == [])
            #expect(try await database.int("SELECT count(m) + count(n) FROM t1.thing", in: .registry) == 1)
            #expect(try await database.int("SELECT count(*) FROM @.tenant", in: .registry) == 0)
        }
    }

    @Test func aMigrationThatFailedGoesOnWhereItStopped() async throws {
        try await Self.run { (database) async throws in
            let broken = MigrationFile(name: "2026-01-01-0002-more", sql: "CREATE TABLE @.half (n int); SELECT 1 / 0;")
            let wrong = try await #require(throws: Fault.self) {
                try await Self.migrator(database, [Self.first, broken]).migrate(tenantSchema: "t1")
            }
            #expect(wrong.sqlState == "22012")
            #expect(try await database.run("SELECT to_regclass('t1.half') IS NULL", in: .registry)[0].bool(0))
            #expect(try await Self.migrator(database, [Self.first, Self.second]).migrate(tenantSchema: "t1") == [Self.second.name])
        }
    }

    @Test func whatDoesNotBelongTogetherIsRefused() async throws {
        try await Self.run { (database) async throws in
            try await Self.migrator(database, [Self.first, Self.second]).migrate(tenantSchema: "t1")
            let changed = MigrationFile(name: "2026-01-01-0001-things", sql: Self.first.sql + " ")
            #expect(
                try await #require(throws: Fault.self) {
                    try await Self.migrator(database, [changed, Self.second]).migrate(tenantSchema: "t1")
                }.code
                    == "migration.changed")
            #expect(
                try await #require(throws: Fault.self) { try await Self.migrator(database, [Self.first]).migrate(tenantSchema: "t1") }.code
                    == "migration.newer")
            for schema in ["registry", "retail", "A"] {
                #expect(
                    try await #require(throws: Fault.self) { try await Self.migrator(database, [Self.first]).migrate(tenantSchema: schema) }
                        .code
                        == "migration.schema")
            }
        }
    }

    @Test func nodesThatStartAtOnceDoNotCollide() async throws {
        try await Self.run { (database) async throws in
            let migrator = Self.migrator(database, [Self.first, Self.second])
            let applied = try await withThrowingTaskGroup(of: [String].self) { group in
                for _ in 0..<4 { group.addTask { try await migrator.migrateRegistry() + migrator.migrate(tenantSchema: "t1") } }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(applied.sorted() == [Self.registry[0].name, Self.first.name, Self.second.name])
        }
    }

    @Test func oneTenantThatFailsDoesNotHoldUpTheRest() async throws {
        try await Self.run { (database) async throws in
            try await database.script("CREATE SCHEMA t2; CREATE TABLE t2.thing ()", in: .registry)
            let log = Log()
            let wrong = try await #require(throws: Fault.self) {
                try await Self.migrator(database, [Self.first]).migrate(tenantSchemas: ["t1", "t2", "t3"]) { progress in
                    log.add(
                        "\(progress.schema) \(progress.done)/\(progress.total) \((try? progress.outcome.get()).map { "\($0.count)" } ?? "failed")"
                    )
                }
            }
            #expect(wrong.sqlState == "42P07")
            #expect(log.all == ["t1 1/3 1", "t2 2/3 failed", "t3 3/3 1"])
        }
    }

    /// Two branches: each step goes into a database that has only the other's, whichever came first.
    @Test func aStepThatIsOlderThanTheLastIsApplied() async throws {
        try await Self.run { (database) async throws in
            let other = MigrationFile(name: "2026-01-01-0000-other", sql: "CREATE TABLE @.other ();")
            try await Self.migrator(database, [Self.first, Self.second]).migrate(tenantSchema: "t1")
            #expect(try await Self.migrator(database, [other, Self.first, Self.second]).migrate(tenantSchema: "t1") == [other.name])
        }
    }

    @Test func aNumberedLedgerGetsNames() async throws {
        try await Self.run { (database) async throws in
            try await Self.migrator(database, [Self.first]).migrateRegistry()
            try await Self.migrator(database, [Self.first]).migrate(tenantSchema: "t1")
            try await database.script(
                """
                ALTER TABLE @.migration ADD COLUMN number integer;
                UPDATE @.migration SET number = 1, name = CASE scope WHEN 'registry' THEN 'tenants' ELSE 'things' END;
                ALTER TABLE @.migration DROP CONSTRAINT migration_pkey;
                ALTER TABLE @.migration ADD PRIMARY KEY (scope, number);
                """, in: .registry)
            let migrator = Self.migrator(database, [Self.first, Self.second])
            #expect(try await migrator.pending(tenantSchema: "t1").count == 2, "who may only look sees that there is something to do")
            #expect(try await migrator.migrateRegistry() == [])
            #expect(try await migrator.migrate(tenantSchema: "t1") == [Self.second.name])
            #expect(try await migrator.pending(tenantSchema: "t1") == [])
            #expect(try await database.int("SELECT count(m) + count(n) FROM t1.thing", in: .registry) == 1)
        }
    }

    @Test func filesAreReadInOrderAndRefusedWithAnotherName() throws {
        let directory = TestFolder.fresh("migrations")
        mkdir(directory, 0o700)
        func write(_ name: String, _ text: String) {
            guard let file = fopen("\(directory)/\(name)", "w") else { return }
            fputs(text, file)
            fclose(file)
        }
        write("2026-01-02-0900-two.sql", "SELECT 2")
        write("2026-01-01-1530-one-and-only.sql", "SELECT 1")
        write("README.md", "")
        #expect(
            try MigrationFile.all(in: directory) == [
                .init(name: "2026-01-01-1530-one-and-only", sql: "SELECT 1"), .init(name: "2026-01-02-0900-two", sql: "SELECT 2"),
            ])
        write("0003-x.sql", "")
        #expect(throws: Fault.self) { try MigrationFile.all(in: directory) }
        #expect(throws: Fault.self) { try MigrationFile.all(in: directory + "/none") }
    }
}

private final class Log: Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }
    func add(_ line: String) { lines.withLock { $0.append(line) } }
}
