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
        try await withOwner(place) { owner in
            try await owner.migrate { say($0) }
            say("up to date")
        }
    }
}

struct TenantCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tenant", abstract: "Chains: make one, list them, take one out of service.",
        subcommands: [Create.self, List.self, Suspend.self, Resume.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make a chain: a schema and a role of its own, and its owner.")
        @OptionGroup var place: Place
        @Argument(help: "Short name: a–z, 0–9 and -.") var slug: String
        @Option(help: "The chain's name.") var name: String
        @Option(help: "ISO 4217.") var currency = "EUR"
        @Option(help: "inclusive or exclusive: whether prices hold the tax.") var taxMode = "inclusive"
        @Option(help: "The smallest coin, in minor units: what is paid in cash is rounded to it. 1: nothing is.") var cashStep: Int64 = 1
        @Option(help: "The owner's user name.") var owner = "owner"
        @Option(
            help: "The owner's password; better OWNER_PASSWORD in the environment, for options can be read by everybody on the machine.")
        var password: String?

        mutating func run() async throws {
            guard let currency = Currency(code: currency), !currency.isWithdrawn else {
                throw ValidationError("\(currency) is not a currency of ISO 4217.")
            }
            guard let mode = TaxMode(rawValue: taxMode) else { throw ValidationError("--tax-mode is inclusive or exclusive.") }
            guard (1...1_000_000).contains(cashStep) else { throw ValidationError("--cash-step is 1 to 1000000.") }
            guard let password = password ?? environment("OWNER_PASSWORD") else {
                throw ValidationError("Give --password or OWNER_PASSWORD.")
            }
            let new = NewTenant(
                slug: slug, name: name, currency: currency, taxMode: mode, cashStep: cashStep, ownerUsername: owner,
                ownerPassword: Secret(password))
            try await withOwner(place) { owner in
                try await owner.migrate { say($0) }
                let passwords = PasswordHasher()
                let tenant = try await owner.createTenant(new, passwords: passwords)
                await passwords.shutdown()
                say("made chain \(tenant.slug) (\(tenant.id)) with schema \(tenant.scope.schema)")
            }
        }
    }

    struct Suspend: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Take a chain out of service: nobody comes in, and who is in is out on every node within a second. Nothing is deleted.")
        @OptionGroup var place: Place
        @Argument(help: "The chain's short name.") var slug: String

        mutating func run() async throws {
            let slug = slug
            try await withOwner(place) { try await $0.setSuspended(true, slug: slug) }
            say("\(slug) is suspended")
        }
    }

    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take a suspended chain up again, as it was.")
        @OptionGroup var place: Place
        @Argument(help: "The chain's short name.") var slug: String

        mutating func run() async throws {
            let slug = slug
            try await withOwner(place) { try await $0.setSuspended(false, slug: slug) }
            say("\(slug) is served again")
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the chains.")
        @OptionGroup var place: Place

        mutating func run() async throws {
            try await withOwner(place) { owner in
                for tenant in try await owner.withRegistry({ registry throws(Fault) in try await registry.all() }) {
                    say("\(tenant.slug)\t\(tenant.name)\t\(tenant.id)\t\(tenant.schema)\t\(tenant.status)")
                }
            }
        }
    }
}

/// What only the database's owner may do: on the given database, or on the embedded one, whether or not a server runs it.
func withOwner(_ place: Place, _ body: (DatabaseOwner) async throws -> Void) async throws {
    try await withLogins(place) { logins in
        try await body(
            DatabaseOwner(
                DatabaseSettings(connection: logins.node), owner: logins.owner, sqlFolder: try place.sqlFolder(), logger: place.logger))
    }
}

func withLogins(_ place: Place, _ body: (Place.Logins) async throws -> Void) async throws {
    let cluster = place.databaseURL == nil ? place.cluster(mention) : nil
    do {
        let logins: Place.Logins
        do throws(Fault) {
            logins = try await place.logins(cluster)
        } catch {
            // A server is running here: its database is at hand.
            guard error.code == "cluster.folder-in-use", let known = place.runningLogins else { throw error }
            logins = known
        }
        try await body(logins)
        await cluster?.stop()
    } catch {
        await cluster?.stop()
        throw error
    }
}

/// A few sessions of a node's log-in, for what nodes may do too: on the given database, or on the embedded one, whether or not a server runs it.
func withDatabase(_ place: Place, _ body: (Database, _ sql: String) async throws -> Void) async throws {
    try await withLogins(place) { logins in
        try await withSessions(logins.node, place) { try await body($0, try place.sqlFolder()) }
    }
}

/// - Parameter statementSeconds: how long one statement may take; 0: as long as it needs.
func withSessions(_ login: Secret<String>, _ place: Place, statementSeconds: Int = 30, _ body: (Database) async throws -> Void) async throws
{
    let settings = DatabaseSettings(connection: login, writers: 2, readers: 1, statementTimeoutMilliseconds: statementSeconds * 1000)
    let database = Database(settings, logger: place.logger)
    database.start()
    do { try await body(database) } catch {
        await database.shutdown()
        throw error
    }
    await database.shutdown()
}
