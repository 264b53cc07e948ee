import Access
import ArgumentParser
import Door
import Node
import Operations
import Postgres
import RetailCore
import Secrets

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "The audit trail: the key that seals it, what this machine remembers of it.",
        subcommands: [Key.self, Acknowledge.self])

    struct Key: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the public key that proves an exported trail; keep it where the database's administrators can't change it.")
        @OptionGroup var place: Place

        mutating func run() throws {
            let key = try AuditKey(place).signing()
            say("\(Hexadecimal.text(key.publicKey))  key id \(key.id)")
        }
    }

    struct Acknowledge: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say that what the seals miss is rightly gone, because a back-up was restored, say; sealing goes on from there.",
            discussion: "The trail keeps that it was said, and why. Until then GET /v1/audit/verify names what is missing.")
        @OptionGroup var place: Place
        @Argument(help: "The chain's short name.") var slug: String
        @Option(help: "Why, for the trail.") var reason: String

        mutating func run() async throws {
            let (slug, reason, place) = (slug, reason, place)
            let memory = AuditMemory(folder: "\(place.data)/audit")
            try await withDatabase(place) { database, _ in
                let tenant = try await TenantDirectory(database, epochs: ChainEpochs(database, logger: place.logger)).tenant(slug: slug)
                let lost = memory.lost(tenant.id)
                let last = try await database.read(ReadSeals(after: nil), in: tenant.scope).last
                let trail = AuditTrail(database: database, logger: place.logger, clock: systemClock)
                let missing = lost.isEmpty ? "none missing" : "missing " + lost.map { "\($0.number)" }.joined(separator: ", ")
                trail.note(
                    AuditAttempt(
                        actor: .none, action: "audit.acknowledge", outcome: "answered",
                        detail: "seals up to \(last?.number ?? 0), \(missing): \(reason.prefix(500))",
                        from: Origin(requestID: "command line", address: "")), on: .none, in: tenant)
                await trail.flush()
                memory.acknowledge(tenant.id, upTo: last.map { .init(number: $0.number, hash: $0.hash) })
                say("Acknowledged seals up to \(last?.number ?? 0), \(missing).")
            }
        }
    }
}
