import Glibc
import RetailCore
import Synchronization
import TestSupport
import Testing

@testable import Postgres

// A wait that never ends is a failure too.
@Suite(.timeLimit(.minutes(2))) struct MigratorTests {
    static let registry = [MigrationFile(number: 1, name: "tenants", sql: "CREATE TABLE @.tenant (id uuid);")]
    static let first = MigrationFile(number: 1, name: "things", sql: "CREATE TABLE @.thing (n int); INSERT INTO @.thing VALUES (1);")
    static let second = MigrationFile(number: 2, name: "more", sql: "ALTER TABLE @.thing ADD COLUMN m int;")

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
            #expect(try await migrator.migrateRegistry() == [1])
            #expect(try await migrator.migrate(tenantSchema: "t1") == [1, 2])
            #expect(try await migrator.migrateRegistry() == [])
            #expect(try await migrator.migrate(tenantSchema: "t1") == [])
            #expect(try await migrator.pending(tenantSchema: "t1") == [])
            #expect(try await database.int("SELECT count(m) + count(n) FROM t1.thing", in: .registry) == 1)
            #expect(try await database.int("SELECT count(*) FROM @.tenant", in: .registry) == 0)
        }
    }

    @Test func aMigrationThatFailedGoesOnWhereItStopped() async throws {
        try await Self.run { (database) async throws in
            let broken = MigrationFile(number: 2, name: "more", sql: "CREATE TABLE @.half (n int); SELECT 1 / 0;")
            let wrong = try await #require(throws: Fault.self) {
                try await Self.migrator(database, [Self.first, broken]).migrate(tenantSchema: "t1")
            }
            #expect(wrong.sqlState == "22012")
            #expect(try await database.run("SELECT to_regclass('t1.half') IS NULL", in: .registry)[0].bool(0))
            #expect(try await Self.migrator(database, [Self.first, Self.second]).migrate(tenantSchema: "t1") == [2])
        }
    }

    @Test func whatDoesNotBelongTogetherIsRefused() async throws {
        try await Self.run { (database) async throws in
            try await Self.migrator(database, [Self.first, Self.second]).migrate(tenantSchema: "t1")
            let changed = MigrationFile(number: 1, name: "things", sql: Self.first.sql + " ")
            #expect(
                try await #require(throws: Fault.self) {
                    try await Self.migrator(database, [changed, Self.second]).migrate(tenantSchema: "t1")
                }.code
                    == "migration.changed")
            #expect(
                try await #require(throws: Fault.self) { try await Self.migrator(database, [Self.first]).migrate(tenantSchema: "t1") }.code
                    == "migration.newer")
            try await database.run("DELETE FROM @.migration WHERE number = 1", in: .registry)
            #expect(
                try await #require(throws: Fault.self) {
                    try await Self.migrator(database, [Self.first, Self.second]).migrate(tenantSchema: "t1")
                }.code
                    == "migration.gap")
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
            let applied = try await withThrowingTaskGroup(of: [Int].self) { group in
                for _ in 0..<4 { group.addTask { try await migrator.migrateRegistry() + migrator.migrate(tenantSchema: "t1") } }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(applied.sorted() == [1, 1, 2])
        }
    }

    @Test func oneTenantThatFailsDoesNotHoldUpTheRest() async throws {
        try await Self.run { (database) async throws in
            try await database.script("CREATE SCHEMA t2; CREATE TABLE t2.thing ()", in: .registry)
            let log = Log()
            let wrong = try await #require(throws: Fault.self) {
                try await Self.migrator(database, [Self.first]).migrate(tenantSchemas: ["t1", "t2", "t3"]) { progress in
                    log.add(
                        "\(progress.schema) \(progress.done)/\(progress.total) \((try? progress.outcome.get())?.description ?? "failed")")
                }
            }
            #expect(wrong.sqlState == "42P07")
            #expect(log.all == ["t1 1/3 [1]", "t2 2/3 failed", "t3 3/3 [1]"])
        }
    }

    @Test func filesAreReadInOrderAndRefusedWithAGap() throws {
        let directory = TestFolder.fresh("migrations")
        mkdir(directory, 0o700)
        func write(_ name: String, _ text: String) {
            guard let file = fopen("\(directory)/\(name)", "w") else { return }
            fputs(text, file)
            fclose(file)
        }
        write("0002-two.sql", "SELECT 2")
        write("0001-one-and-only.sql", "SELECT 1")
        write("README.md", "")
        #expect(
            try MigrationFile.all(in: directory) == [
                .init(number: 1, name: "one-and-only", sql: "SELECT 1"), .init(number: 2, name: "two", sql: "SELECT 2"),
            ])
        write("0004-four.sql", "")
        #expect(throws: Fault.self) { try MigrationFile.all(in: directory) }
        unlink("\(directory)/0004-four.sql")
        write("x.sql", "")
        #expect(throws: Fault.self) { try MigrationFile.all(in: directory) }
        #expect(throws: Fault.self) { try MigrationFile.all(in: directory + "/none") }
    }
}

private final class Log: Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }
    func add(_ line: String) { lines.withLock { $0.append(line) } }
}
