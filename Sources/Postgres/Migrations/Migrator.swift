package import RetailCore

/// Brings schemas forward, file by file; never back.
///
/// Every file is applied in a transaction together with its entry in `retail.migration`, under an advisory lock, so a migration that was
/// interrupted goes on where it stopped and nodes that start at once don't collide. In a file `@.` stands for the schema.
package struct Migrator: Sendable {
    private let database: Database
    private let registryFiles: [MigrationFile]
    private let tenantFiles: [MigrationFile]

    package init(_ database: Database, registryFiles: [MigrationFile], tenantFiles: [MigrationFile]) {
        self.database = database
        self.registryFiles = registryFiles
        self.tenantFiles = tenantFiles
    }

    /// Reads `<directory>/registry` and `<directory>/tenant`.
    package init(_ database: Database, directory: String) throws(Fault) {
        self.init(
            database, registryFiles: try MigrationFile.all(in: directory + "/registry"),
            tenantFiles: try MigrationFile.all(in: directory + "/tenant"))
    }

    /// - Returns: the numbers of the files that were applied.
    @discardableResult package func migrateRegistry() async throws(Fault) -> [String] {
        try await prepare()
        return try await migrate(.registry, "registry", registryFiles)
    }

    /// The schema is made if it doesn't exist; roles and grants are the caller's, or the files', affair.
    @discardableResult package func migrate(tenantSchema: String) async throws(Fault) -> [String] {
        try await prepare()
        return try await migrateTenant(tenantSchema)
    }

    /// All tenants, one after the other. One that fails doesn't hold up the rest; to run it again is to resume.
    ///
    /// - Throws: the first tenant's fault, when all have been tried.
    package func migrate(tenantSchemas: [String], progress: @Sendable (MigrationProgress) -> Void = { _ in }) async throws(Fault) {
        try await prepare()
        var first: Fault?
        for (index, schema) in tenantSchemas.enumerated() {
            let outcome: Result<[String], Fault>
            do throws(Fault) {
                outcome = .success(try await migrateTenant(schema))
            } catch {
                outcome = .failure(error)
                first = first ?? error
            }
            progress(MigrationProgress(schema: schema, done: index + 1, total: tenantSchemas.count, outcome: outcome))
        }
        if let first { throw first }
    }

    /// What `migrateRegistry` would apply; for a server that starts without the right to migrate.
    package func pendingForRegistry() async throws(Fault) -> [MigrationFile] { try await pending("registry", registryFiles) }

    /// What `migrate(tenantSchema:)` would apply.
    package func pending(tenantSchema: String) async throws(Fault) -> [MigrationFile] { try await pending(tenantSchema, tenantFiles) }

    private func pending(_ name: String, _ files: [MigrationFile]) async throws(Fault) -> [MigrationFile] {
        try await database.transaction(.read, in: .registry) { (transaction) throws(Fault) in
            guard try Migrator.exists(&transaction) else { return files }
            return try Migrator.pending(&transaction, name, files)
        }
    }

    /// The lock under which the transaction's schema is migrated, held to its end.
    package func lock(_ transaction: inout Transaction) throws(Fault) {
        transaction.waitForEver()
        try Migrator.lock(&transaction, transaction.scope.schema)
    }

    /// The transaction's schema, unless it is there.
    package func createSchema(_ transaction: inout Transaction) throws(Fault) { try Migrator.createSchema(&transaction) }

    /// All files of a new schema, within the caller's transaction: there is the whole of it or nothing. Under the schema's lock.
    package func found(_ transaction: inout Transaction) throws(Fault) {
        let schema = transaction.scope.schema
        // The ledger may know one of that name that somebody has dropped.
        var name = Parameters()
        name.text(schema)
        transaction.queue(MigrationLedger.forget, name)
        for file in tenantFiles {
            try transaction.script(file.sql)
            transaction.queue(MigrationLedger.insert, Migrator.entry(schema, file))
        }
    }

    private func migrateTenant(_ schema: String) async throws(Fault) -> [String] {
        // "registry" is the registry's own name in the ledger.
        guard let scope = Scope(schema: schema), schema != "registry", scope != .registry else {
            throw Migrator.fault("migration.schema", "\(schema) can't be a tenant's schema")
        }
        return try await migrate(scope, schema, tenantFiles)
    }

    private func migrate(_ scope: Scope, _ name: String, _ files: [MigrationFile]) async throws(Fault) -> [String] {
        var applied: [String] = []
        while let file = try await next(scope, name, files) { applied.append(file) }
        return applied
    }

    /// Applies one file, if there is one to apply.
    private func next(_ scope: Scope, _ name: String, _ files: [MigrationFile]) async throws(Fault) -> String? {
        let known = try await pending(name, files)
        guard !known.isEmpty else { return nil }
        return try await database.transaction(.write, in: scope) { (transaction) throws(Fault) in
            transaction.waitForEver()
            try Migrator.lock(&transaction, name)
            // Looked at again: another node may have been here while we waited for the lock.
            guard let file = try Migrator.pending(&transaction, name, files).first else { return nil }
            try Migrator.createSchema(&transaction)
            try transaction.script(file.sql)
            transaction.queue(MigrationLedger.insert, Migrator.entry(name, file))
            try transaction.commit()
            return file.name
        }
    }

    /// Makes the ledger. Looked for first: a role that may not create schemas can still find everything done.
    private func prepare() async throws(Fault) {
        try await database.transaction(.write, in: .registry) { (transaction) throws(Fault) in
            let exists = try Migrator.exists(&transaction)
            if exists, try !Migrator.isNumbered(&transaction) { return }
            transaction.waitForEver()
            try Migrator.lock(&transaction, "registry")
            if exists {
                try nameByTime(&transaction)
            } else {
                try Migrator.createSchema(&transaction)
                try transaction.script(MigrationLedger.create)
            }
        }
    }

    /// Gives the steps of a numbered ledger their names. Under the lock, so it is looked at again.
    private func nameByTime(_ transaction: inout Transaction) throws(Fault) {
        guard try Migrator.isNumbered(&transaction) else { return }
        for (files, isRegistry) in [(registryFiles, true), (tenantFiles, false)] {
            var parameters = Parameters()
            parameters.texts(files.map(\.name))
            parameters.bool(isRegistry)
            _ = try transaction.run(MigrationLedger.rename, parameters)
        }
        try transaction.script(MigrationLedger.dropNumbers)
    }

    static func fault(_ code: String, _ diagnosis: String) -> Fault {
        Fault(.broken, code, "The database and this release don't belong together.", diagnosis: diagnosis)
    }
}
