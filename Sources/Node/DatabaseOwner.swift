package import Access
package import Logging
package import Postgres
package import RetailCore
package import Secrets

/// What needs the owner's log-in: migrating, giving rights, making chains. Its sessions, two and one that watches, stand only while something is done.
package struct DatabaseOwner: Sendable {
    private let owner: DatabaseSettings
    private let node: DatabaseSettings
    private let sqlFolder: String
    private let logger: Logger
    private let clock: @Sendable () -> Instant

    /// - Parameters:
    ///   - database: what nodes log in with.
    ///   - owner: the owner's connection string; nil where nodes log in as the owner.
    package init(
        _ database: DatabaseSettings, owner: Secret<String>?, sqlFolder: String, logger: Logger,
        clock: @escaping @Sendable () -> Instant = systemClock
    ) {
        node = database
        var settings = DatabaseSettings(
            connection: owner ?? database.connection, writers: 1, readers: 1, applicationName: database.applicationName + "-owner")
        // A migration may take for ever; a server that hangs may not.
        settings.isWatched = true
        self.owner = settings
        (self.sqlFolder, self.logger, self.clock) = (sqlFolder, logger, clock)
    }

    /// Registry, chains and rights up to date.
    ///
    /// - Throws: `database.unreachable`, `database.rights` (503), `migration.*` (500).
    package func migrate(_ progress: @Sendable @escaping (String) -> Void) async throws(Fault) {
        try await withRegistry { registry throws(Fault) in try await registry.migrate(progress: progress) }
    }

    /// See `TenantRegistry.create`.
    package func createTenant(_ new: NewTenant, passwords: PasswordHasher) async throws(Fault) -> TenantContext {
        try await withRegistry { registry throws(Fault) in try await registry.create(new, passwords: passwords) }
    }

    /// See `TenantRegistry.setSuspended`.
    package func setSuspended(_ isSuspended: Bool, slug: String) async throws(Fault) {
        try await withRegistry { registry throws(Fault) in try await registry.setSuspended(isSuspended, slug: slug) }
    }

    package func withRegistry<Outcome: Sendable>(
        _ body: (TenantRegistry) async throws(Fault) -> Outcome
    ) async throws(Fault) -> Outcome {
        // Asked, not taken from the string: libpq may have it from the environment or a service file.
        let name = try await Database.reach(node)
        let migrator: (Database) throws(Fault) -> Migrator = { database throws(Fault) in try Migrator(database, directory: sqlFolder) }
        _ = try await Database.reach(owner)
        let database = Database(owner, logger: logger)
        database.start()
        let outcome: Result<Outcome, Fault>
        do throws(Fault) {
            outcome = .success(
                try await body(TenantRegistry(owner: database, node: name, migrator: try migrator(database), clock: clock)))
        } catch { outcome = .failure(error) }
        await database.shutdown()
        return try outcome.get()
    }
}
