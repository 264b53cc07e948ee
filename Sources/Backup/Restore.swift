package import Cluster
internal import Glibc
package import RetailCore

/// Restores what a plan says.
package enum Restore {
    /// Into an empty data folder, for the embedded database: recovered when this returns, on a timeline of its own.
    ///
    /// - Throws: `restore.not-empty` (409), `restore.other-name`, `restore.until` (422), `backup.no-space`, `cluster.*`.
    package static func embedded(_ plan: RestorePlan, dataFolder: String, progress: @escaping @Sendable (String) -> Void)
        async throws(Fault)
        -> EmbeddedRestore.Outcome
    {
        let manifest = plan.stored.manifest
        guard manifest.database == "retail" else {
            throw Fault(
                .unprocessable, "restore.other-name",
                "The back-up's database is called \(manifest.database), an embedded one retail: restore with --pgdata for a PostgreSQL of your own."
            )
        }
        let kept = plan.stored.path + "/data"
        try expectEmpty(dataFolder, but: kept)
        try expectRoom(plan, at: parent(dataFolder))
        let files = manifest.files.map(\.path).filter { $0.hasPrefix("data/") }
        let source = EmbeddedRestore.Source(
            base: plan.stored.path + "/base", log: plan.log, version: Int(manifest.postgresMajor), until: plan.until.map(setting))
        return try await EmbeddedRestore(dataFolder: dataFolder, progress: progress).run(source) { () throws(Fault) in
            for file in files {
                let target = dataFolder + "/" + file.dropFirst("data/".count)
                if file.hasPrefix("data/audit/") { try Disk.makeFolder(dataFolder + "/audit") }
                guard let bytes = Disk.read("\(plan.stored.path)/\(file)") else { throw Disk.fault("can't read \(file)") }
                try Disk.write(target, bytes)
            }
        }
    }

    /// Into a folder that a PostgreSQL of somebody's own will be started in: it recovers by itself when it is, and begins a new timeline.
    ///
    /// - Throws: `restore.not-empty` (409), `backup.no-space`, `restore.damaged`.
    package static func files(_ plan: RestorePlan, cluster: String, progress: @escaping @Sendable (String) -> Void) async throws(Fault) {
        guard Disk.names(in: cluster).isEmpty else {
            throw Fault(.conflict, "restore.not-empty", "\(cluster) is not empty: restore into an empty folder.")
        }
        try expectRoom(plan, at: parent(cluster))
        let half = cluster + ".restoring"
        if Disk.exists(half) { try Disk.remove(half) }
        do throws(Fault) {
            progress("Copying the back-up")
            try await run(
                "/usr/bin/cp",
                ["--recursive", "--preserve=mode", "--reflink=auto", "--no-target-directory", plan.stored.path + "/base", half])
            if !plan.log.isEmpty { progress("Copying \(plan.log.count) files of the log") }
            for (path, name) in plan.log {
                try await run("/usr/bin/cp", ["--reflink=auto", "--remove-destination", path, "\(half)/pg_wal/\(name)"])
            }
            for name in ["standby.signal", "backup_manifest"] where Disk.exists("\(half)/\(name)") { try Disk.remove("\(half)/\(name)") }
            let settings = String(decoding: Disk.read(half + "/postgresql.auto.conf") ?? [], as: UTF8.self)
            try Disk.write(half + "/postgresql.auto.conf", Array((settings + recovery(plan)).utf8))
            try Disk.write(half + "/recovery.signal", [])
            // As root: the server's user owns what it was, or is to be.
            var owner = stat()
            if geteuid() == 0, stat(cluster, &owner) == 0 || stat(parent(cluster), &owner) == 0 {
                try await run("/usr/bin/chown", ["--recursive", "\(owner.st_uid):\(owner.st_gid)", half])
            }
            guard chmod(half, 0o700) == 0 else { throw Disk.fault("can't set the mode of \(half)") }
            sync()
            if Disk.exists(cluster) { try Disk.remove(cluster) }
            try Disk.rename(half, to: cluster)
            try Disk.settle(parent(cluster))
        } catch {
            try? Disk.remove(half)
            throw error
        }
    }

    /// The last of two settings wins; without `recovery.signal`, which PostgreSQL takes away when it is done, they mean nothing.
    private static func recovery(_ plan: RestorePlan) -> String {
        let until = plan.until.map { "recovery_target_time = '\(setting($0))'\n" } ?? ""
        return """

            # Written by retail restore, for the recovery of back-up \(plan.stored.manifest.name). The log is in pg_wal already.
            restore_command = 'false'
            recovery_target_timeline = 'latest'
            recovery_target_action = 'promote'
            \(until)
            """
    }

    /// As PostgreSQL's setting takes a time: it knows the zone `Z` only when it has started.
    private static func setting(_ moment: Instant) -> String { moment.description.replacing("T", with: " ").replacing("Z", with: "+00") }

    private static func run(_ program: String, _ arguments: [String]) async throws(Fault) {
        let scratch = try Scratch()
        defer { scratch.remove() }
        let program = Program(Command(program: program, arguments: arguments, output: scratch.path + "/output"))
        let ending = try await program.run()
        guard ending == .exited(0) else {
            let said = program.outputTail
            throw said.contains("No space left on device")
                ? Fault(.unavailable, "backup.no-space", "The disk is full.", diagnosis: said)
                : Fault(.unavailable, "backup.files", "\(arguments.last ?? "A file") can't be written (\(ending)).", diagnosis: said)
        }
    }

    /// What a restore that was cut off has left is nothing.
    private static func expectEmpty(_ dataFolder: String, but kept: String) throws(Fault) {
        for name in Disk.names(in: dataFolder) where name != "postgres" {
            let known = Disk.names(in: "\(dataFolder)/\(name)")
            let isOurs =
                name == "audit"
                ? known.allSatisfy { Disk.read("\(dataFolder)/audit/\($0)") == Disk.read("\(kept)/audit/\($0)") }
                : Disk.read("\(dataFolder)/\(name)") == Disk.read("\(kept)/\(name)")
            guard isOurs else {
                throw Fault(.conflict, "restore.not-empty", "\(dataFolder) is not empty (\(name)): restore into an empty data folder.")
            }
        }
    }

    private static func expectRoom(_ plan: RestorePlan, at folder: String) throws(Fault) {
        let need = plan.stored.manifest.baseBytes + Int64(plan.log.count) * Int64(LogSegment.bytes) + Int64(64 << 20)
        let room = Disk.free(folder)
        guard room > need else {
            throw Fault(.unavailable, "backup.no-space", "\(folder) has \(Disk.words(room)) left; \(Disk.words(need)) are needed.")
        }
    }

    /// The nearest folder that there is.
    private static func parent(_ path: String) -> String {
        var words = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        while !words.isEmpty, !Disk.exists(words.joined(separator: "/")) { words = words.dropLast() }
        let found = words.joined(separator: "/")
        return found.isEmpty ? (path.hasPrefix("/") ? "/" : ".") : found
    }
}
