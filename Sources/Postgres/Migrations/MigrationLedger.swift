import RetailCore

/// `retail.migration`: what has been applied, to the registry and to each tenant's schema.
enum MigrationLedger {
    struct Entry: Sendable {
        let name: String
        let checksum: [UInt8]
    }

    static let create = """
        CREATE TABLE IF NOT EXISTS @.migration (
            scope text NOT NULL,
            name text NOT NULL,
            checksum bytea NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (scope, name)
        )
        """

    static let exists = Statement("SELECT to_regclass($1) IS NOT NULL")
    /// Two nodes that start at once: one applies, the other finds it done. Held to the end of the transaction.
    static let lock = Statement("SELECT pg_advisory_xact_lock(hashtextextended('retail.migration:' || $1, 0))")
    static let schemaExists = Statement("SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = $1)")
    static let forget = Statement(#"DELETE FROM "retail".migration WHERE scope = $1"#)
    static let applied = Statement(#"SELECT name, checksum FROM "retail".migration WHERE scope = $1 ORDER BY name"#)
    static let digests = Statement(
        "SELECT sha256(convert_to(sql, 'UTF8')) FROM unnest($1) WITH ORDINALITY AS file (sql, place) ORDER BY place")
    static let insert = Statement(
        #"INSERT INTO "retail".migration (scope, name, checksum) VALUES ($1, $2, sha256(convert_to($3, 'UTF8')))"#)

    /// A ledger of before steps were named by their time: its numbers count the files.
    static let isNumbered = Statement(
        """
        SELECT EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass('retail.migration') AND attname = 'number' AND NOT attisdropped)
        """)
    static let rename = Statement(
        """
        UPDATE "retail".migration m SET name = f.name FROM unnest($1) WITH ORDINALITY f (name, place)
        WHERE m.number = f.place AND (m.scope = 'registry') = $2
        """)
    static let dropNumbers = """
        ALTER TABLE @.migration DROP COLUMN number;
        ALTER TABLE @.migration ADD PRIMARY KEY (scope, name);
        """

    /// Compares what was applied with the files.
    ///
    /// - Returns: the files yet to be applied, also those that are older than the last that was.
    static func pending(_ files: [MigrationFile], _ digests: [[UInt8]], applied: [Entry], scope: String) throws(Fault) -> [MigrationFile] {
        // Whoever may only look finds numbers still: then there is something to do.
        guard applied.allSatisfy({ MigrationFile.isName($0.name) }) else { return files }
        let digest = Dictionary(zip(files.map(\.name), digests)) { first, _ in first }
        for entry in applied {
            guard let known = digest[entry.name] else {
                throw Migrator.fault(
                    "migration.newer", "\(scope): \(entry.name) was applied and is not among the files; use a newer release")
            }
            guard entry.checksum == known else {
                throw Migrator.fault("migration.changed", "\(scope): \(entry.name) was changed after it was applied")
            }
        }
        let done = Set(applied.map(\.name))
        return files.filter { !done.contains($0.name) }
    }
}
