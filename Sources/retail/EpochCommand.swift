import Access
import ArgumentParser
import Node
import Postgres
import RetailCore
import Secrets

struct EpochCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "epoch", abstract: "The history that a chain's tills follow.", subcommands: [Renew.self])

    struct Renew: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say that the database was put back to an earlier state in a way that nodes can't see.",
            discussion: """
                Nodes see by themselves that a back-up was restored, a standby promoted or the server started again. After this, tills are told
                where history forked: they fetch anew what lies behind it and send again what the server lacks. Nothing is lost by it or doubled.
                """)
        @OptionGroup var place: Place
        @Option(help: "The chain's short name; left out: every chain.") var tenant: String?

        mutating func run() async throws {
            let (place, slug) = (place, tenant)
            try await withDatabase(place) { database, _ in
                let access = Access(database: database, passwords: .init(), logger: place.logger, clock: systemClock)
                do {
                    let tenants =
                        if let slug { [try await access.directory.tenant(slug: slug)] } else { try await access.directory.all() }
                    for tenant in tenants { say("\(tenant.slug)\t\(try await access.epochs.renew(tenant.id, tenant.scope))") }
                } catch {
                    await access.passwords.shutdown()
                    throw error
                }
                await access.passwords.shutdown()
            }
        }
    }
}
