package import RetailCore

/// The values of a statement's `$1`, `$2`, …, in binary, in the order they are appended.
package struct Parameters: Sendable {
    var storage: [UInt8] = []
    /// In bytes; -1 is NULL.
    var lengths: [Int32] = []
    var types: [UInt32] = []

    package init() {}

    package var count: Int { lengths.count }

    package mutating func int64(_ value: Int64?) { number(value, PostgresType.int8) }
    package mutating func int32(_ value: Int32?) { number(value, PostgresType.int4) }
    package mutating func int16(_ value: Int16?) { number(value, PostgresType.int2) }
    package mutating func bool(_ value: Bool?) { number(value.map { $0 ? 1 as UInt8 : 0 }, PostgresType.bool) }
    package mutating func float64(_ value: Double?) { number(value?.bitPattern, PostgresType.float8) }

    package mutating func text(_ value: String?) {
        guard let value else { return null(PostgresType.text) }
        let start = storage.count
        storage.append(contentsOf: value.utf8)
        finish(from: start, PostgresType.text)
    }

    package mutating func bytes(_ value: [UInt8]?) {
        guard let value else { return null(PostgresType.bytea) }
        let start = storage.count
        storage.append(contentsOf: value)
        finish(from: start, PostgresType.bytea)
    }

    /// A JSON document for `jsonb`, as UTF-8.
    package mutating func json(_ value: [UInt8]?) {
        guard let value else { return null(PostgresType.jsonb) }
        let start = storage.count
        storage.append(1)  // The version of jsonb's binary format.
        storage.append(contentsOf: value)
        finish(from: start, PostgresType.jsonb)
    }

    package mutating func id<Subject>(_ value: ID<Subject>?) {
        guard let value else { return null(PostgresType.uuid) }
        let start = storage.count
        storage.appendBigEndian(value.high)
        storage.appendBigEndian(value.low)
        finish(from: start, PostgresType.uuid)
    }

    package mutating func instant(_ value: Instant?) { number(value.map(Parameters.microseconds), PostgresType.timestamptz) }
    package mutating func day(_ value: Day?) { number(value.map(Parameters.days), PostgresType.date) }

    /// NULL of a type; type 0 lets the server work it out.
    package mutating func null(_ type: UInt32) {
        lengths.append(-1)
        types.append(type)
    }

    /// Before PostgreSQL's range the smallest number but one, which the server refuses (the smallest would be `-infinity`).
    static func microseconds(_ instant: Instant) -> Int64 {
        let (value, overflow) = instant.microseconds.subtractingReportingOverflow(PostgresEpoch.microseconds)
        return overflow ? .min + 1 : value
    }

    static func days(_ day: Day) -> Int32 {
        let (value, overflow) = day.number.subtractingReportingOverflow(PostgresEpoch.days)
        return overflow ? .min + 1 : value
    }

    mutating func finish(from start: Int, _ type: UInt32) {
        lengths.append(Int32(clamping: storage.count - start))
        types.append(type)
    }

    private mutating func number<Number: FixedWidthInteger>(_ value: Number?, _ type: UInt32) {
        guard let value else { return null(type) }
        storage.appendBigEndian(value)
        lengths.append(Int32(MemoryLayout<Number>.size))
        types.append(type)
    }
}
