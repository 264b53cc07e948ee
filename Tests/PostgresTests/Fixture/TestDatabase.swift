import Logging
import RetailCore
import Synchronization
import TestSupport
import Testing

@testable import Postgres

/// A database client of a test's own, and a schema nobody else uses.
enum TestDatabase {
    static func settings(_ change: (inout DatabaseSettings) -> Void = { _ in }) -> DatabaseSettings {
        var settings = DatabaseSettings(connection: Secret(TestServer.connection), writers: 2, readers: 1, applicationName: "retail-test")
        change(&settings)
        return settings
    }

    /// A session outside any pool.
    static func session() throws(Fault) -> Connection {
        let settings = settings()
        return try Connection.open(Servers(settings, logger: .silent), settings.share(.interactive), lane: .write, counters: Counters())
    }

    static func run<Outcome>(
        _ change: (inout DatabaseSettings) -> Void = { _ in }, _ body: (Database, Scope) async throws -> Outcome
    ) async throws -> Outcome {
        let database = Database(settings(change), logger: .silent)
        database.start()
        do {
            let scope = try await newSchema(database)
            let outcome = try await body(database, scope)
            await database.shutdown()
            return outcome
        } catch {
            await database.shutdown()
            throw error
        }
    }

    static func newSchema(_ database: Database, role: Bool = false) async throws -> Scope {
        let number = UInt64.random(in: 0 ... .max)
        let scope = try #require(Scope(schema: "t\(number)", role: role ? "r\(number)" : nil))
        try await database.script("CREATE SCHEMA \(scope.schema)", in: .registry)
        if let role = scope.role {
            try await database.script("CREATE ROLE \(role); GRANT USAGE ON SCHEMA \(scope.schema) TO \(role)", in: .registry)
        }
        return scope
    }
}

extension Database {
    /// One statement in a transaction of its own, for tests.
    @discardableResult func run(_ sql: String, in scope: Scope, _ bind: @Sendable @escaping (inout Parameters) -> Void = { _ in })
        async throws(Fault) -> ResultSet
    {
        let statement = Statement.generated(sql)
        return try await transaction(.write, in: scope) { (transaction) throws(Fault) in
            var parameters = Parameters()
            bind(&parameters)
            return try transaction.run(statement, parameters)
        }
    }

    func int(_ sql: String, in scope: Scope) async throws -> Int { try await run(sql, in: scope)[0].int(0) }
}
