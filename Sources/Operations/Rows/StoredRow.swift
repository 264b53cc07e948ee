package import JSON
package import RetailCore

/// A row of a table: a plain value that says its columns once. SQL, cells, JSON and documents follow from that (docs/adr/0023).
package protocol StoredRow: Sendable {
    /// A `static let`: each time it is made it is another table.
    static var table: TableShape { get }
    /// With blanks, for whoever reads or describes one.
    init()
    /// The key's columns first, in the key's order; the version last.
    mutating func columns<Visitor: ColumnVisitor>(_ column: inout Visitor) throws(Visitor.Failure)
}

extension StoredRow {
    package init(_ cells: inout CellReader) throws(Fault) {
        self.init()
        try columns(&cells)
    }

    package func write(to cells: inout CellWriter) {
        var row = self
        row.columns(&cells)
    }

    /// What is shown of it, without its version.
    package func members(_ writer: inout JSONWriter) {
        var row = self
        row.columns(&writer)
    }
}

extension CellReader: ColumnVisitor {
    package mutating func visit<Value: ColumnValue>(
        _ name: StaticString, _ value: inout Value, _ traits: ColumnTraits, _ words: StaticString
    ) throws(Fault) { value = try Value(from: &self) }
}

extension CellWriter: ColumnVisitor {
    package mutating func visit<Value: ColumnValue>(
        _ name: StaticString, _ value: inout Value, _ traits: ColumnTraits, _ words: StaticString
    ) throws(Never) { value.write(to: &self) }
}

extension JSONWriter: ColumnVisitor {
    package mutating func visit<Value: ColumnValue>(
        _ name: StaticString, _ value: inout Value, _ traits: ColumnTraits, _ words: StaticString
    ) throws(Never) {
        guard traits.isDisjoint(with: [.hidden, .detail, .cost]), !(traits.contains(.sparse) && value.isBlank) else { return }
        value.write(as: name, to: &self)
    }
}

/// Writes all that may be seen of a row, for who asked for it by itself.
package struct DetailWriter: ColumnVisitor {
    package var json: JSONWriter
    private let showsCost: Bool

    package init(_ json: JSONWriter, showsCost: Bool) {
        (self.json, self.showsCost) = (json, showsCost)
    }

    package mutating func visit<Value: ColumnValue>(
        _ name: StaticString, _ value: inout Value, _ traits: ColumnTraits, _ words: StaticString
    ) throws(Never) {
        guard !traits.contains(.hidden), showsCost || !traits.contains(.cost) else { return }
        value.write(as: name, to: &json)
    }
}

extension StoredRow {
    /// All that may be seen of it.
    package func details(showsCost: Bool, _ writer: inout JSONWriter) {
        var (row, details) = (self, DetailWriter(writer, showsCost: showsCost))
        row.columns(&details)
        writer = details.json
    }
}
