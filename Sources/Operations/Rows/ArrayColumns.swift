package import JSON
package import RetailCore

extension Array: ColumnValue where Element: ColumnElement {
    package static var kind: ColumnKind { Element.listKind }
    package static var columnSchema: Schema { Element.listSchema }
    package var isBlank: Bool { isEmpty }
    package init(from cells: inout CellReader) throws(Fault) { self = try Element.readList(&cells) }
    package func write(to cells: inout CellWriter) { Element.writeList(self, to: &cells) }
    package func write(as name: StaticString, to writer: inout JSONWriter) { Element.writeList(self, as: name, to: &writer) }
}

/// What a column with several of it is made of.
package protocol ColumnElement: Sendable {
    static var listKind: ColumnKind { get }
    static var listSchema: Schema { get }
    static func readList(_ cells: inout CellReader) throws(Fault) -> [Self]
    static func writeList(_ list: [Self], to cells: inout CellWriter)
    static func writeList(_ list: [Self], as name: StaticString, to writer: inout JSONWriter)
}

/// Digests and nonces: shown to nobody.
extension UInt8: ColumnElement {
    package static var listKind: ColumnKind { .bytes }
    package static var listSchema: Schema { .any }
    package static func readList(_ cells: inout CellReader) throws(Fault) -> [UInt8] { try cells.bytes() }
    package static func writeList(_ list: [UInt8], to cells: inout CellWriter) { cells.bytes(list) }
    package static func writeList(_ list: [UInt8], as name: StaticString, to writer: inout JSONWriter) {}
}

/// Ids and plain words, in the text form of PostgreSQL's arrays: `{a,b}`.
package protocol ListedValue: ColumnElement, WireValue {
    /// Whether an element that nobody knows is left out, and not an error: where it would only have granted something.
    static var passesOverUnknown: Bool { get }
    /// Without a character that needs quotes there.
    var listed: String { get }
    init?(listed: Substring)
}

extension ListedValue {
    package static var listSchema: Schema { .array(schema, nil) }
    package static var passesOverUnknown: Bool { false }

    /// - Throws: `internal.row`: it is no list of these. Never taken for an empty one, which may stand for all there are.
    package static func list(_ text: String) throws(Fault) -> [Self] {
        guard text.first == "{", text.last == "}" else { throw unreadable(text) }
        var list: [Self] = []
        for part in text.dropFirst().dropLast().split(separator: ",") {
            if let element = Self(listed: part) {
                list.append(element)
            } else if !passesOverUnknown {
                throw unreadable(text)
            }
        }
        return list
    }

    private static func unreadable(_ text: String) -> Fault {
        Fault(.broken, "internal.row", "A stored row could not be read.", diagnosis: "“\(text)” is no list of \(Self.self)")
    }

    package static func readList(_ cells: inout CellReader) throws(Fault) -> [Self] { try list(try cells.text()) }

    package static func writeList(_ list: [Self], to cells: inout CellWriter) {
        cells.text("{" + list.map(\.listed).joined(separator: ",") + "}")
    }

    package static func writeList(_ list: [Self], as name: StaticString, to writer: inout JSONWriter) { writer.member(name, list) }
}

extension ID: ListedValue {
    package static var listKind: ColumnKind { .ids }
    package var listed: String { description }
    package init?(listed: Substring) { self.init(listed) }
}

extension ListedValue where Self: WireEnum {
    package static var listKind: ColumnKind { .words }
    package var listed: String { rawValue }
    package init?(listed: Substring) { self.init(rawValue: String(listed)) }
}

extension SaleFlag: ListedValue, WireEnum {
    /// Later versions have more of them.
    package static var listSchema: Schema { .array(String.schema, nil) }
}

extension Permission: ListedValue {
    /// A permission that this version does not know grants nothing.
    package static var passesOverUnknown: Bool { true }
}
