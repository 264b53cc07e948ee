package import Postgres
package import RetailCore
import Synchronization

/// The chains that the server serves, by name; read from the registry, remembered until a node is told otherwise, and for ten seconds
/// at most: also what was changed in the registry by hand is noticed.
package final class TenantDirectory: Sendable {
    private let database: Database
    private let epochs: ChainEpochs
    private struct Known {
        var bySlug: [String: (tenant: TenantContext, until: Int64)] = [:]
        var slugs: [ID<Tenant>: String] = [:]
        /// Counted up when all is forgotten: what was read before must not be put in after it.
        var generation: UInt64 = 0

        /// Who finds one that is due to be looked at again does it, and the others go on with it meanwhile.
        mutating func tenant(_ slug: String?, at now: Int64) -> TenantContext? {
            guard let slug, let entry = bySlug[slug] else { return nil }
            guard entry.until <= now else { return entry.tenant }
            bySlug[slug]?.until = now + 2 * Uptime.second
            return nil
        }

        mutating func forget(_ slug: String?) {
            guard let slug, let entry = bySlug.removeValue(forKey: slug) else { return }
            slugs[entry.tenant.id] = nil
        }
    }

    static let lifetimeSeconds: Int64 = 10
    private let known = Mutex(Known())

    package init(_ database: Database, epochs: ChainEpochs) {
        (self.database, self.epochs) = (database, epochs)
    }

    /// - Throws: `tenant.unknown` (404).
    package func tenant(slug: String) async throws(Fault) -> TenantContext {
        let now = Uptime.now
        if let tenant = known.withLock({ $0.tenant(slug, at: now) }) { return tenant }
        return try await load(FindTenant(slug: slug, id: nil))
    }

    package func tenant(id: ID<Tenant>) async throws(Fault) -> TenantContext {
        let now = Uptime.now
        if let tenant = known.withLock({ $0.tenant($0.slugs[id], at: now) }) { return tenant }
        return try await load(FindTenant(slug: nil, id: id))
    }

    package func all() async throws(Fault) -> [TenantContext] {
        var tenants: [TenantContext] = []
        for row in try await database.read(ListTenants(), in: .registry) { tenants.append(try await tenant(slug: row.slug)) }
        return tenants
    }

    package func forget() {
        known.withLock { known in
            known = Known(generation: known.generation + 1)
        }
    }

    private func load(_ query: FindTenant) async throws(Fault) -> TenantContext {
        let generation = known.withLock { $0.generation }
        guard let row = try await database.read(query, in: .registry).first else {
            known.withLock { known in known.forget(query.slug ?? query.id.flatMap { known.slugs[$0] }) }
            throw Fault(.missing, "tenant.unknown", "There is no such chain.")
        }
        guard let scope = Scope(schema: row.schema, role: row.role) else {
            throw Fault(.broken, "internal.tenant", "The chain could not be opened.", diagnosis: "bad schema or role name \(row.schema)")
        }
        let settings = try await database.transaction(.read, in: scope) {
            transaction throws(Fault) -> (currency: String, epoch: ID<Epoch>, stands: Bool)? in
            guard let chain = try transaction.run(ReadChain()).first else { return nil }
            return (chain.currency, chain.epoch, ChainEpochs.stands(chain.history, streams: chain.streams, on: transaction.server))
        }
        guard let settings, let currency = Currency(code: settings.currency) else {
            throw Fault(.broken, "internal.tenant", "The chain could not be opened.", diagnosis: "no settings in \(row.schema)")
        }
        var epoch = settings.epoch
        if !settings.stands {
            // Where nothing can be written now, reading goes on: it is looked at again before the first write.
            do { epoch = try await epochs.settle(row.id, scope) } catch { if error.kind != .unavailable { throw error } }
        }
        let tenant = TenantContext(id: row.id, slug: row.slug, name: row.name, currency: currency, epoch: epoch, scope: scope)
        let until = Uptime.now + TenantDirectory.lifetimeSeconds * Uptime.second
        known.withLock { known in
            guard known.generation == generation else { return }
            if known.bySlug.count >= 10_000 { known = Known(generation: generation) }
            known.bySlug[row.slug] = (tenant, until)
            known.slugs[row.id] = row.slug
        }
        return tenant
    }
}

struct TenantRow: Sendable {
    var id: ID<Tenant>
    var slug: String
    var name: String
    var schema: String
    var role: String
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

private struct ListTenants: Query {
    static let statement = Statement(
        "SELECT id, slug, name, schema_name, role_name FROM retail.tenant WHERE status = 'active' ORDER BY slug LIMIT 10000")

    static func decode(_ row: borrowing Row) throws(Fault) -> TenantRow { try FindTenant.decode(row) }
}

private struct ReadChain: Query {
    static let statement = Statement("SELECT currency, epoch, history, '@.sync_stream'::regclass::oid::bigint FROM @.chain")

    static func decode(_ row: borrowing Row) throws(Fault) -> (currency: String, epoch: ID<Epoch>, history: String, streams: Int64) {
        (try row.text(0), try row.id(1), try row.text(2), try row.int64(3))
    }
}
