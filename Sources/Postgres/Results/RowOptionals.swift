package import RetailCore

/// The readings that give nil for NULL.
extension Row {
    package func int64IfAny(_ column: Int) throws(Fault) -> Int64? {
        guard let cell = try cell(column) else { return nil }
        let number: Int64?
        switch result.type(column) {
        case PostgresType.int8: number = cell.bigEndian(as: Int64.self)
        case PostgresType.int4: number = cell.bigEndian(as: Int32.self).map { Int64($0) }
        case PostgresType.int2: number = cell.bigEndian(as: Int16.self).map { Int64($0) }
        case PostgresType.oid: number = cell.bigEndian(as: UInt32.self).map { Int64($0) }
        default: number = nil
        }
        guard let number else { throw mismatch(column, "an integer of at most 8 bytes") }
        return number
    }

    package func int32IfAny(_ column: Int) throws(Fault) -> Int32? { try narrow(column, PostgresType.int4, PostgresType.int2) }
    package func int16IfAny(_ column: Int) throws(Fault) -> Int16? { try narrow(column, PostgresType.int2, PostgresType.int2) }
    package func intIfAny(_ column: Int) throws(Fault) -> Int? { try int64IfAny(column).map { Int($0) } }

    package func boolIfAny(_ column: Int) throws(Fault) -> Bool? {
        guard let cell = try cell(column) else { return nil }
        guard result.type(column) == PostgresType.bool, let byte = cell.first else { throw mismatch(column, "a boolean") }
        return byte != 0
    }

    package func float64IfAny(_ column: Int) throws(Fault) -> Double? {
        guard let cell = try cell(column) else { return nil }
        switch result.type(column) {
        case PostgresType.float8: if let bits = cell.bigEndian(as: UInt64.self) { return Double(bitPattern: bits) }
        case PostgresType.float4: if let bits = cell.bigEndian(as: UInt32.self) { return Double(Float(bitPattern: bits)) }
        default: break
        }
        throw mismatch(column, "a floating-point number")
    }

    package func textIfAny(_ column: Int) throws(Fault) -> String? {
        try textCell(column).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The UTF-8 of a text, for what is passed on and never looked into.
    package func utf8IfAny(_ column: Int) throws(Fault) -> [UInt8]? { try textCell(column).map { Array($0) } }

    private func textCell(_ column: Int) throws(Fault) -> UnsafeRawBufferPointer? {
        guard let cell = try cell(column) else { return nil }
        let type = result.type(column)
        switch type {
        case PostgresType.text, PostgresType.varchar, PostgresType.bpchar, PostgresType.name, PostgresType.char, PostgresType.unknown: break
        default:
            // Enums and domains over text travel as their text.
            guard type >= PostgresType.firstUserDefined else { throw mismatch(column, "text") }
        }
        return cell
    }

    package func bytesIfAny(_ column: Int) throws(Fault) -> [UInt8]? {
        guard let cell = try cell(column) else { return nil }
        guard result.type(column) == PostgresType.bytea else { throw mismatch(column, "bytes") }
        return Array(cell)
    }

    package func jsonIfAny(_ column: Int) throws(Fault) -> [UInt8]? {
        guard let cell = try cell(column) else { return nil }
        switch result.type(column) {
        case PostgresType.json: return Array(cell)
        case PostgresType.jsonb: if cell.first == 1 { return Array(cell.dropFirst()) }
        default: break
        }
        throw mismatch(column, "JSON")
    }

    package func idIfAny<Subject>(_ column: Int) throws(Fault) -> ID<Subject>? {
        guard let cell = try cell(column) else { return nil }
        guard result.type(column) == PostgresType.uuid, let high = cell.bigEndian(as: UInt64.self),
            let low = cell.bigEndian(at: 8, as: UInt64.self)
        else {
            throw mismatch(column, "a uuid")
        }
        return ID(high: high, low: low)
    }

    /// `infinity` is no moment: a fault.
    package func instantIfAny(_ column: Int) throws(Fault) -> Instant? {
        guard let cell = try cell(column) else { return nil }
        guard result.type(column) == PostgresType.timestamptz, let value = cell.bigEndian(as: Int64.self), value != .min else {
            throw mismatch(column, "a finite timestamptz")
        }
        let (microseconds, overflow) = value.addingReportingOverflow(PostgresEpoch.microseconds)
        guard !overflow else { throw mismatch(column, "a timestamptz in the range of Instant") }
        return Instant(microseconds: microseconds)
    }

    package func dayIfAny(_ column: Int) throws(Fault) -> Day? {
        guard let cell = try cell(column) else { return nil }
        guard result.type(column) == PostgresType.date, let value = cell.bigEndian(as: Int32.self), value != .min, value != .max else {
            throw mismatch(column, "a finite date")
        }
        let (number, overflow) = value.addingReportingOverflow(PostgresEpoch.days)
        guard !overflow else { throw mismatch(column, "a date in the range of Day") }
        return Day(number: number)
    }

    /// NULL is nil; a column that isn't there is a fault.
    func cell(_ column: Int) throws(Fault) -> UnsafeRawBufferPointer? {
        guard column >= 0, column < result.columns, index >= 0, index < result.count else {
            throw mismatch(column, "a value of row \(index)")
        }
        return result.cell(index, column)
    }

    private func narrow<Number: FixedWidthInteger>(_ column: Int, _ types: UInt32...) throws(Fault) -> Number? {
        guard types.contains(result.type(column)) else {
            throw mismatch(column, "an integer of at most \(MemoryLayout<Number>.size) bytes")
        }
        return try int64IfAny(column).map { Number(truncatingIfNeeded: $0) }
    }
}
