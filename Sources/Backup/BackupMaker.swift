import Access
import Cluster
import JSON
import Postgres
package import RetailCore

/// Makes a base back-up: PostgreSQL's own copy of the whole cluster, with the log that makes it consistent, and beside it what of the data
/// folder a restored server needs.
package struct BackupMaker: Sendable {
    let folder: BackupFolder
    let source: BackupSource
    /// Whether the audit key goes along.
    let withSecrets: Bool
    let progress: @Sendable (String) -> Void

    package init(
        _ folder: BackupFolder, _ source: BackupSource, withSecrets: Bool = true, progress: @escaping @Sendable (String) -> Void
    ) {
        (self.folder, self.source, self.withSecrets, self.progress) = (folder, source, withSecrets, progress)
    }

    /// - Throws: `backup.*`, `database.*`, `cluster.postgres-missing`; then nothing that looks like a back-up is left.
    package func run() async throws(Fault) -> BackupFolder.Stored {
        let lock = try folder.lock()
        defer { lock.release() }
        let identity = try await source.identity()
        try folder.expect(system: identity.system)
        try folder.clearHalves()
        let facts = try await source.facts()
        let room = Disk.free(folder.path)
        guard room > facts.bytes / 10 * 11 + Int64(64 << 20) else {
            throw Fault(
                .unavailable, "backup.no-space",
                "\(folder.path) has \(Disk.words(room)) left; the database has \(Disk.words(facts.bytes)), and its log comes on top.")
        }
        let name = folder.newName(at: facts.now)
        let half = folder.path + "/" + name + BackupFolder.half
        try Disk.makeFolder(half)
        do throws(Fault) {
            let manifest = try await make(name, in: half, identity, facts)
            try Disk.rename(half, to: "\(folder.path)/\(name)")
            try Disk.settle(folder.path)
            return BackupFolder.Stored(path: "\(folder.path)/\(name)", manifest: manifest)
        } catch {
            try? Disk.remove(half)
            throw error
        }
    }

    private func make(_ name: String, in half: String, _ identity: BackupSource.Identity, _ facts: ServerFacts.Output) async throws(Fault)
        -> BackupManifest
    {
        var manifest = BackupManifest(
            name: name, product: source.product, postgres: facts.version, postgresMajor: facts.major, database: facts.database,
            system: identity.system, timeline: Int64(identity.timeline), startedAt: facts.now)
        // Before the copy, which therefore has at least what is counted and remembered here.
        progress("Counting")
        manifest.registryMigration = try await TenantRoll.registryMigration(source.database)
        for entry in try await TenantRoll.read(source.database) { manifest.chains.append(await .read(entry, source.database)) }
        try keepDataFolder(in: half, &manifest)
        let roles = try await source.database.read(RolesScript(), in: .registry)
        let words = "-- Roles of the cluster, without passwords.\n" + roles.joined(separator: "\n") + "\n"
        try Disk.write(half + "/roles.sql", Array(words.utf8))

        try await copy(half, facts)
        manifest.finishedAt = try await source.facts().now
        let label = String(decoding: Disk.read(half + "/base/backup_label") ?? [], as: UTF8.self)
        let sums = String(decoding: Disk.read(half + "/base/backup_manifest") ?? [], as: UTF8.self)
        guard let start = label.firstMatch(of: /START WAL LOCATION: ([0-9A-F]+\/[0-9A-F]+)/)?.1,
            let end = sums.matches(of: /"End-LSN": "([0-9A-F]+\/[0-9A-F]+)"/).last?.1,
            let timeline = label.firstMatch(of: /START TIMELINE: ([0-9]+)/).flatMap({ Int64($0.1) })
        else { throw Fault(.broken, "backup.failed", "pg_basebackup left no label or no manifest in \(half).") }
        (manifest.startLSN, manifest.endLSN, manifest.timeline) = (String(start), String(end), timeline)
        manifest.notIncluded += [
            "settings that stand outside of the database's folder (Debian: /etc/postgresql), certificates and keys for TLS, the environment",
            "passwords of the log-ins, but as the database keeps them; an embedded database makes new ones",
        ]
        try finish(&manifest, half)
        return manifest
    }

    /// Sums what is there; the manifest comes last.
    private func finish(_ manifest: inout BackupManifest, _ half: String) throws(Fault) {
        for (path, bytes) in Disk.files(below: half) {
            if path.hasPrefix("base/"), path != "base/backup_manifest" {
                manifest.baseBytes += bytes
                continue
            }
            guard path != "program.log" else { continue }
            manifest.files.append(.init(path: path, bytes: bytes, sha256: try Disk.digest("\(half)/\(path)")))
        }
        try? Disk.remove(half + "/program.log")
        for folder in ["/data/audit", "/data", ""] where Disk.exists(half + folder) { try Disk.settle(half + folder) }
        try Disk.write("\(half)/\(BackupFolder.manifest).new", manifest.json)
        try Disk.rename("\(half)/\(BackupFolder.manifest).new", to: "\(half)/\(BackupFolder.manifest)")
        try Disk.settle(half)
    }

    private func copy(_ half: String, _ facts: ServerFacts.Output) async throws(Fault) {
        progress("Copying \(Disk.words(facts.bytes))")
        let output = half + "/program.log"
        let arguments = [
            "--pgdata=\(half)/base", "--wal-method=stream", "--checkpoint=fast", "--manifest-checksums=SHA256", "--progress", "--verbose",
            "--no-password", "--label=retail backup",
        ]
        let program = try source.program("pg_basebackup", arguments, major: facts.major, output: output)
        let progress = progress
        let every = Every(seconds: 5)
        let ending = try await program.run { line in
            // "12345/67890 kB (18%), 0/1 tablespace"
            if line.contains("kB ("), every.isDue { progress(line.drop { $0 == " " }.description) }
        }
        guard ending == .exited(0) else {
            throw BackupSource.fault(
                "pg_basebackup", ending, program.outputTail, user: (try? ConnectionWords(source.connection))?.values["user"])
        }
    }

    /// Who restores a server can't make these again: without its key the trail can't be sealed on, without what was remembered a cut is not
    /// noticed.
    private func keepDataFolder(in half: String, _ manifest: inout BackupManifest) throws(Fault) {
        try Disk.makeFolder(half + "/data")
        let memory = source.dataFolder + "/audit"
        if Disk.exists(memory) { try Disk.makeFolder(half + "/data/audit") }
        for name in Disk.names(in: memory) where !name.contains(".new") {
            if let bytes = Disk.read("\(memory)/\(name)") { try Disk.write("\(half)/data/audit/\(name)", bytes) }
        }
        let key = source.dataFolder + "/audit.key"
        if source.keyIsElsewhere {
            manifest.notIncluded.append("the key that seals the audit trail: it is in RETAIL_AUDIT_KEY; keep it yourself")
        } else if !withSecrets {
            manifest.notIncluded.append("the key that seals the audit trail (\(key)), by --without-secrets; keep it yourself")
        } else if let bytes = Disk.read(key) {
            try Disk.write(half + "/data/audit.key", bytes)
            manifest.secrets.append("data/audit.key: the key that seals the audit trail")
        } else {
            manifest.notIncluded.append("the key that seals the audit trail: \(key) is not there or can't be read")
        }
        if withSecrets, let bytes = Disk.read(source.dataFolder + "/demo.json") {
            try Disk.write(half + "/data/demo.json", bytes)
            manifest.secrets.append("data/demo.json: log-ins of the demo chain")
        }
        manifest.secrets.append("base: everything that is in the database")
    }
}

extension BackupFolder {
    /// - Throws: `backup.other-database` (409).
    func expect(system: String) throws(Fault) {
        guard let other = all().last(where: { $0.manifest.system != system }) else { return }
        throw Fault(
            .conflict, "backup.other-database",
            "\(path) has back-ups of another database (\(other.manifest.system), this one is \(system)): give each a folder of its own.")
    }
}

extension BackupManifest {
    /// A line a member, for people who look into it.
    var json: [UInt8] {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.bytes + [0x0A]
    }
}
