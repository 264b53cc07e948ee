package import JSON
package import RetailCore

/// Walks the columns of a row. What reads, writes, shows and describes rows are visitors, so that a row says its columns once (docs/adr/0023).
package protocol ColumnVisitor {
    /// `Never` for those that can't fail.
    associatedtype Failure: Error
    mutating func visit<Value: ColumnValue>(
        _ name: StaticString, _ value: inout Value, _ traits: ColumnTraits, _ words: StaticString
    ) throws(Failure)
}

extension ColumnVisitor {
    package mutating func callAsFunction<Value: ColumnValue>(_ name: StaticString, _ value: inout Value) throws(Failure) {
        try visit(name, &value, [], "")
    }

    package mutating func callAsFunction<Value: ColumnValue>(
        _ name: StaticString, _ value: inout Value, _ traits: ColumnTraits
    ) throws(Failure) {
        try visit(name, &value, traits, "")
    }

    /// - Parameter words: what it means, for the documents.
    package mutating func callAsFunction<Value: ColumnValue>(
        _ name: StaticString, _ value: inout Value, _ words: StaticString
    ) throws(Failure) {
        try visit(name, &value, [], words)
    }

    package mutating func callAsFunction<Value: ColumnValue>(
        _ name: StaticString, _ value: inout Value, _ traits: ColumnTraits, _ words: StaticString
    ) throws(Failure) {
        try visit(name, &value, traits, words)
    }

    /// The row's version: the last column, shown beside the others.
    package mutating func version(_ value: inout Int64) throws(Failure) { try visit("row_version", &value, .hidden, "") }
}

/// What a column is besides a value.
package struct ColumnTraits: OptionSet, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Stored, and shown to nobody.
    package static let hidden = ColumnTraits(rawValue: 1)
    /// Whose stream the row is told to: the store's, say.
    package static let owner = ColumnTraits(rawValue: 16)
    /// Shown where one row is asked for, and told to no stream.
    package static let detail = ColumnTraits(rawValue: 4)
    /// The same, and only to who may see what goods cost.
    package static let cost = ColumnTraits(rawValue: 8)
    /// Left out of what is shown where it is blank: the all-zero id, an empty text, no amount.
    package static let sparse = ColumnTraits(rawValue: 2)
}

/// What a column is made of: one cell, one member of a row's object.
package protocol ColumnValue: Sendable {
    static var kind: ColumnKind { get }
    /// Whether the cell may be null.
    static var isNullable: Bool { get }
    static var columnSchema: Schema { get }
    /// Nothing to show in a sparse column.
    var isBlank: Bool { get }
    /// - Throws: `internal.row`: the cell is none of this type's.
    init(from cells: inout CellReader) throws(Fault)
    func write(to cells: inout CellWriter)
    func write(as name: StaticString, to writer: inout JSONWriter)
}

extension ColumnValue {
    package static var isNullable: Bool { false }
    package var isBlank: Bool { false }
}

extension ColumnValue where Self: WireValue {
    package static var columnSchema: Schema { schema }
    package func write(as name: StaticString, to writer: inout JSONWriter) { writer.member(name, self) }
}

/// A column whose texts are the cases of an enumeration. A stored text that is none of them is a defect, never some other case.
package protocol ColumnWord: ColumnValue, WireEnum {}

extension ColumnWord {
    package static var kind: ColumnKind { .text }

    package init(from cells: inout CellReader) throws(Fault) {
        let text = try cells.text()
        guard let known = Self(rawValue: text) else { throw cells.unreadable("“\(text)” is no \(Self.self)") }
        self = known
    }

    package func write(to cells: inout CellWriter) { cells.text(rawValue) }
}
