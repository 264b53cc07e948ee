package import RetailCore

/// One step of a schema's history, named by the time at which it was begun: `2026-12-01-1530-what-it-does.sql`. So two branches never make the
/// same step, and each goes its way into a database that has only the other's.
package struct MigrationFile: Sendable, Equatable {
    /// Without `.sql`.
    package let name: String
    package let sql: String

    package init(name: String, sql: String) {
        self.name = name
        self.sql = sql
    }

    /// All of a directory, in the order of their names.
    package static func all(in directory: String) throws(Fault) -> [MigrationFile] {
        var files: [MigrationFile] = []
        for entry in try TextDirectory.names(in: directory).sorted() where entry.hasSuffix(".sql") {
            let name = String(entry.dropLast(4))
            guard isName(name) else {
                throw Migrator.fault("migration.file-name", "\(directory)/\(entry) is not named YYYY-MM-DD-HHMM-what-it-does.sql")
            }
            files.append(MigrationFile(name: name, sql: try TextDirectory.read(directory + "/" + entry)))
        }
        return files
    }

    static func isName(_ name: String) -> Bool { name.wholeMatch(of: /[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]{4}-[a-z0-9-]+/) != nil }
}
