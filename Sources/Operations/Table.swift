package import JSON
package import RetailCore

/// The order in which rows are locked, everywhere. A new table finds its place here; there is no other list.
///
/// Streams' heads are not in it: they are locked by the last statement of a transaction, in the order of their ids.
package enum LockOrder: Int, Comparable, Sendable {
    case auditChain, chain, store, register, role, staff, staffPassword, staffReset, device, enrolment, apiKey
    case category, taxClass, product, barcode, price
    case customer
    case sale, saleLine, receiptSeries
    case stockBatch, stockBalance
    case logs

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// What names a row: one column or several.
package protocol TableKey: Hashable, Comparable, Sendable {
    static var width: Int { get }
    /// What tells keys of one type apart, in a form that dictionaries of any type can share.
    var fingerprint: Fingerprint { get }
    func write(to cells: inout CellWriter)
}

/// A key's content as plain words: hashed and compared without knowing the key's type, which boxes (`AnyHashable`) pay dearly for.
package struct Fingerprint: Hashable, Sendable {
    private let words: SIMD4<UInt64>
    private let text: String

    package init(_ first: UInt64, _ second: UInt64 = 0, _ third: UInt64 = 0, _ fourth: UInt64 = 0, text: String = "") {
        words = SIMD4(first, second, third, fourth)
        self.text = text
    }

    package init<First, Second>(_ first: ID<First>, _ second: ID<Second>) {
        self.init(first.high, first.low, second.high, second.low)
    }
}

extension TableKey {
    /// Slow, and right for every key; keys that are asked for often say it in words.
    package var fingerprint: Fingerprint { Fingerprint(0, text: "\(self)") }
}

extension ID: TableKey {
    package static var width: Int { 1 }
    package var fingerprint: Fingerprint { Fingerprint(high, low) }
    package func write(to cells: inout CellWriter) { cells.id(self) }
}

/// A row of the trade: a plain value that knows its table's columns. SQL is derived from them (Door), on the server as on a till.
package protocol Table: Sendable {
    associatedtype Key: TableKey
    static var name: String { get }
    static var lockOrder: LockOrder { get }
    /// The key's columns first, in the key's order.
    static var columns: [Column] { get }
    var key: Key { get }
    init(_ cells: inout CellReader) throws(Fault)
    func write(to cells: inout CellWriter)
}

/// Rows that are also asked for by the first columns of their key: all balances of a product in a store.
package protocol GroupedTable: Table {
    associatedtype Group: TableKey
    var group: Group { get }
}

/// Rows that are shown: in lists, by their id, with their version.
package protocol ShownTable: Table {
    static var entity: StaticString { get }
    /// What `members` writes, for the documents.
    static var shown: [Schema.Property] { get }
    var rowVersion: Int64 { get set }
    func members(_ writer: inout JSONWriter)
}

extension ShownTable {
    /// Alone or in a list: with its version.
    package func item(_ writer: inout JSONWriter) {
        members(&writer)
        writer.member("row_version", rowVersion)
    }

    /// What `item` writes.
    package static var itemProperties: [Schema.Property] { shown + [.field("row_version", Int64.self, "For If-Match.")] }

    /// `tax_class` is TaxClass in the documents.
    package static var wireName: String {
        String(describing: entity).split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }
}

/// Rows that tills follow.
package protocol StreamedTable: ShownTable {
    var stream: StreamName { get }
}

/// Rows of the chain-wide catalogue: every change of one passes through the `catalog` stream, so a copy read at that stream's
/// head is current for as long as the head stands still. Readers need no lock and, mostly, no database.
package protocol CatalogTable: StreamedTable {}

extension CatalogTable {
    package var stream: StreamName { .catalog }
}

/// Rows that are only ever added: ledgers, lines, journals. Not loaded, not locked, never changed.
package protocol LogTable: Sendable {
    static var name: String { get }
    static var columns: [Column] { get }
    func write(to cells: inout CellWriter)
}
