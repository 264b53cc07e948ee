package import JSON
import Synchronization

/// What is known of a table before any row of it: its name, its columns, its place in the order of locks.
package struct TableShape: Sendable {
    package let name: String
    /// What a row is called where it is shown; the table's name where nothing else is said.
    package let entity: String
    package let place: LockPlace
    package let columns: [Column]
    /// Counted up as tables are first asked for: a world finds its rows by it.
    package let number: Int

    /// - Parameter tier: when rows of it are locked, against those of other tables.
    package init<Row: StoredRow>(_ row: Row.Type, _ name: String, entity: String? = nil, _ tier: LockTier) {
        (self.name, self.entity, place) = (name, entity ?? name, LockPlace(tier: tier, table: name))
        var describer = ColumnDescriber()
        var blank = Row()
        blank.columns(&describer)
        columns = describer.columns
        number = TableShape.counter.add(1, ordering: .relaxed).oldValue
    }

    private static let counter = Atomic<Int>(0)

    /// What is told of a row, besides its version.
    package var shown: [Schema.Property] {
        columns.filter { $0.traits.isDisjoint(with: [.hidden, .detail, .cost]) }.map { column in
            column.property(isRequired: !column.isNullable && !column.traits.contains(.sparse))
        }
    }

    /// What is shown of a row that was asked for by itself.
    package var detailed: [Schema.Property] {
        columns.filter { !$0.traits.contains(.hidden) }.map { $0.property(isRequired: !$0.isNullable && !$0.traits.contains(.cost)) }
    }

    /// `tax_class` is TaxClass in the documents.
    package var wireName: String {
        entity.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }
}

/// When rows are locked, everywhere: what is found out later is locked later. A new table finds its tier here; its name does the rest.
///
/// Streams' heads are not in it: they are locked by the last statement of a transaction, in the order of their ids.
package enum LockTier: Int, Comparable, Sendable {
    case audit, chain, people, catalog, customers, documents, ledgers
    /// Rows that are only ever added, and locked by nobody.
    case logs

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// A table's place in the order of locks.
package struct LockPlace: Comparable, Sendable {
    package let tier: LockTier
    package let table: String

    package static func < (left: Self, right: Self) -> Bool { (left.tier, left.table) < (right.tier, right.table) }
}

package struct Column: Sendable {
    package let name: String
    package let kind: ColumnKind
    package let isNullable: Bool
    package let traits: ColumnTraits
    package let schema: Schema
    /// What it means.
    package let words: String

    fileprivate func property(isRequired: Bool) -> Schema.Property {
        let words = traits.contains(.cost) ? (words.isEmpty ? "With `cost.read`." : words + " With `cost.read`.") : words
        return Schema.Property(name: name, schema: schema, isRequired: isRequired, words: words)
    }
}

/// Lists the columns of a row.
private struct ColumnDescriber: ColumnVisitor {
    private(set) var columns: [Column] = []

    mutating func visit<Value: ColumnValue>(
        _ name: StaticString, _ value: inout Value, _ traits: ColumnTraits, _ words: StaticString
    ) throws(Never) {
        columns.append(
            Column(
                name: "\(name)", kind: Value.kind, isNullable: Value.isNullable, traits: traits, schema: Value.columnSchema,
                words: "\(words)"))
    }
}
