import JSON
import Operations
import RetailCore

let seeds: [UInt64] = Array(1...8)

struct PairKey: TableKey {
    var group: ID<Product>
    var number: Int32

    static var width: Int { 2 }

    func write(to cells: inout CellWriter) {
        cells.id(group)
        cells.int32(number)
    }

    static func < (left: Self, right: Self) -> Bool { (left.group, left.number) < (right.group, right.number) }
}

/// A table asked for by key and by group, followed by tills.
struct Pair: GroupedTable, StreamedTable {
    static var name: String { "pair" }
    static var entity: StaticString { "pair" }
    static var lockOrder: LockOrder { .stockBalance }
    static let columns = [Column("group_id", .id), Column("number", .int32), Column("value", .int64), Column("row_version", .int64)]
    static let shown: [Schema.Property] = [
        .field("number", Int64.self), .field("value", Int64.self),
    ]

    var key: PairKey
    var value: Int64
    var rowVersion: Int64 = 0
    var home: ID<Store> = .none

    var group: ID<Product> { key.group }
    var stream: StreamName { home.isNone ? .catalog : .store(home) }

    init(_ group: UInt64, _ number: Int32, _ value: Int64, version: Int64 = 0) {
        (key, self.value, rowVersion) = (PairKey(group: ID(high: 0, low: group), number: number), value, version)
    }

    init(_ cells: inout CellReader) throws(Fault) {
        key = PairKey(group: try cells.id(), number: try cells.int32())
        value = try cells.int64()
        rowVersion = try cells.int64()
    }

    func write(to cells: inout CellWriter) {
        key.write(to: &cells)
        cells.int64(value)
        cells.int64(rowVersion)
    }

    func members(_ writer: inout JSONWriter) {
        writer.member("number", Int64(key.number))
        writer.member("value", value)
    }
}

/// A plain table, locked before the pairs.
struct Single: StreamedTable {
    static var name: String { "single" }
    static var entity: StaticString { "single" }
    static var lockOrder: LockOrder { .store }
    static let columns = [Column("id", .id), Column("value", .int64), Column("row_version", .int64)]
    static let shown: [Schema.Property] = [
        .field("value", Int64.self)
    ]

    var key: ID<Store>
    var value: Int64
    var rowVersion: Int64 = 0

    var stream: StreamName { .catalog }

    init(_ key: UInt64, _ value: Int64, version: Int64 = 0) { (self.key, self.value, rowVersion) = (ID(high: 0, low: key), value, version) }

    init(_ cells: inout CellReader) throws(Fault) {
        key = try cells.id()
        value = try cells.int64()
        rowVersion = try cells.int64()
    }

    func write(to cells: inout CellWriter) {
        cells.id(key)
        cells.int64(value)
        cells.int64(rowVersion)
    }

    func members(_ writer: inout JSONWriter) { writer.member("value", value) }
}

struct Note: LogTable {
    static var name: String { "note" }
    static let columns = [Column("words", .text)]
    var words: String
    func write(to cells: inout CellWriter) { cells.text(words) }
}

extension World {
    func texts(_ changes: [Change]) -> [String] {
        changes.map { "\($0.stream)\($0.isCritical ? "!" : "") \(String(decoding: $0.payload, as: UTF8.self))" }
    }
}
