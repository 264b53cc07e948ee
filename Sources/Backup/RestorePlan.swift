import Cluster
import Foundation
package import RetailCore

/// Which back-up is restored, with which files of the log, after all of it was looked at.
package struct RestorePlan: Sendable {
    package let stored: BackupFolder.Stored
    package let until: Instant?
    /// Words about a file of the log that is missing, though there are later ones.
    package let gap: String?
    let log: [(path: String, name: String)]

    /// - Parameters:
    ///   - name: of the back-up; nil: the newest that leads to `until`.
    ///   - until: the moment to which everything is to be there; nil: all that there is.
    /// - Throws: `restore.until` (422) with what can be reached, `restore.damaged` (422), `backup.unknown` (404), `cluster.version-mismatch`.
    package static func make(
        _ folder: BackupFolder, name: String? = nil, until: Instant? = nil, progress: @escaping @Sendable (String) -> Void
    ) async throws(Fault) -> RestorePlan {
        let all = folder.all()
        let stored: BackupFolder.Stored
        if name == nil, let until {
            _ = try folder.stored(nil)
            guard let found = all.last(where: { $0.manifest.finishedAt <= until }) else { throw try await beyond(until, folder) }
            stored = found
        } else {
            stored = try folder.stored(name)
        }
        let end = try await end(of: stored, folder)
        if let until, until < stored.manifest.finishedAt || until > end.to { throw try await beyond(until, folder) }
        progress("Checking back-up \(stored.manifest.name), \(Disk.words(stored.manifest.baseBytes)), of \(stored.manifest.finishedAt)")
        try await check(stored)
        var log = end.way.segments.map { ($0.path, $0.name) }
        log += end.way.histories.map { ($0.path, String($0.path.split(separator: "/").last ?? "")) }
        return RestorePlan(
            stored: stored, until: until,
            gap: end.way.gap.map { "The log has a gap at segment \($0): what comes after it can't be reached from this back-up." }, log: log
        )
    }

    /// What the log leads to: any moment from the end of the first back-up that it reaches back to, to its own last commit.
    ///
    /// - Returns: nil where the back-ups alone can be restored.
    package static func reach(_ folder: BackupFolder) async throws(Fault) -> (from: Instant, to: Instant)? {
        guard let first = folder.all().first(where: { LogFollower.covers($0, folder) }) else { return nil }
        return (first.manifest.finishedAt, try await end(of: first, folder).to)
    }

    private static func beyond(_ until: Instant, _ folder: BackupFolder) async throws(Fault) -> Fault {
        _ = try folder.stored(nil)
        let words: String
        if let (from, to) = try await reach(folder) {
            words = "back-ups and log lead to any moment from \(from) to \(to), which is the last that was written"
        } else {
            let ends = folder.all().map { "\($0.manifest.name) of \($0.manifest.finishedAt)" }.joined(separator: ", ")
            words = "the log was not followed, so that there are the back-ups alone (--backup): \(ends)"
        }
        return Fault(
            .unprocessable, "restore.until", "\(until) can't be reached: \(words). Without --until everything is restored that there is.")
    }

    /// How far the log leads from a back-up.
    private static func end(of stored: BackupFolder.Stored, _ folder: BackupFolder) async throws(Fault) -> (way: LogFolder.Way, to: Instant)
    {
        let way = LogFolder(folder.log).way(from: stored.manifest)
        let last = try await LogReader(major: stored.manifest.postgresMajor, folder: folder).lastCommit(way.segments)
        return (way, max(last ?? stored.manifest.finishedAt, stored.manifest.finishedAt))
    }

    /// Every file by its sum: ours by the manifest, the cluster's by `pg_verifybackup`, which also reads the log that makes it consistent.
    private static func check(_ stored: BackupFolder.Stored) async throws(Fault) {
        for file in stored.manifest.files {
            let path = "\(stored.path)/\(file.path)"
            guard Disk.exists(path), try Disk.digest(path) == file.sha256 else {
                throw Fault(
                    .unprocessable, "restore.damaged",
                    "The back-up \(stored.manifest.name) is damaged: \(file.path) is not as it was written.")
            }
        }
        let output = try Scratch()
        defer { output.remove() }
        let binaries = try Binaries.clients(version: Int(stored.manifest.postgresMajor))
        let program = Program(
            Command(
                program: try binaries.program("pg_verifybackup"), arguments: ["\(stored.path)/base"], output: output.path + "/verify.log"))
        let ending = try await program.run()
        guard ending == .exited(0) else {
            throw Fault(
                .unprocessable, "restore.damaged", "The back-up \(stored.manifest.name) is damaged (\(ending)).",
                diagnosis: program.outputTail)
        }
    }
}

/// A folder for a moment.
struct Scratch {
    let path: String

    init() throws(Fault) {
        path = FileManager.default.temporaryDirectory.path + "/retail-backup-" + String(UInt64.random(in: .min ... .max), radix: 16)
        try Disk.makeFolder(path)
    }

    func remove() { try? Disk.remove(path) }
}
