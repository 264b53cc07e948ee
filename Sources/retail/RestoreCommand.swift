import Access
import ArgumentParser
import Backup
import Cluster
import Door
import Node
import Operations
import Postgres
import RetailCore

struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Restore a back-up into an empty data folder, to its end or to a moment (docs/back-up.md).",
        discussion: """
            Everything is checked by its sums first. The restored database begins a new timeline: what the old one did after that moment is another
            history. Cut off, it leaves nothing that a server would start. Afterwards: retail verify --against FOLDER.
            """)
    @OptionGroup var place: Place
    @Argument(help: "The folder of back-ups.") var folder: String
    @Option(help: "The moment to restore, by the database's clock: 2026-11-29T10:15:00Z, or with an offset. Else all that the log has.")
    var until: String?
    @Option(help: "The back-up to begin with; else the newest that leads there.") var backup: String?
    @Option(help: "An empty folder to write PGDATA into, for a PostgreSQL of your own, instead of the embedded one.") var pgdata: String?

    func validate() throws {
        guard until == nil || until.flatMap({ Instant($0) }) != nil else {
            throw ValidationError("--until is a time with its zone, as 2026-11-29T10:15:00Z or 2026-11-29T11:15:00+01:00.")
        }
    }

    mutating func run() async throws {
        guard pgdata != nil || place.databaseURL == nil else {
            throw ValidationError(
                "With --database or DATABASE_URL say where its files are to be: --pgdata. Without both the embedded database is restored.")
        }
        let place = place
        let folder = try BackupFolder(existing: folder)
        let plan = try await RestorePlan.make(folder, name: backup, until: until.flatMap { Instant($0) }) { say("  \($0)") }
        if let gap = plan.gap { say("Warning: \(gap)") }
        let name = plan.stored.manifest.name
        if let pgdata {
            try await Restore.files(plan, cluster: pgdata) { say("  \($0)") }
            say("Back-up \(name) is in \(pgdata), with its log. Now, as docs/back-up.md says:")
            say("  start PostgreSQL \(plan.stored.manifest.postgresMajor) on it: it recovers, begins a new timeline and takes connections")
            say("  retail migrate; retail verify --against \(folder.path)")
            return
        }
        let outcome = try await Restore.embedded(plan, dataFolder: place.data) { say("  \($0)") }
        try await RestoreCommand.note(place, "back-up \(name)\(plan.until.map { " until \($0)" } ?? ""), timeline \(outcome.timeline)")
        say(
            "Back-up \(name) is restored in \(place.data), on timeline \(outcome.timeline); last commit: \(outcome.lastCommit ?? "that of the back-up")."
        )
        say("Next: retail verify --data \(place.data) --against \(folder.path)")
    }

    /// Each chain's trail says that, and from what, it was restored.
    private static func note(_ place: Place, _ words: String) async throws {
        let cluster = place.cluster(mention)
        let logins = try await cluster.start()
        do {
            let settings = DatabaseSettings(connection: Secret(logins.node))
            let owner = DatabaseOwner(settings, owner: Secret(logins.owner), sqlFolder: try place.sqlFolder(), logger: place.logger)
            try await owner.migrate { say("  \($0)") }
            try await withSessions(Secret(logins.node), place) { database in
                let trail = AuditTrail(database: database, logger: place.logger, clock: systemClock)
                for entry in try await TenantRoll.read(database) {
                    trail.note(
                        AuditAttempt(
                            actor: .none, action: "backup.restore", outcome: "answered", detail: words,
                            from: Origin(requestID: "command line", address: "")), on: .none, in: try await TenantRoll.open(entry, database)
                    )
                }
                await trail.flush()
            }
        } catch {
            await cluster.stop()
            throw error
        }
        await cluster.stop()
    }
}
