import Access
import ArgumentParser
import Cluster
import Node
import Postgres
import RetailCore
import Secrets

struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Bring the registry and every chain's schema up to date; can be repeated.")
    @OptionGroup var place: Place

    mutating func run() async throws {
        try await withDatabase(place) { database, sql in
            let migrator = try Migrator(database, directory: sql)
            let applied = try await migrator.migrateRegistry()
            say("registry: \(applied.isEmpty ? "up to date" : "applied \(applied)")")
            let tenants = try await database.read(ListTenants(), in: .registry)
            try await migrator.migrate(tenantSchemas: tenants.map(\.schema)) { if let words = $0.words { say(words) } }
            say("\(tenants.count) chains up to date")
        }
    }
}

struct TenantCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tenant", abstract: "Chains: make one, list them.", subcommands: [Create.self, List.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make a chain: a schema and a role of its own, and its owner.")
        @OptionGroup var place: Place
        @Argument(help: "Short name: a–z, 0–9 and -.") var slug: String
        @Option(help: "The chain's name.") var name: String
        @Option(help: "ISO 4217.") var currency = "EUR"
        @Option(help: "inclusive or exclusive: whether prices hold the tax.") var taxMode = "inclusive"
        @Option(help: "The owner's user name.") var owner = "owner"
        @Option(help: "The owner's password; OWNER_PASSWORD in the environment.") var password: String?

        mutating func run() async throws {
            guard let currency = Currency(code: currency) else { throw ValidationError("\(currency) is not a currency of ISO 4217.") }
            guard let mode = TaxMode(rawValue: taxMode) else { throw ValidationError("--tax-mode is inclusive or exclusive.") }
            guard let password = password ?? environment("OWNER_PASSWORD") else {
                throw ValidationError("Give --password or OWNER_PASSWORD.")
            }
            let new = NewTenant(
                slug: slug, name: name, currency: currency, taxMode: mode, ownerUsername: owner, ownerPassword: Secret(password))
            try await withDatabase(place) { database, sql in
                let migrator = try Migrator(database, directory: sql)
                try await migrator.migrateRegistry()
                let access = Access(database: database, passwords: .init(), clock: systemClock)
                let tenant = try await access.createTenant(new) { scope throws(Fault) in
                    _ = try await migrator.migrate(tenantSchema: scope.schema)
                }
                await access.passwords.shutdown()
                say("made chain \(tenant.slug) (\(tenant.id)) with schema \(tenant.scope.schema)")
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the chains.")
        @OptionGroup var place: Place

        mutating func run() async throws {
            try await withDatabase(place) { database, _ in
                for tenant in try await database.read(ListTenants(), in: .registry) {
                    say("\(tenant.slug)\t\(tenant.name)\t\(tenant.id)\t\(tenant.schema)")
                }
            }
        }
    }
}

/// A few sessions for an act of administration: on the given database, or on the embedded one if no server runs it.
func withDatabase(_ place: Place, _ body: (Database, _ sql: String) async throws -> Void) async throws {
    let cluster = place.databaseURL == nil ? place.cluster() : nil
    do {
        let connection: Secret<String>
        do throws(Fault) {
            connection = try await place.connection(cluster)
        } catch {
            // A server is running here: its database is at hand.
            guard error.code == "cluster.folder-in-use", let known = place.runningConnection else { throw error }
            connection = known
        }
        let database = Database(DatabaseSettings(connection: connection, writers: 2, readers: 1), logger: place.logger)
        database.start()
        do { try await body(database, try place.sqlFolder()) } catch {
            await database.shutdown()
            throw error
        }
        await database.shutdown()
        await cluster?.stop()
    } catch {
        await cluster?.stop()
        throw error
    }
}
