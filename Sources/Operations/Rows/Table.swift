package import JSON
package import RetailCore

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

/// A row of the trade that is loaded, changed and stored by its key.
package protocol Table: StoredRow {
    associatedtype Key: TableKey
    var key: Key { get }
}

/// Rows that are also asked for by the first columns of their key: all balances of a product in a store.
package protocol GroupedTable: Table {
    associatedtype Group: TableKey
    var group: Group { get }
}

/// Rows that are shown: in lists, by their id, with their version.
package protocol ShownTable: Table {
    var rowVersion: Int64 { get set }
}

extension ShownTable {
    /// Alone or in a list: with its version.
    package func item(_ writer: inout JSONWriter) {
        members(&writer)
        writer.member("row_version", rowVersion)
    }

    package static var itemSchema: Schema { .object(table.wireName, itemProperties) }

    /// What `item` writes.
    package static var itemProperties: [Schema.Property] { table.shown + [.field("row_version", Int64.self, "For If-Match.")] }
}

/// Rows that tills follow.
package protocol StreamedTable: ShownTable {
    static var streamKind: StreamName.Kind { get }
    var stream: StreamName { get }
}

extension StreamedTable {
    /// The column with the store whose rows they are; nil for rows that are the chain's, or a device's.
    package static var owningStore: String? {
        streamKind == .store ? table.columns.first { $0.traits.contains(.owner) }?.name : nil
    }
}

/// Rows of the chain-wide catalogue: every change of one passes through the `catalog` stream, so a copy read at that stream's
/// head is current for as long as the head stands still. Readers need no lock and, mostly, no database.
package protocol CatalogTable: StreamedTable {}

extension CatalogTable {
    package static var streamKind: StreamName.Kind { .catalog }
    package var stream: StreamName { .catalog }
}

/// Rows that are only ever added: ledgers, lines, journals. Not loaded, not locked, never changed.
package protocol LogTable: StoredRow {}
