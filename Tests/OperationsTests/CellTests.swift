import Operations
import RetailCore
import Testing

@Suite struct CellTests {
    /// Every kind at its edges, and null where a column may be.
    @Test func everyKindComesBackAsItWas() throws {
        let ids = [ID<Product>.none, ID(high: .max, low: .max), ID(high: 1, low: 2)]
        let numbers = [Int64.min, -1, 0, 1, .max]
        let smallNumbers = [Int32.min, -1, 0, 1, .max]
        let texts = ["", "a", "é😀\u{0}", String(repeating: "x", count: 70_000)]
        let instants = [Int64.min, -1, 0, 946_684_800_000_000, .max].map { Instant(microseconds: $0) }
        let days = [Int32.min, -1, 0, 10_957, .max].map { Day(number: $0) }

        try roundTrip(ids, { $0.id($1) }, { cells throws(Fault) in try cells.id() })
        try roundTrip(numbers, { $0.int64($1) }, { cells throws(Fault) in try cells.int64() })
        try roundTrip(numbers.map { Money(minor: $0) }, { $0.money($1) }, { cells throws(Fault) in try cells.money() })
        try roundTrip(numbers.map { Quantity(milli: $0) }, { $0.quantity($1) }, { cells throws(Fault) in try cells.quantity() })
        try roundTrip(smallNumbers, { $0.int32($1) }, { cells throws(Fault) in try cells.int32() })
        try roundTrip([true, false], { $0.bool($1) }, { cells throws(Fault) in try cells.bool() })
        try roundTrip(texts, { $0.text($1) }, { cells throws(Fault) in try cells.text() })
        try roundTrip(texts.map { Array($0.utf8) }, { $0.bytes($1) }, { cells throws(Fault) in try cells.bytes() })
        try roundTrip(instants, { $0.instant($1) }, { cells throws(Fault) in try cells.instant() })
        try roundTrip(days, { $0.day($1) }, { cells throws(Fault) in try cells.day() })

        try roundTrip([nil] + ids, { $0.id($1) }, { cells throws(Fault) in try cells.idIfAny() })
        try roundTrip([nil] + texts, { $0.text($1) }, { cells throws(Fault) in try cells.textIfAny() })
        try roundTrip([nil] + instants, { $0.instant($1) }, { cells throws(Fault) in try cells.instantIfAny() })
        try roundTrip([nil] + days, { $0.day($1) }, { cells throws(Fault) in try cells.dayIfAny() })
    }

    @Test func countsTimeAsPostgreSQLDoes() throws {
        var writer = CellWriter(columnCount: 2)
        writer.instant(try #require(Instant("2000-01-01T00:00:01Z")))
        writer.day(try #require(Day(year: 2000, month: 1, day: 2)))
        writer.endRow()
        #expect(writer.columns == [[0, 0, 0, 8, 0, 0, 0, 0, 0, 0x0F, 0x42, 0x40], [0, 0, 0, 4, 0, 0, 0, 1]])
    }

    @Test func laysRowsDownColumnByColumn() {
        var writer = CellWriter(columnCount: 2)
        for (number, text) in [(Int32(1), "a"), (-1, nil)] as [(Int32, String?)] {
            writer.int32(number)
            writer.text(text)
            writer.endRow()
        }
        #expect(writer.rows == 2)
        #expect(writer.hasNulls)
        #expect(writer.columns == [[0, 0, 0, 4, 0, 0, 0, 1, 0, 0, 0, 4, 255, 255, 255, 255], [0, 0, 0, 1, 0x61, 255, 255, 255, 255]])
    }

    @Test func refusesACellOfAnotherWidthAndANullThatMayNotBe() {
        let source = Cells([[0, 0, 0, 1], nil])
        #expect(code { cells throws(Fault) in try cells.int64() } == "internal.row")
        #expect(code { cells throws(Fault) in try cells.day() } == nil)
        #expect(code(skipping: 1) { cells throws(Fault) in try cells.text() } == "internal.row")
        #expect(code(skipping: 1) { cells throws(Fault) in try cells.textIfAny() } == nil)

        func code(skipping: Int = 0, _ read: (inout CellReader) throws(Fault) -> some Any) -> String? {
            var reader = CellReader(source)
            do throws(Fault) {
                for _ in 0..<skipping { _ = try reader.int32() }
                _ = try read(&reader)
                return nil
            } catch { return error.code }
        }
    }

    private func roundTrip<Value: Equatable>(
        _ values: [Value], _ write: (inout CellWriter, Value) -> Void, _ read: (inout CellReader) throws(Fault) -> Value,
        location: SourceLocation = #_sourceLocation
    ) throws {
        var writer = CellWriter(columnCount: 1)
        for value in values {
            write(&writer, value)
            writer.endRow()
        }
        var reader = CellReader(Cells(split(writer.columns[0])))
        for value in values {
            let found = try read(&reader)
            #expect(found == value, sourceLocation: location)
        }
    }

    /// One column's cells, taken apart by their lengths.
    private func split(_ column: [UInt8]) -> [[UInt8]?] {
        var cells: [[UInt8]?] = []
        var rest = column[...]
        while rest.count >= 4 {
            let length = rest.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            rest = rest.dropFirst(4)
            if length == .max {
                cells.append(nil)
            } else {
                cells.append(Array(rest.prefix(Int(length))))
                rest = rest.dropFirst(Int(length))
            }
        }
        return cells
    }
}

/// Cells that stay where they are for as long as somebody may look at them.
private final class Cells: CellSource {
    private let bytes: UnsafeMutableRawBufferPointer
    private var ranges: [Range<Int>?] = []

    init(_ cells: [[UInt8]?]) {
        let all = cells.compactMap(\.self).flatMap(\.self)
        bytes = .allocate(byteCount: all.count, alignment: 1)
        bytes.copyBytes(from: all)
        var start = 0
        for cell in cells {
            ranges.append(cell.map { start..<(start + $0.count) })
            start += cell?.count ?? 0
        }
    }

    deinit { bytes.deallocate() }

    func cell(_ column: Int) -> UnsafeRawBufferPointer? { ranges[column].map { UnsafeRawBufferPointer(rebasing: bytes[$0]) } }
}
