package import RetailCore

/// One step of a schema's history: `0007-what-it-does.sql`.
package struct MigrationFile: Sendable, Equatable {
    package let number: Int
    package let name: String
    package let sql: String

    package init(number: Int, name: String, sql: String) {
        self.number = number
        self.name = name
        self.sql = sql
    }

    /// All of a directory, in order, without a gap.
    package static func all(in directory: String) throws(Fault) -> [MigrationFile] {
        var files: [MigrationFile] = []
        for entry in try TextDirectory.names(in: directory).sorted() where entry.hasSuffix(".sql") {
            guard let (number, name) = parse(entry) else {
                throw Migrator.fault("migration.file-name", "\(directory)/\(entry) is not named NNNN-what-it-does.sql")
            }
            guard number == files.count + 1 else {
                throw Migrator.fault("migration.gap", "\(directory)/\(entry) should have number \(files.count + 1)")
            }
            files.append(MigrationFile(number: number, name: name, sql: try TextDirectory.read(directory + "/" + entry)))
        }
        return files
    }

    private static func parse(_ entry: String) -> (number: Int, name: String)? {
        let stem = entry.dropLast(4)
        let digits = stem.prefix(4)
        guard digits.utf8.count == 4, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(digits) else { return nil }
        let name = stem.dropFirst(4)
        guard name.hasPrefix("-"), name.count > 1 else { return nil }
        return (number, String(name.dropFirst()))
    }
}
