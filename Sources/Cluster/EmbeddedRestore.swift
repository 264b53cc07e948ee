internal import Foundation
internal import Glibc
package import RetailCore

/// Brings a base back-up and the log behind it into a data folder that has no database, and lets PostgreSQL recover it there.
///
/// All of it happens in `cluster.restoring`, beside the place where the cluster will stand: cut off anywhere, there is no cluster, and no
/// server starts in its place. The end of it is a new timeline, always: what the back-up's server did afterwards is another history.
package struct EmbeddedRestore: Sendable {
    package struct Source: Sendable {
        /// PGDATA of the base back-up.
        var base: String
        /// Files of the log by the names they have in `pg_wal`.
        var log: [(path: String, name: String)]
        /// PostgreSQL's major version.
        var version: Int
        /// The log is followed to here, as PostgreSQL reads a time; nil: to its end.
        var until: String?

        package init(base: String, log: [(path: String, name: String)], version: Int, until: String?) {
            (self.base, self.log, self.version, self.until) = (base, log, version, until)
        }
    }

    package struct Outcome: Sendable {
        package var timeline: Int
        /// When the last transaction was committed that is in it, as PostgreSQL writes a time; nil where the log had none.
        package var lastCommit: String?
    }

    private let dataFolder: String
    private let progress: @Sendable (String) -> Void

    package init(dataFolder: String, progress: @escaping @Sendable (String) -> Void) {
        (self.dataFolder, self.progress) = (dataFolder, progress)
    }

    /// - Parameter finish: what must be there before the cluster is; called when it is recovered, before it stands in its place.
    /// - Throws: `restore.not-empty` (409), `restore.no-space`, `restore.until` (422), `cluster.*` (503).
    package func run(_ source: Source, finish: @escaping @Sendable () throws(Fault) -> Void) async throws(Fault) -> Outcome {
        let outcome: Result<Outcome, Fault> = await withCheckedContinuation { continuation in
            // A thread for all of it: the kernel tells the server of our end by the end of the thread that started it.
            let thread = Thread {
                do throws(Fault) {
                    continuation.resume(returning: .success(try runHere(source, finish)))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
            thread.name = "restore"
            thread.start()
        }
        return try outcome.get()
    }

    private func runHere(_ source: Source, _ finish: () throws(Fault) -> Void) throws(Fault) -> Outcome {
        // Before anything is made.
        _ = try Binaries.find(version: source.version)
        let supervisor = Supervisor(dataFolder: dataFolder, progress: progress)
        let server = try Server.prepare(dataFolder: dataFolder, supervisor: supervisor)
        let folders = server.folders
        let lock = try FolderLock(folders)
        guard access(folders.cluster, F_OK) != 0 else {
            throw Fault(.conflict, "restore.not-empty", "There is a database in \(folders.cluster): restore into an empty data folder.")
        }
        do throws(Fault) {
            try fill(server, source)
            let outcome = try recover(server, source)
            try finish()
            sync()
            guard rename(folders.restoring, folders.cluster) == 0 else { throw systemFault("can't rename \(folders.restoring)") }
            sync()
            server.removeTemporaryFolder()
            lock.release()
            return outcome
        } catch {
            progress("Clearing away what was begun")
            try? FileManager.default.removeItem(atPath: folders.restoring)
            server.removeTemporaryFolder()
            lock.release()
            throw error
        }
    }

    private func fill(_ server: Server, _ source: Source) throws(Fault) {
        let half = server.folders.restoring
        try? FileManager.default.removeItem(atPath: half)
        progress("Copying the back-up")
        let copy = Command(
            program: "/usr/bin/cp",
            arguments: ["--recursive", "--preserve=mode", "--reflink=auto", "--no-target-directory", source.base, half],
            account: nil, output: server.folders.root + "/restore.log")
        try server.supervisor.run(copy, "Copying the back-up")
        if !source.log.isEmpty { progress("Copying \(source.log.count) files of the log") }
        for (path, name) in source.log {
            let target = "\(half)/pg_wal/\(name)"
            do {
                // The back-up brought the first of them itself, perhaps half of it.
                if FileManager.default.fileExists(atPath: target) { try FileManager.default.removeItem(atPath: target) }
                try FileManager.default.copyItem(atPath: path, toPath: target)
            } catch {
                throw Fault(.unavailable, "cluster.system", "\(path) can't be copied to \(target): \(error.localizedDescription)")
            }
        }
        for name in ["standby.signal", "postmaster.pid", "postmaster.opts", "backup_manifest"] { unlink("\(half)/\(name)") }
        try TextFile.replace(half + "/recovery.signal", "", mode: 0o600)
        let (user, group) = (server.account.user, server.account.group)
        let own = Command(
            program: "/usr/bin/chown", arguments: ["--recursive", "\(user):\(group)", half], account: nil,
            output: server.folders.root + "/restore.log")
        try server.supervisor.run(own, "Giving the database to \(server.account.name)")
        guard chmod(half, 0o700) == 0 else { throw systemFault("can't set the mode of \(half)") }
    }

    private func recover(_ server: Server, _ source: Source) throws(Fault) -> Outcome {
        let log = server.folders.root + "/start.log"
        progress(source.until.map { "Recovering up to \($0)" } ?? "Recovering")
        try server.prepareSettings(source.version)
        // The log is in the cluster already, so that nothing outside of it is needed. As a promoted server it begins a new timeline.
        var settings = [
            "restore_command=false", "recovery_target_timeline=latest", "recovery_target_action=promote", "recovery_target_inclusive=on",
            "hot_standby=off", "logging_collector=off", "archive_mode=off", "primary_conninfo=",
        ]
        if let until = source.until { settings.append("recovery_target_time=\(until)") }
        let process: pid_t
        do throws(Fault) {
            process = try server.launch(restoring: true, settings)
        } catch {
            let said = TextFile.read(log) ?? ""
            guard said.contains("recovery ended before configured recovery target was reached") else { throw error }
            throw Fault(
                .unprocessable, "restore.until",
                "The log ends before \(source.until ?? ""): the last it has is \(Self.value("last completed transaction was at log time ", said) ?? "the back-up itself")."
            )
        }
        let said = TextFile.read(log) ?? ""
        server.supervisor.askToStop()
        let ending = server.supervisor.wait(for: process)
        guard ending == .exited(0) else {
            throw Fault(.unavailable, "cluster.start-failed", "The restored database did not stop as it should (\(ending)); see \(log).")
        }
        guard let timeline = Self.value("selected new timeline ID: ", said).flatMap({ Int($0) }) else {
            throw Fault(.broken, "restore.timeline", "The restored database did not begin a new timeline; see \(log).")
        }
        unlink(server.folders.password)
        return Outcome(timeline: timeline, lastCommit: Self.value("last completed transaction was at log time ", said))
    }

    /// What stands behind these words, to the end of the line.
    private static func value(_ words: String, _ text: String) -> String? {
        text.split(separator: "\n").last { $0.contains(words) }.flatMap { line in
            line.ranges(of: words).last.map { String(line[$0.upperBound...]) }
        }
    }
}
