package import Operations
package import Postgres

// How the pure rows of `Operations` meet PostgreSQL.

extension ColumnKind {
    package var sqlType: String {
        switch self {
        case .id: "uuid"
        case .int64: "bigint"
        case .int32: "integer"
        case .text: "text"
        case .bool: "boolean"
        case .instant: "timestamptz"
        case .day: "date"
        case .bytes: "bytea"
        }
    }

    package var oid: UInt32 {
        switch self {
        case .id: PostgresType.uuid
        case .int64: PostgresType.int8
        case .int32: PostgresType.int4
        case .text: PostgresType.text
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
