import Cluster
import Postgres
package import RetailCore
import Synchronization

/// Follows the database's log into the folder, as it is written: what recovers a server to any moment, and loses next to nothing.
///
/// A replication slot keeps the log for it while it is away, as much as `max_slot_wal_keep_size` allows.
package final class LogFollower: Sendable {
    package static let slot = "retail_backup"

    private let folder: BackupFolder
    private let source: BackupSource
    private let program: Program
    private let trouble: Mutex<String?>
    private let progress: @Sendable (String) -> Void

    /// Sees to the slot and to where it was left off.
    ///
    /// - Throws: `backup.rights`, `backup.other-database`, `backup.other-history` (409), `backup.segment-size` (422).
    package static func open(_ folder: BackupFolder, _ source: BackupSource, progress: @escaping @Sendable (String) -> Void)
        async throws(Fault)
        -> LogFollower
    {
        let identity = try await source.identity()
        try folder.expect(system: identity.system)
        let facts = try await source.facts()
        let size = try await ReplicationSession.ask("SHOW wal_segment_size", source.connection).first?.first
        guard size == "16MB" else {
            throw Fault(
                .unprocessable, "backup.segment-size",
                "The server's log comes in files of \(size ?? "another size"); only 16MB can be followed.")
        }
        let known = LogFolder(folder.log)
        if identity.timeline > 1 {
            let history = try await ReplicationSession.ask("TIMELINE_HISTORY \(identity.timeline)", source.connection).first?.last ?? ""
            let before = known.histories.first { $0.timeline == identity.timeline }
            guard before == nil || before?.left == LogHistory.parse(history) else {
                throw Fault(
                    .conflict, "backup.other-history",
                    "\(folder.log) has another timeline \(identity.timeline), of a server that was restored to another moment: give a new folder."
                )
            }
        }
        try Disk.makeFolder(folder.log)
        let target = known.folder(following: identity.timeline)
        try Disk.makeFolder(target)
        let user = try ConnectionWords(source.connection).values["user"]
        let output = folder.path + "/.follow.log"
        let make = try source.program(
            "pg_receivewal", ["--slot=\(slot)", "--create-slot", "--if-not-exists", "--no-password"], major: facts.major, output: output)
        let ending = try await make.run()
        guard ending == .exited(0) else { throw BackupSource.fault("pg_receivewal", ending, make.outputTail, user: user) }
        let follow = try source.program(
            "pg_receivewal", ["--slot=\(slot)", "--directory=\(target)", "--synchronous", "--no-password"], major: facts.major,
            output: output)
        return LogFollower(folder, source, follow, progress)
    }

    private init(_ folder: BackupFolder, _ source: BackupSource, _ program: Program, _ progress: @escaping @Sendable (String) -> Void) {
        self.folder = folder
        self.source = source
        self.program = program
        self.progress = progress
        trouble = Mutex(nil)
    }

    /// Until `stop`, or until it can't go on. While the server is away it tries again every five seconds.
    ///
    /// - Throws: `backup.log-gone` (410) where the server has thrown away what was not followed yet; `backup.failed`.
    package func run() async throws(Fault) {
        guard let lock = try DiskLock(folder.path + "/.follow") else {
            throw Fault(.conflict, "backup.folder-in-use", "The log is followed into \(folder.path) already.")
        }
        defer { lock.release() }
        let ending = try await program.run { [self] line in
            let isTrouble = line.contains("error:") || line.contains("disconnected")
            let news = trouble.withLock { last in
                guard isTrouble, last != line else { return false }
                last = line
                return true
            }
            if news { progress(line) }
            if LogFollower.isFinal(line) || LogFollower.isFinal(program.outputTail) { program.askToStop() }
        }
        let said = program.outputTail
        if LogFollower.isFinal(said), !said.contains("No space left on device") {
            throw Fault(
                .gone, "backup.log-gone",
                "The server no longer has the log from where it was left off: there is a gap. Begin in a new folder with a new back-up, or restore to before it.",
                diagnosis: said)
        }
        guard ending == .exited(0), !said.contains("No space left on device") else {
            throw BackupSource.fault("pg_receivewal", ending, said, user: nil)
        }
    }

    package func stop() { program.askToStop() }

    private static func isFinal(_ said: String) -> Bool {
        said.contains("has already been removed") || said.contains("not in this server's history")
            || said.contains("can no longer get changes")
            || said.contains("has been invalidated") || said.contains("No space left on device")
    }

    /// Whether what was followed reaches back to the beginning of the newest back-up.
    package static func covers(_ stored: BackupFolder.Stored, _ folder: BackupFolder) -> Bool {
        let way = LogFolder(folder.log).way(from: stored.manifest)
        guard let start = LogSegment.number(of: stored.manifest.startLSN) else { return false }
        return way.gap == nil && way.segments.first.map { $0.number == start } ?? false
    }
}
