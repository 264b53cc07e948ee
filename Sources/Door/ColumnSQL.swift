package import Operations
package import Postgres

// How the pure rows of `Operations` meet PostgreSQL.

extension ColumnKind {
    /// Of a parameter.
    package var sqlType: String {
        switch self {
        case .id: "uuid"
        case .int64: "bigint"
        case .int32: "integer"
        case .text, .ids, .words: "text"
        case .bool: "boolean"
        case .instant: "timestamptz"
        case .day: "date"
        case .bytes: "bytea"
        }
    }

    var isList: Bool { self == .ids || self == .words }

    /// The column's own type.
    package var listType: String {
        switch self {
        case .ids: "uuid[]"
        case .words: "text[]"
        default: sqlType
        }
    }

    package var oid: UInt32 {
        switch self {
        case .id: PostgresType.uuid
        case .int64: PostgresType.int8
        case .int32: PostgresType.int4
        case .text, .ids, .words: PostgresType.text
        case .bool: PostgresType.bool
        case .instant: PostgresType.timestamptz
        case .day: PostgresType.date
        case .bytes: PostgresType.bytea
        }
    }
}

/// A row of a result, as `Operations` reads it.
package struct ResultCells: CellSource {
    package let result: ResultSet
    package let row: Int

    package init(result: ResultSet, row: Int) {
        (self.result, self.row) = (result, row)
    }

    package func cell(_ column: Int) -> UnsafeRawBufferPointer? { result.cell(row, column) }
}
