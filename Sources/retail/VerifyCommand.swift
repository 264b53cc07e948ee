import ArgumentParser
import Backup
import Door
import JSON
import Node
import Postgres
import RetailCore
import Secrets
import Synchronization

struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Prove books, audit trails, rights, and that a back-up's content is there; status 1 where something is wrong.",
        discussion: "Reads everything, so it takes a while on much; a server may run meanwhile.")
    @OptionGroup var place: Place
    @Argument(help: "One chain, by its short name; else all.") var slug: String?
    @Option(help: "A folder of back-ups, whose newest is meant, or the folder of one of them: what it counted must be there.") var against:
        String?
    @Flag(help: "JSON instead of a table.") var json = false

    mutating func run() async throws {
        let (place, slug, json) = (place, slug, json)
        let manifest = try against.map { path throws(Fault) in try BackupFolder.manifest(at: path) }
        let key = try AuditKey.existing(place)
        let memory = AuditMemory(folder: "\(place.data)/audit")
        let chains = Mutex<[Verification.Chain]>([])
        try await withLogins(place) { logins in
            let node = try await Database.reach(DatabaseSettings(connection: logins.node))
            try await withSessions(logins.node, place, statementSeconds: 0) { database in
                let sealer = AuditSealer(
                    database: database, key: key ?? SigningKey.fresh().key, memory: memory, logger: place.logger, clock: systemClock)
                let audit = AuditVerification(database: database, sealer: sealer)
                try await Verification(database, node: node, audit: audit, against: manifest).run(only: slug) { chain in
                    chains.withLock { $0.append(chain) }
                    if !json { VerifyCommand.show(chain) }
                }
            }
        }
        let all = chains.withLock { $0 }
        let wrong = all.flatMap(\.checks).filter { !$0.isSound }.count
        if json {
            say(VerifyCommand.text(all, isSound: wrong == 0))
        } else {
            if key == nil {
                say("There is no audit key in \(place.data), so that no seal could be proved: set RETAIL_AUDIT_KEY, or --data.")
            }
            say(wrong == 0 ? "Everything holds." : "\(wrong) of \(all.flatMap(\.checks).count) checks do not hold.")
        }
        if wrong > 0 { throw ExitCode.failure }
    }

    private static func show(_ chain: Verification.Chain) {
        say(chain.slug.isEmpty ? "all chains" : "chain \(chain.slug)")
        for check in chain.checks {
            say("  \(check.isSound ? "ok   " : "WRONG")  \(check.area.padding(8))  \(check.what): \(check.words)")
        }
    }

    private static func text(_ chains: [Verification.Chain], isSound: Bool) -> String {
        var writer = JSONWriter()
        writer.object {
            $0.member("ok", isSound)
            $0.memberArray("chains") { list in
                for chain in chains {
                    list.element {
                        $0.object {
                            $0.member("chain", chain.slug)
                            $0.member("checks", chain.checks)
                        }
                    }
                }
            }
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
