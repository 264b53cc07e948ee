import RetailCore

/// `retail.migration`: what has been applied, to the registry and to each tenant's schema.
enum MigrationLedger {
    struct Entry: Sendable {
        let number: Int
        let name: String
        let checksum: [UInt8]
    }

    static let create = """
        CREATE TABLE IF NOT EXISTS @.migration (
            scope text NOT NULL,
            number integer NOT NULL,
            name text NOT NULL,
            checksum bytea NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (scope, number)
        )
        """

    static let exists = Statement("SELECT to_regclass($1) IS NOT NULL")
    /// Two nodes that start at once: one applies, the other finds it done. Held to the end of the transaction.
    static let lock = Statement("SELECT pg_advisory_xact_lock(hashtextextended('retail.migration:' || $1, 0))")
    static let schemaExists = Statement("SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = $1)")
    static let forget = Statement(#"DELETE FROM "retail".migration WHERE scope = $1"#)
    static let applied = Statement(#"SELECT number, name, checksum FROM "retail".migration WHERE scope = $1 ORDER BY number"#)
    static let digests = Statement(
        "SELECT sha256(convert_to(sql, 'UTF8')) FROM unnest($1) WITH ORDINALITY AS file (sql, place) ORDER BY place")
    static let insert = Statement(
        #"INSERT INTO "retail".migration (scope, number, name, checksum) VALUES ($1, $2, $3, sha256(convert_to($4, 'UTF8')))"#)

    /// Compares what was applied with the files.
    ///
    /// - Returns: the files yet to be applied.
    static func pending(_ files: [MigrationFile], _ digests: [[UInt8]], applied: [Entry], scope: String) throws(Fault) -> [MigrationFile] {
        for (index, entry) in applied.enumerated() {
            guard entry.number == index + 1 else {
                throw Migrator.fault("migration.gap", "\(scope): number \(index + 1) was never applied, \(entry.number) was")
            }
            guard index < files.count else {
                throw Migrator.fault(
                    "migration.newer", "\(scope): the database is at \(applied.count), the files end at \(files.count); use a newer release"
                )
            }
            guard entry.checksum == digests[index] else {
                throw Migrator.fault(
                    "migration.changed", "\(scope): \(entry.number)-\(files[index].name) was changed after it was applied as \(entry.name)")
            }
        }
        return Array(files.dropFirst(applied.count))
    }
}
