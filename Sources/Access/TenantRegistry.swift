package import Postgres
package import RetailCore

/// The registry of chains, as its owner sees it: chains are made, suspended and resumed here, and everybody's rights seen to.
///
/// Serving nodes read the registry; none of them may change it (docs/adr/0015).
package struct TenantRegistry: Sendable {
    /// Logged in as the owner.
    let database: Database
    /// The name that serving nodes log in by; it may be the owner's.
    let node: String
    let migrator: Migrator
    let clock: @Sendable () -> Instant

    package init(owner database: Database, node: String, migrator: Migrator, clock: @escaping @Sendable () -> Instant) {
        (self.database, self.node, self.migrator, self.clock) = (database, node, migrator, clock)
    }

    /// Registry, chains, rights: everything up to date. Can be repeated, and run while nodes serve.
    ///
    /// - Parameter progress: told in one line of each thing that was done.
    /// - Throws: `database.rights` (503) where the log-in lacks a right, naming it; what migrating throws.
    package func migrate(progress: @Sendable @escaping (String) -> Void) async throws(Fault) {
        let applied = try await asOwner { () throws(Fault) in try await migrator.migrateRegistry() }
        if let last = applied.last { progress("registry migrated to \(last)") }
        // Suspended ones too: they may be resumed.
        let schemas = try await database.read(ListSchemas(), in: .registry)
        try await asOwner { () throws(Fault) in
            try await migrator.migrate(tenantSchemas: schemas) { step in if let words = step.words { progress(words) } }
        }
        for words in try await asOwner({ () throws(Fault) in try await grantWhatIsMissing() }) { progress(words) }
    }

    /// Says of a refusal by PostgreSQL which right is missing, and how to give it.
    func asOwner<Outcome>(_ body: () async throws(Fault) -> Outcome) async throws(Fault) -> Outcome {
        do throws(Fault) { return try await body() } catch {
            guard error.sqlState == "42501" else { throw error }
            let missing = try await database.read(OwnerRights(), in: .registry).first.map(\.missing) ?? []
            throw Fault(
                .unavailable, "database.rights",
                "The database's owner log-in lacks a right: "
                    + (missing.isEmpty
                        ? "it has to own the schemas and tables that are there, as whoever made them does."
                        : missing.joined(separator: "; ") + "."),
                diagnosis: error.diagnosis)
        }
    }
}

private struct ListSchemas: Query {
    static let statement = Statement("SELECT schema_name FROM retail.tenant ORDER BY slug LIMIT 100000")

    static func decode(_ row: borrowing Row) throws(Fault) -> String { try row.text(0) }
}

/// What whoever makes chains must be allowed.
private struct OwnerRights: Query {
    struct Output: Sendable { var missing: [String] }

    static let statement = Statement(
        """
        SELECT quote_ident(current_user), quote_ident(current_database()), rolsuper OR rolcreaterole,
            has_database_privilege(current_database(), 'CREATE') FROM pg_roles WHERE rolname = current_user
        """)

    static func decode(_ row: borrowing Row) throws(Fault) -> Output {
        let (user, database) = (try row.text(0), try row.text(1))
        var missing: [String] = []
        if !(try row.bool(2)) { missing.append("ALTER ROLE \(user) CREATEROLE") }
        if !(try row.bool(3)) { missing.append("GRANT CREATE ON DATABASE \(database) TO \(user)") }
        return Output(missing: missing)
    }
}
