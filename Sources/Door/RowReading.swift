package import Operations
package import Postgres
package import RetailCore

extension StoredRow {
    /// Every column of the table's rows, in their order.
    ///
    /// - Parameter rest: what follows `FROM @.table t`.
    package static func select(_ rest: String) -> Statement { .generated("SELECT \(selection) FROM @.\(table.name) t \(rest)") }

    static var selection: String { table.columns.map(\.selected).joined(separator: ", ") }

    /// What a statement of `select` found.
    package static func rows(_ result: ResultSet) throws(Fault) -> [Self] {
        var rows: [Self] = []
        rows.reserveCapacity(result.count)
        for row in 0..<result.count { rows.append(try Self(result, row)) }
        return rows
    }

    package init(_ result: ResultSet, _ row: Int) throws(Fault) {
        var cells = CellReader(ResultCells(result: result, row: row))
        try self.init(&cells)
    }
}
