package import RetailCore

/// One row of a result. Columns count from 0. What a column doesn't hold is a `database.decode` fault that names it.
package struct Row {
    package let result: ResultSet
    package let index: Int

    /// Wider than the column is fine: nothing is lost.
    package func int64(_ column: Int) throws(Fault) -> Int64 { try required(column, try int64IfAny(column)) }
    package func int32(_ column: Int) throws(Fault) -> Int32 { try required(column, try int32IfAny(column)) }
    package func int16(_ column: Int) throws(Fault) -> Int16 { try required(column, try int16IfAny(column)) }
    package func int(_ column: Int) throws(Fault) -> Int { try required(column, try intIfAny(column)) }
    package func bool(_ column: Int) throws(Fault) -> Bool { try required(column, try boolIfAny(column)) }
    package func float64(_ column: Int) throws(Fault) -> Double { try required(column, try float64IfAny(column)) }
    package func text(_ column: Int) throws(Fault) -> String { try required(column, try textIfAny(column)) }
    package func utf8(_ column: Int) throws(Fault) -> [UInt8] { try required(column, try utf8IfAny(column)) }
    package func bytes(_ column: Int) throws(Fault) -> [UInt8] { try required(column, try bytesIfAny(column)) }
    /// The UTF-8 of a `json` or `jsonb` document.
    package func json(_ column: Int) throws(Fault) -> [UInt8] { try required(column, try jsonIfAny(column)) }
    package func id<Subject>(_ column: Int) throws(Fault) -> ID<Subject> { try required(column, try idIfAny(column)) }
    package func instant(_ column: Int) throws(Fault) -> Instant { try required(column, try instantIfAny(column)) }
    package func day(_ column: Int) throws(Fault) -> Day { try required(column, try dayIfAny(column)) }

    package func isNull(_ column: Int) -> Bool { result.cell(index, column) == nil }

    func required<Value>(_ column: Int, _ value: Value?) throws(Fault) -> Value {
        guard let value else { throw mismatch(column, "a value, and it is NULL") }
        return value
    }

    func mismatch(_ column: Int, _ wanted: String) -> Fault {
        let diagnosis =
            column >= 0 && column < result.columns
            ? "Column \(column) (\(result.columnName(column)), type OID \(result.type(column))) was to hold \(wanted)."
            : "Column \(column) was to hold \(wanted); the result has \(result.columns) columns."
        return Fault(.broken, "database.decode", "The server could not read its own data.", diagnosis: diagnosis)
    }
}
