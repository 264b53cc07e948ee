package import JSON
package import RetailCore

extension ID: ColumnValue {
    package static var kind: ColumnKind { .id }
    package var isBlank: Bool { isNone }
    package init(from cells: inout CellReader) throws(Fault) { self = try cells.id() }
}

extension Int64: ColumnValue {
    package static var kind: ColumnKind { .int64 }
    package var isBlank: Bool { self == 0 }
    package init(from cells: inout CellReader) throws(Fault) { self = try cells.int64() }
    package func write(to cells: inout CellWriter) { cells.int64(self) }
}

extension Int32: ColumnValue {
    package static var kind: ColumnKind { .int32 }
    package static var columnSchema: Schema { .integer(nil) }
    package var isBlank: Bool { self == 0 }
    package init(from cells: inout CellReader) throws(Fault) { self = try cells.int32() }
    package func write(to cells: inout CellWriter) { cells.int32(self) }
    package func write(as name: StaticString, to writer: inout JSONWriter) { writer.member(name, Int64(self)) }
}

extension Money: ColumnValue {
    package static var kind: ColumnKind { .int64 }
    package var isBlank: Bool { minor == 0 }
    package init(from cells: inout CellReader) throws(Fault) { self = try cells.money() }
    package func write(to cells: inout CellWriter) { cells.money(self) }
}

extension Quantity: ColumnValue {
    package static var kind: ColumnKind { .int64 }
    package var isBlank: Bool { milli == 0 }
    package init(from cells: inout CellReader) throws(Fault) { self = try cells.quantity() }
    package func write(to cells: inout CellWriter) { cells.quantity(self) }
}

extension Bool: ColumnValue {
    package static var kind: ColumnKind { .bool }
    package init(from cells: inout CellReader) throws(Fault) { self = try cells.bool() }
    package func write(to cells: inout CellWriter) { cells.bool(self) }
}

extension String: ColumnValue {
    package static var kind: ColumnKind { .text }
    package var isBlank: Bool { isEmpty }
    package init(from cells: inout CellReader) throws(Fault) { self = try cells.text() }
    package func write(to cells: inout CellWriter) { cells.text(self) }
}

extension Instant: ColumnValue {
    package static var kind: ColumnKind { .instant }
    package init(from cells: inout CellReader) throws(Fault) { self = try cells.instant() }
    package func write(to cells: inout CellWriter) { cells.instant(self) }
}

extension Day: ColumnValue {
    package static var kind: ColumnKind { .day }
    package init(from cells: inout CellReader) throws(Fault) { self = try cells.day() }
    package func write(to cells: inout CellWriter) { cells.day(self) }
}

extension Optional: ColumnValue where Wrapped: ColumnValue {
    package static var kind: ColumnKind { Wrapped.kind }
    package static var isNullable: Bool { true }
    package static var columnSchema: Schema { Wrapped.columnSchema }
    package var isBlank: Bool { self == nil }

    package init(from cells: inout CellReader) throws(Fault) {
        if cells.skipNull() { self = nil } else { self = try Wrapped(from: &cells) }
    }

    package func write(to cells: inout CellWriter) {
        if let self { self.write(to: &cells) } else { cells.null() }
    }

    package func write(as name: StaticString, to writer: inout JSONWriter) { self?.write(as: name, to: &writer) }
}

extension TaxMode: ColumnWord {}
extension RoundingMode: ColumnWord {}
extension TenderKind: ColumnWord {}

extension Currency: ColumnValue {
    package static var kind: ColumnKind { .text }

    package init(from cells: inout CellReader) throws(Fault) {
        let code = try cells.text()
        guard let known = Currency(code: code) else { throw cells.unreadable("“\(code)” is no currency") }
        self = known
    }

    package func write(to cells: inout CellWriter) { cells.text(code) }
}
