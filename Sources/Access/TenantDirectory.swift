package import Postgres
package import RetailCore
import Synchronization

/// The chains that the server serves, by name; read from the registry, remembered until a node is told otherwise.
package final class TenantDirectory: Sendable {
    private let database: Database
    private let known = Mutex<[String: TenantContext]>([:])

    package init(_ database: Database) {
        self.database = database
    }

    /// - Throws: `tenant.unknown` (404).
    package func tenant(slug: String) async throws(Fault) -> TenantContext {
        if let tenant = known.withLock({ $0[slug] }) { return tenant }
        return try await load(FindTenant(slug: slug, id: nil))
    }

    package func tenant(id: ID<Tenant>) async throws(Fault) -> TenantContext {
        if let tenant = known.withLock({ $0.values.first { $0.id == id } }) { return tenant }
        return try await load(FindTenant(slug: nil, id: id))
    }

    package func all() async throws(Fault) -> [TenantContext] {
        var tenants: [TenantContext] = []
        for row in try await database.read(ListTenants(), in: .registry) { tenants.append(try await tenant(slug: row.slug)) }
        return tenants
    }

    package func forget() { known.withLock { $0.removeAll() } }

    private func load(_ query: FindTenant) async throws(Fault) -> TenantContext {
        guard let row = try await database.read(query, in: .registry).first else {
            throw Fault(.missing, "tenant.unknown", "There is no such chain.")
        }
        guard let scope = Scope(schema: row.schema, role: row.role) else {
            throw Fault(.broken, "internal.tenant", "The chain could not be opened.", diagnosis: "bad schema or role name \(row.schema)")
        }
        guard let chain = try await database.read(ReadChain(), in: scope).first, let currency = Currency(code: chain.currency) else {
            throw Fault(.broken, "internal.tenant", "The chain could not be opened.", diagnosis: "no settings in \(row.schema)")
        }
        let tenant = TenantContext(id: row.id, slug: row.slug, name: row.name, currency: currency, epoch: chain.epoch, scope: scope)
        known.withLock { known in
            if known.count >= 10_000 { known.removeAll() }
            known[row.slug] = tenant
        }
        return tenant
    }
}

package struct TenantRow: Sendable {
    package var id: ID<Tenant>
    package var slug: String
    package var name: String
    package var schema: String
    package var role: String
}

struct FindTenant: Query {
    static let statement = Statement(
        "SELECT id, slug, name, schema_name, role_name FROM retail.tenant WHERE (slug = $1 OR id = $2) AND status = 'active'")
    let slug: String?
    let id: ID<Tenant>?

    func bind(_ parameters: inout Parameters) {
        parameters.text(slug)
        parameters.id(id)
    }

    static func decode(_ row: borrowing Row) throws(Fault) -> TenantRow {
        TenantRow(id: try row.id(0), slug: try row.text(1), name: try row.text(2), schema: try row.text(3), role: try row.text(4))
    }
}

package struct ListTenants: Query {
    package init() {}
    package static let statement = Statement(
        "SELECT id, slug, name, schema_name, role_name FROM retail.tenant WHERE status = 'active' ORDER BY slug LIMIT 10000")

    package static func decode(_ row: borrowing Row) throws(Fault) -> TenantRow { try FindTenant.decode(row) }
}

private struct ReadChain: Query {
    static let statement = Statement("SELECT currency, epoch FROM @.chain")

    static func decode(_ row: borrowing Row) throws(Fault) -> (currency: String, epoch: ID<Epoch>) {
        (try row.text(0), try row.id(1))
    }
}
