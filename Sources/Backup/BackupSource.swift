import Cluster
package import Postgres
package import RetailCore

/// The database that is copied, and the log-ins for it.
package struct BackupSource: Sendable {
    /// A node's log-in, started: what is counted.
    package let database: Database
    /// With REPLICATION.
    package let connection: Secret<String>
    /// Where `audit.key` and what nodes remember of their seals are.
    package let dataFolder: String
    /// Whether the audit key stands elsewhere (RETAIL_AUDIT_KEY).
    package let keyIsElsewhere: Bool
    package let product: String

    package init(database: Database, connection: Secret<String>, dataFolder: String, keyIsElsewhere: Bool, product: String) {
        self.database = database
        self.connection = connection
        self.dataFolder = dataFolder
        self.keyIsElsewhere = keyIsElsewhere
        self.product = product
    }

    struct Identity: Sendable {
        var system: String
        var timeline: UInt32
    }

    /// - Throws: `backup.rights` (403) in words that say what to give; `database.unreachable`.
    func identity() async throws(Fault) -> Identity {
        do throws(Fault) {
            guard let row = try await ReplicationSession.ask("IDENTIFY_SYSTEM", connection).first, row.count >= 2,
                let timeline = UInt32(row[1])
            else { throw Fault(.unavailable, "database.replication-answer", "The server does not say what it is.") }
            return Identity(system: row[0], timeline: timeline)
        } catch {
            guard error.code == "database.replication" else { throw error }
            throw BackupSource.rights(error.diagnosis ?? "", user: (try? ConnectionWords(connection))?.values["user"])
        }
    }

    func facts() async throws(Fault) -> ServerFacts.Output {
        guard let facts = try await database.read(ServerFacts(), in: .registry).first else {
            throw Fault(.unavailable, "database.replication-answer", "The server does not say what it is.")
        }
        return facts
    }

    /// One of PostgreSQL's programs, told by its environment where the server is.
    func program(_ name: String, _ arguments: [String], major: Int64, output: String) throws(Fault) -> Program {
        let words = try ConnectionWords(connection)
        let environment = words.environment.filter { !$0.hasPrefix("PGDATABASE=") } + ["PGAPPNAME=retail-backup"]
        let binaries = try Binaries.clients(version: Int(major))
        return Program(
            Command(program: try binaries.program(name), arguments: arguments, environment: environment, output: output))
    }

    static func rights(_ said: String, user: String?) -> Fault {
        let name = user ?? "retail_backup"
        return Fault(
            .forbidden, "backup.rights",
            """
            The log-in \(name) may not copy the database. It needs, once:
              as the superuser:  CREATE ROLE \(name) LOGIN REPLICATION PASSWORD '…';   (one that is there: ALTER ROLE \(name) REPLICATION;)
              in pg_hba.conf:    host replication \(name) <this machine's address>/32 scram-sha-256   (then: SELECT pg_reload_conf();)
            and is named by --backup-database or BACKUP_DATABASE_URL. An embedded database is set up for it when its server starts again.
            """, diagnosis: said)
    }

    /// What one of the programs said when it failed, for the operator.
    static func fault(_ name: String, _ ending: Ending, _ said: String, user: String?) -> Fault {
        let has = { (words: String...) in words.contains { said.contains($0) } }
        if has("No space left on device", "Disk quota exceeded") {
            return Fault(.unavailable, "backup.no-space", "The disk is full: \(name) could not write all of it.", diagnosis: said)
        }
        if has("pg_hba.conf", "replication role", "permission denied to start WAL sender") { return rights(said, user: user) }
        if has("max_wal_senders", "replication slots are in use", "too many clients") {
            return Fault(
                .unavailable, "backup.senders",
                "The server has no session left for a back-up: raise max_wal_senders and max_replication_slots (10 is PostgreSQL's default), or end one.",
                diagnosis: said)
        }
        if has("incompatible server version") {
            return Fault(
                .unavailable, "backup.version", "\(name) is too old for this server: install its version's client.", diagnosis: said)
        }
        return Fault(.unavailable, "backup.failed", "\(name) failed (\(ending)).", diagnosis: said)
    }
}
