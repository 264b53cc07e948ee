import Operations
package import Postgres
package import RetailCore
import Secrets

/// What a new chain starts with.
package struct NewTenant: Sendable {
    package var slug: String
    package var name: String
    package var currency: Currency
    package var taxMode: TaxMode
    package var ownerUsername: String
    package var ownerPassword: Secret<String>

    package init(
        slug: String, name: String, currency: Currency, taxMode: TaxMode = .inclusive, ownerUsername: String, ownerPassword: Secret<String>
    ) {
        (self.slug, self.name, self.currency, self.taxMode) = (slug, name, currency, taxMode)
        (self.ownerUsername, self.ownerPassword) = (ownerUsername, ownerPassword)
    }
}

extension Access {
    /// Makes a chain: a schema, a role that sees nothing else, its tables, its settings and its owner. Can be repeated after a failure.
    ///
    /// - Throws: `tenant.bad-slug` (422), `tenant.exists` (409), `staff.password-too-short` (422).
    package func createTenant(_ new: NewTenant, migrate: (Scope) async throws(Fault) -> Void) async throws(Fault) -> TenantContext {
        let schema = "t_" + new.slug.replacing("-", with: "_")
        guard new.slug.wholeMatch(of: /[a-z][a-z0-9-]{1,40}/) != nil, let scope = Scope(schema: schema, role: schema) else {
            throw Fault(.unprocessable, "tenant.bad-slug", "A chain's short name is 2 to 41 of a–z, 0–9 and -, and begins with a letter.")
        }
        guard new.ownerPassword.exposed.count >= 10 else {
            throw Fault(.unprocessable, "staff.password-too-short", "A password has at least 10 characters.")
        }
        guard try await database.read(FindTenant(slug: new.slug, id: nil), in: .registry).isEmpty else {
            throw Fault(.conflict, "tenant.exists", "There is a chain \(new.slug) already.")
        }
        // The role can't log in; the server's own role takes it on for each transaction, and has to be a member to do so.
        try await database.script(
            """
            DO $$ BEGIN
                IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '\(schema)') THEN CREATE ROLE \(schema) NOLOGIN NOINHERIT; END IF;
                EXECUTE format('GRANT \(schema) TO %I', current_user);
            END $$;
            CREATE SCHEMA IF NOT EXISTS \(schema);
            REVOKE ALL ON SCHEMA \(schema) FROM PUBLIC;
            GRANT USAGE ON SCHEMA \(schema) TO \(schema);
            ALTER DEFAULT PRIVILEGES IN SCHEMA \(schema) GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO \(schema);
            ALTER DEFAULT PRIVILEGES IN SCHEMA \(schema) GRANT USAGE ON SEQUENCES TO \(schema);
            """, in: .registry)
        try await migrate(scope)
        let encoded = try await passwords.hash(new.ownerPassword)
        let now = clock()
        var ids = IDSource(random: SecureRandom())
        let (tenant, epoch, owner): (ID<Tenant>, ID<Epoch>, ID<Staff>) = (ids.next(at: now), ids.next(at: now), ids.next(at: now))
        let currency = new.currency.code
        try await database.transaction(.write, in: scope) { transaction throws(Fault) in
            var settings = Parameters()
            settings.id(tenant)
            settings.text(new.name)
            settings.text(currency)
            settings.id(epoch)
            settings.text(new.taxMode.rawValue)
            // A failed attempt before this one may have left its own.
            transaction.queue(Access.clear)
            transaction.queue(Access.clearOwner)
            transaction.queue(Access.insertChain, settings)
            var person = Parameters()
            person.id(owner)
            person.text(new.ownerUsername)
            transaction.queue(Access.insertOwner, person)
            var password = Parameters()
            password.id(owner)
            password.text(encoded)
            transaction.queue(Access.insertOwnerPassword, password)
            try transaction.commit()
        }
        var row = Parameters()
        row.id(tenant)
        row.text(new.slug)
        row.text(new.name)
        row.text(schema)
        let bound = row
        // Last: a chain that stands in the registry is complete.
        try await database.transaction(.write, in: .registry) { transaction throws(Fault) in
            transaction.queue(Access.insertTenant, bound)
            try transaction.commit()
        }
        return try await directory.tenant(slug: new.slug)
    }

    private static let clear = Statement("DELETE FROM @.chain")
    private static let clearOwner = Statement("DELETE FROM @.staff")
    private static let insertChain = Statement("INSERT INTO @.chain (id, name, currency, epoch, tax_mode) VALUES ($1, $2, $3, $4, $5)")
    private static let insertOwner = Statement("INSERT INTO @.staff (id, username, name, role) VALUES ($1, $2, $2, 'owner')")
    private static let insertOwnerPassword = Statement("INSERT INTO @.staff_password (staff_id, encoded) VALUES ($1, $2)")
    private static let insertTenant = Statement(
        "INSERT INTO retail.tenant (id, slug, name, schema_name, role_name) VALUES ($1, $2, $3, $4, $4)")
}
