package import RetailCore

/// The kinds of column that rows are made of.
package enum ColumnKind: Sendable {
    case id, int64, int32, text, bool, instant, day, bytes
    /// Lists, whose cells are the text form of PostgreSQL's arrays.
    case ids, words
}

/// Rows laid down column by column, each cell as its big-endian bytes behind a four-byte length (−1: null).
///
/// That is PostgreSQL's binary form of array elements, so the server passes a column on as it is; but nothing here knows that.
package struct CellWriter: Sendable {
    package private(set) var columns: [[UInt8]]
    package private(set) var rows = 0
    package private(set) var hasNulls: Bool = false
    private var cursor = 0

    package init(columnCount: Int) {
        columns = Array(repeating: [], count: columnCount)
    }

    package mutating func endRow() {
        rows += 1
        cursor = 0
    }

    package mutating func id<T>(_ value: ID<T>) {
        with { bytes in
            CellWriter.append(Int32(16), to: &bytes)
            CellWriter.append(value.high, to: &bytes)
            CellWriter.append(value.low, to: &bytes)
        }
    }

    package mutating func id<T>(_ value: ID<T>?) { if let value { id(value) } else { null() } }

    package mutating func int64(_ value: Int64) {
        with { bytes in
            CellWriter.append(Int32(8), to: &bytes)
            CellWriter.append(value, to: &bytes)
        }
    }

    package mutating func money(_ value: Money) { int64(value.minor) }
    package mutating func quantity(_ value: Quantity) { int64(value.milli) }

    package mutating func int32(_ value: Int32) {
        with { bytes in
            CellWriter.append(Int32(4), to: &bytes)
            CellWriter.append(value, to: &bytes)
        }
    }

    package mutating func bool(_ value: Bool) {
        with { bytes in
            CellWriter.append(Int32(1), to: &bytes)
            bytes.append(value ? 1 : 0)
        }
    }

    package mutating func text(_ value: String) {
        with { bytes in
            var value = value
            value.withUTF8 { utf8 in
                CellWriter.append(Int32(utf8.count), to: &bytes)
                bytes.append(contentsOf: utf8)
            }
        }
    }

    package mutating func text(_ value: String?) { if let value { text(value) } else { null() } }

    package mutating func bytes(_ value: [UInt8]) {
        with { bytes in
            CellWriter.append(Int32(value.count), to: &bytes)
            bytes.append(contentsOf: value)
        }
    }

    package mutating func bytes(_ value: [UInt8]?) { if let value { bytes(value) } else { null() } }

    /// Microseconds since 2000-01-01, as PostgreSQL counts.
    package mutating func instant(_ value: Instant) { int64(value.microseconds &- CellWriter.epochMicroseconds) }
    package mutating func instant(_ value: Instant?) { if let value { instant(value) } else { null() } }

    /// Days since 2000-01-01.
    package mutating func day(_ value: Day) { int32(value.number &- CellWriter.epochDays) }
    package mutating func day(_ value: Day?) { if let value { day(value) } else { null() } }

    package mutating func null() {
        hasNulls = true
        with { CellWriter.append(Int32(-1), to: &$0) }
    }

    static let epochMicroseconds: Int64 = 946_684_800_000_000
    static let epochDays: Int32 = 10_957

    private mutating func with(_ body: (inout [UInt8]) -> Void) {
        body(&columns[cursor])
        cursor += 1
    }

    private static func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }
}

/// Where the cells of one row come from.
package protocol CellSource {
    func cell(_ column: Int) -> UnsafeRawBufferPointer?
}

/// Reads a row's cells in the order of its columns.
package struct CellReader {
    private let source: any CellSource
    private var cursor = 0

    package init(_ source: any CellSource) {
        self.source = source
    }

    package mutating func id<T>() throws(Fault) -> ID<T> { try present(idIfAny()) }

    package mutating func idIfAny<T>() throws(Fault) -> ID<T>? {
        guard let cell = try next(16) else { return nil }
        return ID(high: CellReader.integer(cell, 0), low: CellReader.integer(cell, 8))
    }

    package mutating func int64() throws(Fault) -> Int64 { try present(int64IfAny()) }
    package mutating func money() throws(Fault) -> Money { Money(minor: try int64()) }
    package mutating func quantity() throws(Fault) -> Quantity { Quantity(milli: try int64()) }
    package mutating func int64IfAny() throws(Fault) -> Int64? { try next(8).map { CellReader.integer($0, 0) } }
    package mutating func int32() throws(Fault) -> Int32 { try present(next(4).map { CellReader.integer($0, 0) }) }
    package mutating func bool() throws(Fault) -> Bool { try present(next(1).map { $0[0] != 0 }) }
    package mutating func text() throws(Fault) -> String { try present(textIfAny()) }
    package mutating func textIfAny() throws(Fault) -> String? { try next(nil).map { String(decoding: $0, as: UTF8.self) } }
    package mutating func bytes() throws(Fault) -> [UInt8] { try present(next(nil).map { Array($0) }) }
    package mutating func instant() throws(Fault) -> Instant { try present(instantIfAny()) }

    package mutating func instantIfAny() throws(Fault) -> Instant? {
        try int64IfAny().map { Instant(microseconds: $0 &+ CellWriter.epochMicroseconds) }
    }

    package mutating func day() throws(Fault) -> Day { try present(dayIfAny()) }

    package mutating func dayIfAny() throws(Fault) -> Day? {
        try next(4).map { Day(number: CellReader.integer($0, 0) &+ CellWriter.epochDays) }
    }

    /// Passes a null over; says whether there was one.
    mutating func skipNull() -> Bool {
        guard source.cell(cursor) == nil else { return false }
        cursor += 1
        return true
    }

    /// What to throw about the cell that was read last.
    package func unreadable(_ what: String) -> Fault {
        Fault(.broken, "internal.row", "A stored row could not be read.", diagnosis: "column \(cursor - 1): \(what)")
    }

    private mutating func next(_ width: Int?) throws(Fault) -> UnsafeRawBufferPointer? {
        defer { cursor += 1 }
        guard let cell = source.cell(cursor) else { return nil }
        if let width, cell.count != width {
            throw Fault(
                .broken, "internal.row", "A stored row could not be read.",
                diagnosis: "column \(cursor) has \(cell.count) bytes, expected \(width)")
        }
        return cell
    }

    private func present<Value>(_ value: Value?) throws(Fault) -> Value {
        guard let value else {
            throw unreadable("is null")
        }
        return value
    }

    private static func integer<Value: FixedWidthInteger>(_ cell: UnsafeRawBufferPointer, _ offset: Int) -> Value {
        Value(bigEndian: cell.loadUnaligned(fromByteOffset: offset, as: Value.self))
    }
}
