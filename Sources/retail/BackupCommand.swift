import API
import ArgumentParser
import Backup
import Node
import Postgres
import RetailCore

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Back-ups of the whole database, and its log for what comes after them (docs/back-up.md).",
        subcommands: [Make.self, List.self], defaultSubcommand: Make.self)

    struct Make: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a back-up in a folder, beside those that are there; while the server runs, or while it doesn't.",
            discussion: """
                A back-up is PostgreSQL's own copy of the cluster with the log that makes it consistent, and what of the data folder a restored server
                needs. With --follow it goes on until it is stopped: the database's log is copied as it is written, so that any moment can be restored, and
                a new back-up is made each day. One that is cut off is called NAME.part, and is none. To follow an embedded database its server has to run.
                """)
        @OptionGroup var place: Place
        @Option(
            help:
                "Connection string of a log-in with REPLICATION; BACKUP_DATABASE_URL in the environment, else as --admin-database. Not needed for an embedded database."
        )
        var backupDatabase: String?
        @Argument(help: "The folder: empty, or one of back-ups.") var folder: String
        @Flag(help: "Go on following the log, until SIGINT or SIGTERM.") var follow = false
        @Option(help: "With --follow: hours between two back-ups.") var every: Int = 24
        @Option(help: "Remove all back-ups but the newest so many, and the log that none of them needs.") var keep: Int?
        @Flag(help: "Leave the key that seals the audit trail out; keep it elsewhere.") var withoutSecrets = false

        func validate() throws {
            guard (1...24 * 366).contains(every) else { throw ValidationError("--every is a number of hours from 1 to 8784.") }
            guard keep.map({ (1...10_000).contains($0) }) ?? true else { throw ValidationError("--keep is a number from 1 to 10000.") }
        }

        mutating func run() async throws {
            let signals = follow ? Signals() : nil
            let (place, folder, keep, withSecrets, every) = (place, try BackupFolder(making: folder), keep, !withoutSecrets, every)
            let given = backupDatabase ?? environment("BACKUP_DATABASE_URL")
            let work: (Place.Logins) async throws -> Void = { logins in
                try await withSessions(logins.node, place, statementSeconds: 0) { database in
                    let source = BackupSource(
                        database: database, connection: given.map { Secret($0) } ?? logins.backup ?? logins.owner, dataFolder: place.data,
                        keyIsElsewhere: AuditKey.isElsewhere, product: Documents.version)
                    let maker = BackupMaker(folder, source, withSecrets: withSecrets) { say("  \($0)") }
                    guard let signals else { return try await Make.once(maker, folder, keep) }
                    try await Following(folder, source, maker, hours: every, keep: keep).run(until: signals)
                }
            }
            // Who follows for ever must not keep the server from its folder by running the database himself.
            if follow, place.databaseURL == nil { try await work(place.joined()) } else { try await withLogins(place, work) }
        }

        static func once(_ maker: BackupMaker, _ folder: BackupFolder, _ keep: Int?) async throws {
            let made = try await maker.run()
            let manifest = made.manifest
            say("Back-up \(manifest.name): \(manifest.chains.count) chains, \(manifest.baseBytes >> 20) MiB, up to \(manifest.finishedAt)")
            for chain in manifest.chains { if let fault = chain.fault { say("  \(chain.slug) could not be counted: \(fault)") } }
            for secret in manifest.secrets { say("  holds secrets: \(secret)") }
            for thing in manifest.notIncluded { say("  not in it: \(thing)") }
            guard let keep else { return }
            for name in try folder.prune(keep: keep) { say("Removed \(name)") }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List a folder's back-ups: name, end, PostgreSQL, timeline, MiB, chains, sales; and how far the log leads.")
        @Argument(help: "The folder.") var folder: String

        mutating func run() async throws {
            let folder = try BackupFolder(existing: folder)
            let all = folder.all()
            for manifest in all.map(\.manifest) {
                let sales = manifest.chains.reduce(0) { $0 + ($1.counts?.sales ?? 0) }
                say(
                    columns(
                        manifest.name, manifest.finishedAt.description, manifest.postgres, "\(manifest.timeline)",
                        "\(manifest.baseBytes >> 20)",
                        "\(manifest.chains.count)", "\(sales)"))
            }
            for name in folder.halves() { say("\(name)\tis being made, or was cut off: no back-up") }
            guard !all.isEmpty else { return say("No back-up in \(folder.path).") }
            if let (from, to) = try await RestorePlan.reach(folder) {
                say("The log leads to any moment from \(from) to \(to).")
            } else {
                say("The log is not followed: the back-ups alone can be restored.")
            }
        }
    }
}

/// Follows the log, and makes a back-up whenever it is time.
private struct Following {
    let folder: BackupFolder
    let source: BackupSource
    let maker: BackupMaker
    let hours: Int
    let keep: Int?

    init(_ folder: BackupFolder, _ source: BackupSource, _ maker: BackupMaker, hours: Int, keep: Int?) {
        (self.folder, self.source, self.maker, self.hours, self.keep) = (folder, source, maker, hours, keep)
    }

    func run(until signals: Signals) async throws {
        // The log first, so that it begins before the back-up does.
        let follower = try await LogFollower.open(folder, source) { say("  log: \($0)") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await follower.run() }
            group.addTask { try await makeBackups() }
            group.addTask { await signals.wait() }
            say("Following the log into \(folder.log)")
            // The first to end is the end: a signal, or a fault.
            do { _ = try await group.next() } catch {
                group.cancelAll()
                throw error
            }
            say("Stopping")
            follower.stop()
            group.cancelAll()
            while await group.nextResult() != nil {}
        }
    }

    private func makeBackups() async throws {
        while !Task.isCancelled {
            let newest = folder.all().last
            let isCovered = newest.map { LogFollower.covers($0, folder) } ?? false
            let age = newest.map { (systemClock().microseconds - $0.manifest.startedAt.microseconds) / 1_000_000 } ?? .max
            if isCovered, age < Int64(hours) * 3600 {
                try await Task.sleep(for: .seconds(min(600, Int64(hours) * 3600 - age)))
            } else {
                try await BackupCommand.Make.once(maker, folder, keep)
            }
        }
    }
}
