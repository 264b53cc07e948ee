package import RetailCore

/// One-dimensional arrays in a column; an element that is NULL is a fault.
extension Row {
    package func ids<Subject>(_ column: Int) throws(Fault) -> [ID<Subject>] {
        try elements(column, PostgresType.uuid) { cell in
            guard let high = cell.bigEndian(as: UInt64.self), let low = cell.bigEndian(at: 8, as: UInt64.self) else { return nil }
            return ID(high: high, low: low)
        }
    }

    package func int64s(_ column: Int) throws(Fault) -> [Int64] { try elements(column, PostgresType.int8) { $0.bigEndian() } }
    package func int32s(_ column: Int) throws(Fault) -> [Int32] { try elements(column, PostgresType.int4) { $0.bigEndian() } }
    package func int16s(_ column: Int) throws(Fault) -> [Int16] { try elements(column, PostgresType.int2) { $0.bigEndian() } }
    package func texts(_ column: Int) throws(Fault) -> [String] {
        try elements(column, PostgresType.text) { String(decoding: $0, as: UTF8.self) }
    }

    private func elements<Element>(
        _ column: Int, _ type: UInt32, _ decode: (UnsafeRawBufferPointer) -> Element?
    ) throws(Fault) -> [Element] {
        guard let cell = try cell(column) else { throw mismatch(column, "an array, and it is NULL") }
        guard result.type(column) == PostgresType.array(of: type), let dimensions = cell.bigEndian(as: Int32.self) else {
            throw mismatch(column, "an array of type OID \(type)")
        }
        if dimensions == 0 { return [] }
        guard dimensions == 1, cell.bigEndian(at: 8, as: UInt32.self) == type, let count = cell.bigEndian(at: 12, as: Int32.self),
            count >= 0
        else {
            throw mismatch(column, "a one-dimensional array of type OID \(type)")
        }
        var elements: [Element] = []
        elements.reserveCapacity(min(Int(count), cell.count / 4))
        var offset = 20
        for _ in 0..<count {
            guard let length = cell.bigEndian(at: offset, as: Int32.self), length >= 0, cell.count - offset - 4 >= length,
                let element = decode(UnsafeRawBufferPointer(rebasing: cell[(offset + 4)..<(offset + 4 + Int(length))]))
            else { throw mismatch(column, "an array without NULLs") }
            elements.append(element)
            offset += 4 + Int(length)
        }
        return elements
    }
}
