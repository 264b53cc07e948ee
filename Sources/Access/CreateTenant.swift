import Chain
import Operations
import Postgres
package import RetailCore
package import Secrets

/// What a new chain starts with.
package struct NewTenant: Sendable {
    package var slug: String
    package var name: String
    package var currency: Currency
    package var taxMode: TaxMode
    /// The smallest coin, in minor units; 1 to 1,000,000.
    package var cashStep: Int64
    package var ownerUsername: String
    package var ownerPassword: Secret<String>

    package init(
        slug: String, name: String, currency: Currency, taxMode: TaxMode = .inclusive, cashStep: Int64 = 1, ownerUsername: String,
        ownerPassword: Secret<String>
    ) {
        (self.slug, self.name, self.currency, self.taxMode, self.cashStep) = (slug, name, currency, taxMode, cashStep)
        (self.ownerUsername, self.ownerPassword) = (ownerUsername, ownerPassword)
    }
}

extension TenantRegistry {
    /// Makes a chain: a schema, a role that sees nothing else, its tables, its settings and its owner. One transaction, held under the
    /// schema's lock: of two attempts at once one makes all of it, and one that fails or is cut off leaves nothing.
    ///
    /// - Throws: `tenant.bad-slug` (422), `staff.password-too-short` (422), `tenant.exists` (409), `tenant.schema-occupied` (409).
    package func create(_ new: NewTenant, passwords: PasswordHasher) async throws(Fault) -> TenantContext {
        let schema = "t_" + new.slug.replacing("-", with: "_")
        var random = SecureRandom()
        // Roles belong to the whole PostgreSQL, which another installation may share: the name is nobody else's, nor guessed.
        let role = schema + "_" + String(UInt64.random(in: .min ... .max, using: &random), radix: 36)
        guard new.slug.wholeMatch(of: /[a-z][a-z0-9-]{1,40}/) != nil, let scope = Scope(schema: schema) else {
            throw Fault(.unprocessable, "tenant.bad-slug", "A chain's short name is 2 to 41 of a–z, 0–9 and -, and begins with a letter.")
        }
        guard new.ownerPassword.exposed.count >= 10 else {
            throw Fault(.unprocessable, "staff.password-too-short", "A password has at least 10 characters.")
        }
        let encoded = try await passwords.hash(new.ownerPassword)
        let now = clock()
        var ids = IDSource(random: random)
        let (tenant, epoch, owner): (ID<Tenant>, ID<Epoch>, ID<Staff>) = (ids.next(at: now), ids.next(at: now), ids.next(at: now))
        let (migrator, membership) = (migrator, membership(of: role, version: try await serverVersion()))
        let rows = FoundingRows(
            new: new, tenant: tenant, epoch: epoch, owner: owner, schema: schema, role: role, encodedPassword: encoded)
        try await asOwner { () throws(Fault) in
            try await database.transaction(.write, in: scope) { transaction throws(Fault) in
                try migrator.lock(&transaction)
                try TenantRegistry.refuseWhatIsThere(new.slug, schema, &transaction)
                try transaction.script(TenantRegistry.creation(of: role) + membership)
                try migrator.createSchema(&transaction)
                // Before there are tables, so that what a migration takes away from the role stays away.
                try transaction.script(TenantRegistry.schemaRights(schema, role))
                try migrator.found(&transaction)
                rows.queue(&transaction)
                try transaction.commit()
            }
        }
        return TenantContext(
            id: tenant, slug: new.slug, name: new.name, currency: new.currency, epoch: epoch,
            scope: Scope(schema: schema, role: role) ?? scope)
    }

    /// Under the schema's lock the answer stays true.
    private static func refuseWhatIsThere(_ slug: String, _ schema: String, _ transaction: inout Transaction) throws(Fault) {
        var chain = Parameters()
        chain.text(slug)
        chain.text(schema)
        let known = try transaction.run(TenantRegistry.known, chain)
        if known.count > 0 {
            let isSuspended = try known[0].text(0) == "suspended"
            throw Fault(.conflict, "tenant.exists", "There is a chain \(slug) already\(isSuspended ? "; it is suspended" : "").")
        }
        var place = Parameters()
        place.text(schema)
        guard try transaction.run(TenantRegistry.things, place)[0].int64(0) == 0 else {
            throw Fault(
                .conflict, "tenant.schema-occupied",
                "There is no chain \(slug), but there are tables in the schema \(schema). Nothing was changed: rename it, or drop it if nothing in it is wanted."
            )
        }
    }

    private static let known = Statement("SELECT status FROM retail.tenant WHERE slug = $1 OR schema_name = $2")
    private static let things = Statement(
        "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1")
}

/// The first rows of a chain: its settings, its owner, its place in the registry.
private struct FoundingRows: Sendable {
    let new: NewTenant
    let tenant: ID<Tenant>
    let epoch: ID<Epoch>
    let owner: ID<Staff>
    let schema: String
    let role: String
    let encodedPassword: String

    func queue(_ transaction: inout Transaction) {
        var settings = Parameters()
        settings.id(tenant)
        settings.text(new.name)
        settings.text(new.currency.code)
        settings.id(epoch)
        settings.text(new.taxMode.rawValue)
        settings.int64(new.cashStep)
        transaction.queue(FoundingRows.insertChain, settings)
        var person = Parameters()
        person.id(owner)
        person.text(new.ownerUsername)
        transaction.queue(FoundingRows.insertOwner, person)
        var password = Parameters()
        password.id(owner)
        password.text(encodedPassword)
        transaction.queue(FoundingRows.insertOwnerPassword, password)
        var entry = Parameters()
        entry.id(tenant)
        entry.text(new.slug)
        entry.text(new.name)
        entry.text(schema)
        entry.text(role)
        transaction.queue(FoundingRows.insertTenant, entry)
        tell(&transaction)
    }

    /// The first change of the chain's catalogue: whoever folds it from its beginning has the settings and the owner too.
    private func tell(_ transaction: inout Transaction) {
        let chain = ChainSettings(
            id: tenant, name: new.name, currency: new.currency, epoch: epoch, taxMode: new.taxMode, rounding: .halfEven,
            cashStep: new.cashStep,
            rowVersion: 1)
        var person = StaffRow(id: owner, username: new.ownerUsername, name: new.ownerUsername, role: "owner", stores: [])
        person.rowVersion = 1
        var change = Parameters()
        // Nobody asked for it by an operation: it is known by the chain's own id.
        change.id(tenant)
        change.text(String(decoding: [0x5B] + chain.encodedChange() + [0x2C] + person.encodedChange() + [0x5D], as: UTF8.self))
        transaction.queue(FoundingRows.insertChange, change)
    }

    private static let insertChange = Statement(
        """
        WITH moved AS (UPDATE @.sync_stream SET head = head + 1 WHERE name = 'catalog' RETURNING id, head)
        INSERT INTO @.sync_change (stream, position, op_id, critical, at, payload) SELECT id, head, $1, false, now(), $2 FROM moved
        """)

    private static let insertChain = Statement(
        "INSERT INTO @.chain (id, name, currency, epoch, tax_mode, cash_step_minor) VALUES ($1, $2, $3, $4, $5, $6)")
    private static let insertOwner = Statement("INSERT INTO @.staff (id, username, name, role) VALUES ($1, $2, $2, 'owner')")
    private static let insertOwnerPassword = Statement("INSERT INTO @.staff_password (staff_id, encoded) VALUES ($1, $2)")
    private static let insertTenant = Statement(
        "INSERT INTO retail.tenant (id, slug, name, schema_name, role_name) VALUES ($1, $2, $3, $4, $5)")
}
