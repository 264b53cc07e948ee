import Postgres
package import RetailCore

/// A chain as the registry has it.
package struct RegisteredTenant: Sendable {
    package var id: ID<Tenant>
    package var slug: String
    package var name: String
    package var schema: String
    package var status: String
}

extension TenantRegistry {
    /// All chains, suspended ones too.
    package func all() async throws(Fault) -> [RegisteredTenant] { try await database.read(ListRegistered(), in: .registry) }

    /// A suspended chain lets nobody in, and who is in is out within a second, on every node; its data stay as they are.
    ///
    /// - Throws: `tenant.unknown` (404).
    package func setSuspended(_ isSuspended: Bool, slug: String) async throws(Fault) {
        var status = Parameters()
        status.text(slug)
        status.text(isSuspended ? "suspended" : "active")
        let bound = status
        // The registry itself tells the nodes (`sql/registry/2026-11-28-0003-status-tells.sql`).
        let isThere = try await asOwner { () throws(Fault) in
            try await database.transaction(.write, in: .registry) { transaction throws(Fault) -> Bool in
                try transaction.run(TenantRegistry.setStatus, bound).count == 1
            }
        }
        guard isThere else { throw Fault(.missing, "tenant.unknown", "There is no chain \(slug).") }
    }

    private static let setStatus = Statement("UPDATE retail.tenant SET status = $2 WHERE slug = $1 RETURNING id")
}

private struct ListRegistered: Query {
    static let statement = Statement("SELECT id, slug, name, schema_name, status FROM retail.tenant ORDER BY slug LIMIT 100000")

    static func decode(_ row: borrowing Row) throws(Fault) -> RegisteredTenant {
        RegisteredTenant(
            id: try row.id(0), slug: try row.text(1), name: try row.text(2), schema: try row.text(3), status: try row.text(4))
    }
}
