package import RetailCore

/// One-dimensional arrays, for set-based statements (`unnest($1, $2)`, `= ANY($1)`).
extension Parameters {
    /// - Parameter elements: each element as the binary format has it: its length as a big-endian `int32` (-1 for NULL), then its bytes.
    package mutating func array(elementOID: UInt32, count: Int, hasNulls: Bool, elements: [UInt8]) {
        let start = storage.count
        header(elementOID, count, hasNulls)
        storage.append(contentsOf: elements)
        finish(from: start, PostgresType.array(of: elementOID))
    }

    package mutating func ids<Subject>(_ values: [ID<Subject>]) {
        array(of: values, PostgresType.uuid) { bytes, value in
            bytes.appendBigEndian(Int32(16))
            bytes.appendBigEndian(value.high)
            bytes.appendBigEndian(value.low)
        }
    }

    package mutating func int64s(_ values: [Int64]) { numbers(values, PostgresType.int8) }
    package mutating func int32s(_ values: [Int32]) { numbers(values, PostgresType.int4) }
    package mutating func int16s(_ values: [Int16]) { numbers(values, PostgresType.int2) }
    package mutating func bools(_ values: [Bool]) { numbers(values.map { $0 ? 1 as UInt8 : 0 }, PostgresType.bool) }
    package mutating func instants(_ values: [Instant]) { numbers(values.map(Parameters.microseconds), PostgresType.timestamptz) }
    package mutating func days(_ values: [Day]) { numbers(values.map(Parameters.days), PostgresType.date) }

    package mutating func texts(_ values: [String]) {
        array(of: values, PostgresType.text) { bytes, value in
            bytes.appendBigEndian(Int32(clamping: value.utf8.count))
            bytes.append(contentsOf: value.utf8)
        }
    }

    package mutating func byteStrings(_ values: [[UInt8]]) {
        array(of: values, PostgresType.bytea) { bytes, value in
            bytes.appendBigEndian(Int32(clamping: value.count))
            bytes.append(contentsOf: value)
        }
    }

    /// JSON documents for `jsonb[]`, each as UTF-8.
    package mutating func jsons(_ values: [[UInt8]]) {
        array(of: values, PostgresType.jsonb) { bytes, value in
            bytes.appendBigEndian(Int32(clamping: value.count + 1))
            bytes.append(1)
            bytes.append(contentsOf: value)
        }
    }

    private mutating func numbers<Number: FixedWidthInteger>(_ values: [Number], _ type: UInt32) {
        array(of: values, type) { bytes, value in
            bytes.appendBigEndian(Int32(MemoryLayout<Number>.size))
            bytes.appendBigEndian(value)
        }
    }

    private mutating func array<Element>(of values: [Element], _ type: UInt32, _ append: (inout [UInt8], Element) -> Void) {
        let start = storage.count
        header(type, values.count, false)
        for value in values { append(&storage, value) }
        finish(from: start, PostgresType.array(of: type))
    }

    /// PostgreSQL writes an empty array as one of no dimensions, and so do we.
    private mutating func header(_ element: UInt32, _ count: Int, _ hasNulls: Bool) {
        storage.appendBigEndian(count == 0 ? 0 as Int32 : 1)
        storage.appendBigEndian(hasNulls ? 1 as Int32 : 0)
        storage.appendBigEndian(element)
        guard count > 0 else { return }
        storage.appendBigEndian(Int32(clamping: count))
        storage.appendBigEndian(1 as Int32)  // The first index, as in SQL.
    }
}
