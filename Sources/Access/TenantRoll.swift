package import Postgres
package import RetailCore

/// Every chain of the registry, suspended ones too, as whoever looks after all of it has them: for back-ups and proofs.
package struct TenantRoll: Sendable {
    package struct Entry: Sendable {
        package let id: ID<Tenant>
        package let slug: String
        package let schema: String
        package let role: String
        package let isSuspended: Bool
        /// The number of the last migration of its schema; 0 where there is none.
        package let migration: Int64
    }

    /// - Parameter database: a node's log-in.
    package static func read(_ database: Database) async throws(Fault) -> [Entry] {
        try await database.read(ReadRoll(), in: .registry)
    }

    /// The number of the registry's own last migration.
    package static func registryMigration(_ database: Database) async throws(Fault) -> Int64 {
        try await database.read(registry, in: .registry)[0].int64(0)
    }

    /// - Throws: `internal.tenant` (500) for names that are none; `database.role-missing`, `database.permission` (503) where the chain's role can't be taken on.
    package static func open(_ entry: Entry, _ database: Database) async throws(Fault) -> TenantContext {
        guard let scope = Scope(schema: entry.schema, role: entry.role), let row = try await database.read(ReadSettings(), in: scope).first,
            let currency = Currency(code: row.currency)
        else {
            throw Fault(.broken, "internal.tenant", "The chain could not be opened.", diagnosis: "no settings in \(entry.schema)")
        }
        return TenantContext(id: entry.id, slug: entry.slug, name: row.name, currency: currency, epoch: row.epoch, scope: scope)
    }

    private static let registry = Statement("SELECT count(*) FROM retail.migration WHERE scope = 'registry'")
}

private struct ReadRoll: Query {
    static let statement = Statement(
        """
        SELECT t.id, t.slug, t.schema_name, t.role_name, t.status <> 'active', coalesce(m.number, 0)::bigint
        FROM retail.tenant t LEFT JOIN (SELECT scope, count(*) AS number FROM retail.migration GROUP BY 1) m ON m.scope = t.schema_name
        ORDER BY t.slug LIMIT 100000
        """)

    static func decode(_ row: borrowing Row) throws(Fault) -> TenantRoll.Entry {
        TenantRoll.Entry(
            id: try row.id(0), slug: try row.text(1), schema: try row.text(2), role: try row.text(3), isSuspended: try row.bool(4),
            migration: try row.int64(5))
    }
}

private struct ReadSettings: Query {
    static let statement = Statement("SELECT currency, epoch, name FROM @.chain")

    static func decode(_ row: borrowing Row) throws(Fault) -> (currency: String, epoch: ID<Epoch>, name: String) {
        (try row.text(0), try row.id(1), try row.text(2))
    }
}
