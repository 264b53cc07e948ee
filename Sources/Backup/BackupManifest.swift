package import JSON
package import RetailCore

/// What a back-up is of, and that it is whole: written last. A folder without it is none.
package struct BackupManifest: WireObject {
    /// Rows of a chain at one moment.
    package struct Counts: WireObject {
        package static var wireName: String { "BackupCounts" }
        package var sales: Int64
        package var operations: Int64
        package var stockMovements: Int64
        package var auditRows: Int64
        /// Streams with the position of their head.
        package var heads: [Head]

        init(sales: Int64, operations: Int64, stockMovements: Int64, auditRows: Int64, heads: [Head]) {
            self.sales = sales
            self.operations = operations
            self.stockMovements = stockMovements
            self.auditRows = auditRows
            self.heads = heads
        }

        package init(_ fields: inout Fields) throws(Fault) {
            sales = try fields.required("sales")
            operations = try fields.required("operations")
            stockMovements = try fields.required("stock_movements")
            auditRows = try fields.required("audit_rows")
            heads = try fields.required("heads")
        }

        package func members(_ writer: inout JSONWriter) {
            writer.member("sales", sales)
            writer.member("operations", operations)
            writer.member("stock_movements", stockMovements)
            writer.member("audit_rows", auditRows)
            writer.member("heads", heads)
        }
    }

    package struct Head: WireObject {
        package static var wireName: String { "BackupHead" }
        package var stream: String
        package var position: Int64

        init(stream: String, position: Int64) {
            self.stream = stream
            self.position = position
        }

        package init(_ fields: inout Fields) throws(Fault) {
            stream = try fields.required("stream")
            position = try fields.required("position")
        }

        package func members(_ writer: inout JSONWriter) {
            writer.member("stream", stream)
            writer.member("position", position)
        }
    }

    package struct Chain: WireObject {
        package static var wireName: String { "BackupChain" }
        package var id: ID<Tenant>
        package var slug: String
        package var schema: String
        package var migration: Int64
        /// Counted before the copy began: it has at least that.
        package var counts: Counts?
        /// The last seal of its audit trail then, and that in hexadecimal.
        package var seal: Int64?
        package var sealHash: String?
        /// Why nothing could be counted.
        package var fault: String?

        init(id: ID<Tenant>, slug: String, schema: String, migration: Int64) {
            self.id = id
            self.slug = slug
            self.schema = schema
            self.migration = migration
        }

        package init(_ fields: inout Fields) throws(Fault) {
            id = try fields.required("id")
            slug = try fields.required("slug")
            schema = try fields.required("schema")
            migration = try fields.required("migration")
            counts = try fields.optional("counts")
            seal = try fields.optional("seal")
            sealHash = try fields.optional("seal_hash")
            fault = try fields.optional("fault")
        }

        package func members(_ writer: inout JSONWriter) {
            writer.member("id", id)
            writer.member("slug", slug)
            writer.member("schema", schema)
            writer.member("migration", migration)
            writer.member("counts", counts)
            writer.member("seal", seal)
            writer.member("seal_hash", sealHash)
            writer.member("fault", fault)
        }
    }

    package struct File: WireObject {
        package static var wireName: String { "BackupFile" }
        /// In the back-up's folder.
        package var path: String
        package var bytes: Int64
        package var sha256: String

        init(path: String, bytes: Int64, sha256: String) {
            self.path = path
            self.bytes = bytes
            self.sha256 = sha256
        }

        package init(_ fields: inout Fields) throws(Fault) {
            path = try fields.required("path")
            bytes = try fields.required("bytes")
            sha256 = try fields.required("sha256")
        }

        package func members(_ writer: inout JSONWriter) {
            writer.member("path", path)
            writer.member("bytes", bytes)
            writer.member("sha256", sha256)
        }
    }

    static let currentFormat: Int64 = 1

    package var format = BackupManifest.currentFormat
    package var name: String
    package var product: String
    package var postgres: String
    /// PostgreSQL's major version.
    package var postgresMajor: Int64
    package var database: String
    package var system: String
    package var timeline: Int64
    package var startLSN = ""
    package var endLSN = ""
    /// By the database's clock.
    package var startedAt: Instant
    package var finishedAt: Instant
    package var registryMigration: Int64 = 0
    package var chains: [Chain] = []
    /// Of `base`, whose files are summed by `base/backup_manifest`.
    package var baseBytes: Int64 = 0
    /// Every file outside of `base`, and `base/backup_manifest`.
    package var files: [File] = []
    package var secrets: [String] = []
    package var notIncluded: [String] = []

    init(
        name: String, product: String, postgres: String, postgresMajor: Int64, database: String, system: String, timeline: Int64,
        startedAt: Instant
    ) {
        self.name = name
        self.product = product
        self.postgres = postgres
        self.postgresMajor = postgresMajor
        self.database = database
        self.system = system
        self.timeline = timeline
        self.startedAt = startedAt
        finishedAt = startedAt
    }

    package init(_ fields: inout Fields) throws(Fault) {
        format = try fields.required("format")
        name = try fields.required("name")
        product = try fields.required("product")
        postgres = try fields.required("postgres")
        postgresMajor = try fields.required("postgres_major")
        database = try fields.required("database")
        system = try fields.required("system_identifier")
        timeline = try fields.required("timeline")
        startLSN = try fields.required("start_lsn")
        endLSN = try fields.required("end_lsn")
        startedAt = try fields.required("started_at")
        finishedAt = try fields.required("finished_at")
        registryMigration = try fields.required("registry_migration")
        chains = try fields.required("chains")
        baseBytes = try fields.required("base_bytes")
        files = try fields.required("files")
        secrets = try fields.required("secrets")
        notIncluded = try fields.required("not_included")
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("format", format)
        writer.member("name", name)
        writer.member("product", product)
        writer.member("postgres", postgres)
        writer.member("postgres_major", postgresMajor)
        writer.member("database", database)
        writer.member("system_identifier", system)
        writer.member("timeline", timeline)
        writer.member("start_lsn", startLSN)
        writer.member("end_lsn", endLSN)
        writer.member("started_at", startedAt)
        writer.member("finished_at", finishedAt)
        writer.member("registry_migration", registryMigration)
        writer.member("chains", chains)
        writer.member("base_bytes", baseBytes)
        writer.member("files", files)
        writer.member("secrets", secrets)
        writer.member("not_included", notIncluded)
    }

    /// - Throws: `backup.manifest` (422) for one that is none, or of a release that this one does not know.
    package static func read(_ path: String) throws(Fault) -> BackupManifest {
        guard let bytes = Disk.read(path) else { throw Fault(.missing, "backup.manifest", "\(path) can't be read.") }
        do throws(Fault) {
            let root = try JSONDocument(bytes).root
            guard try root["format"]?.int64() == currentFormat else {
                throw Fault(.unprocessable, "backup.manifest", "\(path) is of another release: format \(currentFormat) is expected.")
            }
            return try read(root, .none)
        } catch {
            throw error.code == "backup.manifest"
                ? error : Fault(.unprocessable, "backup.manifest", "\(path) is no manifest of a back-up.", diagnosis: error.detail)
        }
    }
}
