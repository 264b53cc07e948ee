import API
import JSON
import Operations
import RetailCore
import Testing

/// What holds of every row of every feature: nothing here is to be written for a new one.
@Suite struct RowTests {
    /// A property that no column has would be forgotten; two columns of one property would overwrite each other.
    @Test func everyPropertyIsAColumn() {
        for row in Features.rows {
            func leaves(_ value: Any) -> Int {
                if value is any ColumnValue { return 1 }
                return Mirror(reflecting: value).children.reduce(0) { $0 + leaves($1.value) }
            }
            #expect(leaves(row.init()) == row.table.columns.count, "\(row)")
        }
    }

    @Test func everyTableStandsOnceAndHasItsPlace() {
        let tables = Features.rows.map { $0.table }
        #expect(tables.count > 20)
        #expect(Set(tables.map(\.name)).count == tables.count)
        #expect(Set(tables.map(\.number)).count == tables.count)
        for row in Features.rows {
            #expect((row.table.place.tier == .logs) == (row is any LogTable.Type), "\(row.table.name)")
            #expect(Set(row.table.columns.map(\.name)).count == row.table.columns.count, "\(row.table.name)")
        }
    }

    /// The order that ARCHITECTURE.md promises: catalogue before documents, documents before stock.
    @Test func locksCatalogueThenDocumentsThenStock() throws {
        func place(_ name: String) throws -> LockPlace { try #require(Features.rows.first { $0.table.name == name }).table.place }
        #expect(
            try place("price") < place("sale") && place("receipt_series") < place("stock_balance") && place("audit_chain") < place("chain"))
    }

    @Test func versionsComeLastAndStreamsHaveOwners() {
        for row in Features.rows {
            let columns = row.table.columns
            if row is any ShownTable.Type { #expect(columns.last?.name == "row_version", "\(row.table.name)") }
            guard let streamed = row as? any StreamedTable.Type else { continue }
            let owners = columns.filter { $0.traits.contains(.owner) }
            #expect(owners.count == (streamed.streamKind == .catalog ? 0 : 1) && owners.allSatisfy { $0.kind == .id }, "\(row.table.name)")
        }
    }

    /// What is read is what was written, to the last column, whatever stands there; and a key is the first columns.
    @Test(arguments: 1...20 as ClosedRange<UInt64>) func everyRowComesBackAsItWas(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for row in Features.rows {
            let cells = RandomCells(row.table.columns, &random)
            try comesBack(row, cells)
            if let table = row as? any Table.Type { try hasItsKeyFirst(table, cells) }
            if let grouped = row as? any GroupedTable.Type { try isGroupedByItsKeysFirst(grouped, cells) }
        }
    }

    private func comesBack<Row: StoredRow>(_ row: Row.Type, _ cells: RandomCells) throws {
        let value = try decoded(row, cells)
        #expect(written(Row.table.columns.count) { value.write(to: &$0) } == cells.cells.map(RandomCells.framed), "\(row)")
        // What is told is what the documents promise.
        var told = JSONWriter()
        told.object { value.members(&$0) }
        try check(told.bytes, Row.table.shown, "\(row) told")
        var detailed = JSONWriter()
        detailed.object { value.details(showsCost: true, &$0) }
        try check(detailed.bytes, Row.table.detailed, "\(row) detailed")
    }

    private func check(_ json: [UInt8], _ properties: [Schema.Property], _ what: String) throws {
        let names = Set(try JSONDocument(json).root.members().map(\.name))
        #expect(names.isSubset(of: Set(properties.map(\.name))), "\(what)")
        let missing = properties.filter { $0.isRequired && !names.contains($0.name) }.map(\.name)
        #expect(missing.isEmpty, "\(what)")
    }

    private func hasItsKeyFirst<Row: Table>(_ row: Row.Type, _ cells: RandomCells) throws {
        let key = try decoded(row, cells).key
        #expect(written(Row.Key.width) { key.write(to: &$0) } == cells.cells.prefix(Row.Key.width).map(RandomCells.framed), "\(row)")
    }

    private func isGroupedByItsKeysFirst<Row: GroupedTable>(_ row: Row.Type, _ cells: RandomCells) throws {
        let group = try decoded(row, cells).group
        #expect(Row.Group.width < Row.Key.width)
        #expect(written(Row.Group.width) { group.write(to: &$0) } == cells.cells.prefix(Row.Group.width).map(RandomCells.framed), "\(row)")
    }

    private func decoded<Row: StoredRow>(_ row: Row.Type, _ cells: RandomCells) throws(Fault) -> Row {
        var reader = CellReader(cells)
        return try Row(&reader)
    }

    private func written(_ width: Int, _ write: (inout CellWriter) -> Void) -> [[UInt8]] {
        var writer = CellWriter(columnCount: width)
        write(&writer)
        writer.endRow()
        return writer.columns
    }
}

/// A row of random cells, of what each column takes.
final class RandomCells: CellSource {
    let cells: [[UInt8]?]
    private let held: UnsafeMutableRawBufferPointer
    private var ranges: [Range<Int>?] = []

    init(_ columns: [Column], _ random: inout SeededRandom) {
        var cells: [[UInt8]?] = []
        for column in columns {
            cells.append(column.isNullable && random.next() % 3 == 0 ? nil : RandomCells.cell(column, &random))
        }
        self.cells = cells
        held = .allocate(byteCount: cells.reduce(0) { $0 + ($1?.count ?? 0) }, alignment: 1)
        var start = 0
        for cell in cells {
            ranges.append(cell.map { start..<(start + $0.count) })
            for byte in cell ?? [] {
                held[start] = byte
                start += 1
            }
        }
    }

    deinit { held.deallocate() }

    func cell(_ column: Int) -> UnsafeRawBufferPointer? { ranges[column].map { UnsafeRawBufferPointer(rebasing: held[$0]) } }

    /// As cells are written: behind their length.
    static func framed(_ cell: [UInt8]?) -> [UInt8] {
        withUnsafeBytes(of: Int32(cell?.count ?? -1).bigEndian) { Array($0) } + (cell ?? [])
    }

    private static func cell(_ column: Column, _ random: inout SeededRandom) -> [UInt8] {
        func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) } }
        func pick(_ words: [String]) -> String { words[Int(random.next() % UInt64(words.count))] }
        switch (column.kind, column.schema) {
        case (.id, _): return bytes(16)
        // GTIN-13 4006381333931, the one kind of number that not every number is.
        case (.int64, .string): return Array([0, 0, 0x03, 0xA4, 0xCE, 0xEF, 0xAD, 0xAB] as [UInt8])
        case (.int64, _), (.instant, _): return bytes(8)
        case (.int32, _), (.day, _): return bytes(4)
        case (.bool, _): return [UInt8(random.next() % 2)]
        case (.bytes, _): return bytes(Int(random.next() % 40))
        case (.text, .any): return Array(#"{"a":[1]}"#.utf8)
        case (.text, .enumeration(let words)): return Array(pick(words).utf8)
        case (.text, .string(_, let length)) where length == 3...3: return Array("EUR".utf8)
        case (.text, _): return Array(pick(["", "a", "Müsli \u{1F95D}", "{\"}", String(repeating: "x", count: 300)]).utf8)
        case (.ids, _):
            let ids = (0..<Int(random.next() % 3)).map { _ in ID<Store>(high: random.next(), low: random.next()).description }
            return Array("{\(ids.joined(separator: ","))}".utf8)
        case (.words, .array(.enumeration(let words), _)):
            return Array("{\((0..<Int(random.next() % 3)).map { _ in pick(words) }.joined(separator: ","))}".utf8)
        case (.words, _): return Array("{}".utf8)
        }
    }
}
