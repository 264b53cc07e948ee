import Operations
import Postgres
import Synchronization

/// The statements of a table, derived from its columns. There is one way to load and to store rows, so there is one place to get it right.
struct TableSQL {
    let loadKeys: Statement
    let lockKeys: Statement
    let insert: Statement
    let update: Statement
    private let name: String
    private let columns: [Column]

    static func of<T: Table>(_ type: T.Type) -> TableSQL {
        known.withLock { known in
            if let sql = known[ObjectIdentifier(type)] { return sql }
            let made = TableSQL(T.name, T.columns, keyWidth: T.Key.width)
            known[ObjectIdentifier(type)] = made
            return made
        }
    }

    static func insert(_ name: String, _ columns: [Column]) -> Statement {
        Statement.generated("INSERT INTO @.\(name) (\(list(columns))) SELECT \(list(columns)) FROM \(unnest(columns, as: "u"))")
    }

    private static let known = Mutex<[ObjectIdentifier: TableSQL]>([:])

    private init(_ name: String, _ columns: [Column], keyWidth: Int) {
        self.name = name
        self.columns = columns
        let keys = Array(columns.prefix(keyWidth))
        loadKeys = TableSQL.load(name, columns, by: keys, locked: false)
        lockKeys = TableSQL.load(name, columns, by: keys, locked: true)
        insert = TableSQL.insert(name, columns)
        let assignments = columns.dropFirst(keyWidth).map { "\($0.name) = u.\($0.name)" }.joined(separator: ", ")
        let match = keys.map { "t.\($0.name) = u.\($0.name)" }.joined(separator: " AND ")
        update = Statement.generated("UPDATE @.\(name) t SET \(assignments) FROM \(TableSQL.unnest(columns, as: "u")) WHERE \(match)")
    }

    /// Rows by the first columns of their key.
    func loadGroups(width: Int, locked: Bool) -> Statement {
        TableSQL.load(name, columns, by: Array(columns.prefix(width)), locked: locked)
    }

    /// Sorted by key before it locks: two batches that want the same rows meet at the first, and neither waits for the other in a circle.
    private static func load(_ name: String, _ columns: [Column], by keys: [Column], locked: Bool) -> Statement {
        let selected = columns.map { "t.\($0.name)" }.joined(separator: ", ")
        let match = keys.map { "t.\($0.name) = u.\($0.name)" }.joined(separator: " AND ")
        let lock =
            locked
            ? " ORDER BY \(columns.prefix(max(keys.count, 1)).map { "t.\($0.name)" }.joined(separator: ", ")) FOR NO KEY UPDATE OF t" : ""
        return Statement.generated("SELECT \(selected) FROM \(unnest(keys, as: "u")) JOIN @.\(name) t ON \(match)\(lock)")
    }

    private static func list(_ columns: [Column]) -> String { columns.map(\.name).joined(separator: ", ") }

    private static func unnest(_ columns: [Column], as alias: String) -> String {
        let arrays = columns.enumerated().map { "$\($0.offset + 1)::\($0.element.kind.sqlType)[]" }.joined(separator: ", ")
        return "unnest(\(arrays)) AS \(alias)(\(list(columns)))"
    }
}

extension CellWriter {
    /// Each column as an array parameter.
    func parameters(_ columns: [Column]) -> Parameters {
        var parameters = Parameters()
        for (column, elements) in zip(columns, self.columns) {
            parameters.array(elementOID: column.kind.oid, count: rows, hasNulls: hasNulls, elements: elements)
        }
        return parameters
    }
}
