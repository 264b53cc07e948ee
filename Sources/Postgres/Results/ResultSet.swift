import CPostgres

/// The rows that one statement gave, in binary, as libpq holds them; freed with the last reference.
package final class ResultSet: @unchecked Sendable {
    // Sendable: a PGresult doesn't change after PQgetResult handed it out, and only functions that read it are called here.
    private let pointer: OpaquePointer
    package let count: Int
    package let columns: Int

    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
        count = Int(PQntuples(pointer))
        columns = Int(PQnfields(pointer))
    }

    deinit { PQclear(pointer) }

    /// Rows written by INSERT, UPDATE, DELETE, MERGE, or read by SELECT.
    package var affected: Int { PQcmdTuples(pointer).flatMap { Int(String(cString: $0)) } ?? 0 }

    /// What the server says it did: `INSERT 0 1`, `COMMIT`.
    package var commandTag: String { PQcmdStatus(pointer).map { String(cString: $0) } ?? "" }

    package var columnNames: [String] { (0..<columns).map(columnName) }

    package func columnName(_ column: Int) -> String { PQfname(pointer, Int32(clamping: column)).map { String(cString: $0) } ?? "" }

    /// The OID of a column's type.
    package func type(_ column: Int) -> UInt32 { PQftype(pointer, Int32(clamping: column)) }

    /// A value's bytes, valid as long as the result lives; nil for NULL and for what doesn't exist.
    package func cell(_ row: Int, _ column: Int) -> UnsafeRawBufferPointer? {
        guard row >= 0, row < count, column >= 0, column < columns else { return nil }
        let row = Int32(truncatingIfNeeded: row)
        let column = Int32(truncatingIfNeeded: column)
        guard PQgetisnull(pointer, row, column) == 0 else { return nil }
        return UnsafeRawBufferPointer(start: PQgetvalue(pointer, row, column), count: Int(PQgetlength(pointer, row, column)))
    }

    package subscript(row: Int) -> Row { Row(result: self, index: row) }

    package var rows: some Sequence<Row> { (0..<count).lazy.map { Row(result: self, index: $0) } }
}
