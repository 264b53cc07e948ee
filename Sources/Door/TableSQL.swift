import Operations
import Postgres
import Synchronization

/// The statements of a table, derived from its columns. There is one way to load and to store rows, so there is one place to get it right.
struct TableSQL {
    let loadKeys: Statement
    let lockKeys: Statement
    let insert: Statement
    let update: Statement
    /// By the first one, two, … columns of the key; unlocked and locked.
    private let groups: [(load: Statement, lock: Statement)]

    static func of<T: Table>(_ type: T.Type) -> TableSQL {
        known.withLock { known in
            if let sql = known[ObjectIdentifier(type)] { return sql }
            let made = TableSQL(T.table.name, T.table.columns, keyWidth: T.Key.width)
            known[ObjectIdentifier(type)] = made
            return made
        }
    }

    /// The insert of a log, made once per type.
    static func insert<T: LogTable>(_ type: T.Type) -> Statement {
        logs.withLock { logs in
            if let statement = logs[ObjectIdentifier(type)] { return statement }
            let made = insert(T.table.name, T.table.columns)
            logs[ObjectIdentifier(type)] = made
            return made
        }
    }

    private static func insert(_ name: String, _ columns: [Column]) -> Statement {
        Statement.generated(
            "INSERT INTO @.\(name) (\(list(columns))) SELECT \(columns.map(\.given).joined(separator: ", ")) FROM \(unnest(columns, as: "u"))"
        )
    }

    private static let known = Mutex<[ObjectIdentifier: TableSQL]>([:])
    private static let logs = Mutex<[ObjectIdentifier: Statement]>([:])

    private init(_ name: String, _ columns: [Column], keyWidth: Int) {
        let keys = Array(columns.prefix(keyWidth))
        loadKeys = TableSQL.load(name, columns, by: keys)
        lockKeys = TableSQL.load(name, columns, by: keys, lockedBy: keys)
        insert = TableSQL.insert(name, columns)
        groups = (1..<max(2, keyWidth)).map { width in
            let first = Array(columns.prefix(width))
            return (TableSQL.load(name, columns, by: first), TableSQL.load(name, columns, by: first, lockedBy: keys))
        }
        let assignments = columns.dropFirst(keyWidth).map { "\($0.name) = \($0.given)" }.joined(separator: ", ")
        let match = keys.map { "t.\($0.name) = u.\($0.name)" }.joined(separator: " AND ")
        update = Statement.generated("UPDATE @.\(name) t SET \(assignments) FROM \(TableSQL.unnest(columns, as: "u")) WHERE \(match)")
    }

    /// Rows by the first columns of their key.
    func loadGroups(width: Int, locked: Bool) -> Statement { locked ? groups[width - 1].lock : groups[width - 1].load }

    /// Sorted by the whole key before it locks, also where a part of it is asked for: two batches that want the same rows meet at the first,
    /// and neither waits for the other in a circle.
    private static func load(_ name: String, _ columns: [Column], by some: [Column], lockedBy keys: [Column] = []) -> Statement {
        let selected = columns.map(\.selected).joined(separator: ", ")
        let match = some.map { "t.\($0.name) = u.\($0.name)" }.joined(separator: " AND ")
        let order = keys.map { "t.\($0.name)" }.joined(separator: ", ")
        let lock = keys.isEmpty ? "" : " ORDER BY \(order) FOR NO KEY UPDATE OF t"
        return Statement.generated("SELECT \(selected) FROM \(unnest(some, as: "u")) JOIN @.\(name) t ON \(match)\(lock)")
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

extension Column {
    /// As it is read of `t`: lists as text.
    var selected: String { kind.isList ? "t.\(name)::text" : "t.\(name)" }
    /// As it is taken from `u`, the parameters: arrays have no arrays of different lengths for elements.
    fileprivate var given: String { kind.isList ? "u.\(name)::\(kind.listType)" : "u.\(name)" }
}
