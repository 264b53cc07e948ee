import RetailCore

/// The migrator's steps within a transaction.
extension Migrator {
    static func exists(_ transaction: inout Transaction) throws(Fault) -> Bool {
        var parameters = Parameters()
        parameters.text("retail.migration")
        return try transaction.run(MigrationLedger.exists, parameters)[0].bool(0)
    }

    static func isNumbered(_ transaction: inout Transaction) throws(Fault) -> Bool {
        try transaction.run(MigrationLedger.isNumbered)[0].bool(0)
    }

    static func lock(_ transaction: inout Transaction, _ name: String) throws(Fault) {
        var parameters = Parameters()
        parameters.text(name)
        _ = try transaction.run(MigrationLedger.lock, parameters)
    }

    /// Under the lock. `CREATE SCHEMA IF NOT EXISTS` alone may trust a catalogue cache from before the lock was waited for;
    /// reading `pg_namespace` brings that up to date.
    static func createSchema(_ transaction: inout Transaction) throws(Fault) {
        var parameters = Parameters()
        parameters.text(transaction.scope.schema)
        if try transaction.run(MigrationLedger.schemaExists, parameters)[0].bool(0) { return }
        try transaction.script(#"CREATE SCHEMA "\#(transaction.scope.schema)""#)
    }

    static func pending(_ transaction: inout Transaction, _ name: String, _ files: [MigrationFile]) throws(Fault) -> [MigrationFile] {
        var scope = Parameters()
        scope.text(name)
        var texts = Parameters()
        texts.texts(files.map(\.sql))
        transaction.queue(MigrationLedger.applied, scope)
        transaction.queue(MigrationLedger.digests, texts)
        let results = try transaction.flight()
        var applied: [MigrationLedger.Entry] = []
        for row in results[0].rows { applied.append(.init(name: try row.text(0), checksum: try row.bytes(1))) }
        var digests: [[UInt8]] = []
        for row in results[1].rows { digests.append(try row.bytes(0)) }
        return try MigrationLedger.pending(files, digests, applied: applied, scope: name)
    }

    static func entry(_ name: String, _ file: MigrationFile) -> Parameters {
        var parameters = Parameters()
        parameters.text(name)
        parameters.text(file.name)
        parameters.text(file.sql)
        return parameters
    }
}
