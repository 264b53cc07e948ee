import JSON
import Operations
import RetailCore

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
    static let table = TableShape(Pair.self, "pair", .ledgers)
    static let streamKind = StreamName.Kind.catalog

    var key = PairKey(group: .none, number: 0)
    var value: Int64 = 0
    var rowVersion: Int64 = 0
    var home: ID<Store> = .none

    var group: ID<Product> { key.group }
    var stream: StreamName { home.isNone ? .catalog : .store(home) }

    init() {}

    mutating func columns<Visitor: ColumnVisitor>(_ column: inout Visitor) throws(Visitor.Failure) {
        try column("group_id", &key.group, .hidden)
        try column("number", &key.number)
        try column("value", &value)
        try column.version(&rowVersion)
    }

    init(_ group: UInt64, _ number: Int32, _ value: Int64, version: Int64 = 0) {
        (key, self.value, rowVersion) = (PairKey(group: ID(high: 0, low: group), number: number), value, version)
    }
}

/// A plain table, locked before the pairs.
struct Single: StreamedTable {
    static let table = TableShape(Single.self, "single", .chain)
    static let streamKind = StreamName.Kind.catalog

    var key: ID<Store> = .none
    var value: Int64 = 0
    var rowVersion: Int64 = 0

    var stream: StreamName { .catalog }

    init() {}

    mutating func columns<Visitor: ColumnVisitor>(_ column: inout Visitor) throws(Visitor.Failure) {
        try column("id", &key, .hidden)
        try column("value", &value)
        try column.version(&rowVersion)
    }

    init(_ key: UInt64, _ value: Int64, version: Int64 = 0) { (self.key, self.value, rowVersion) = (ID(high: 0, low: key), value, version) }
}

struct Note: LogTable {
    static let table = TableShape(Note.self, "note", .logs)
    var words = ""

    mutating func columns<Visitor: ColumnVisitor>(_ column: inout Visitor) throws(Visitor.Failure) { try column("words", &words) }
}

extension World {
    func texts(_ changes: [Change]) -> [String] {
        changes.map { "\($0.stream)\($0.isCritical ? "!" : "") \(String(decoding: $0.payload, as: UTF8.self))" }
    }
}
