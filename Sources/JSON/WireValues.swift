package import RetailCore

// How the plain values and the core's types stand on the wire (style.md, "API conventions").

extension String: WireValue {
    package static var schema: Schema { .string(format: nil, length: nil) }
    package static func sample() -> String { "" }
    /// Characters, where nothing else is said.
    static let standardLength = 0...10_000

    package static func read(_ value: JSONValue, _ bound: Bound) throws(Fault) -> String {
        var range = standardLength
        if case .length(let asked) = bound { range = asked }
        guard let text = try value.string(within: range.upperBound), range.contains(text.unicodeScalars.count) else {
            throw Fault.field("", "wrong-length", "Expected \(range.lowerBound) to \(range.upperBound) characters.")
        }
        // PostgreSQL's text can't hold it, and nobody means it.
        guard !text.utf8.contains(0) else { throw Fault.field("", "bad-character", "The text contains U+0000.") }
        return value.document.isVerbatim ? text : text.composed
    }

    package func write(to writer: inout JSONWriter) { writer.string(self) }
}

extension Bool: WireValue {
    package static var schema: Schema { .boolean }
    package static func sample() -> Bool { false }
    package static func read(_ value: JSONValue, _ bound: Bound) throws(Fault) -> Bool { try value.bool() }
    package func write(to writer: inout JSONWriter) { writer.bool(self) }
}

extension Int64: WireValue {
    package static var schema: Schema { .integer(nil) }
    package static func sample() -> Int64 { 0 }

    package static func read(_ value: JSONValue, _ bound: Bound) throws(Fault) -> Int64 {
        let number = try value.int64()
        if case .range(let range) = bound, !range.contains(number) {
            throw Fault.field("", "out-of-range", "Expected \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }

    package func write(to writer: inout JSONWriter) { writer.integer(self) }
}

extension Int: WireValue {
    package static var schema: Schema { .integer(nil) }
    package static func sample() -> Int { 0 }
    package static func read(_ value: JSONValue, _ bound: Bound) throws(Fault) -> Int { Int(try Int64.read(value, bound)) }
    package func write(to writer: inout JSONWriter) { writer.integer(Int64(self)) }
}

extension ID: WireValue {
    package static var schema: Schema { .string(format: "uuid", length: nil) }
    package static func sample() -> ID { .none }

    package static func read(_ value: JSONValue, _ bound: Bound) throws(Fault) -> ID {
        guard value.kind == .string else { throw value.expected("a UUID string") }
        let parsed: ID? = value.document.bytes.withUnsafeBytes { bytes in
            ID(utf8: UnsafeRawBufferPointer(rebasing: bytes[Int(value.token.start)..<Int(value.token.end)]))
        }
        guard let parsed, !parsed.isNone else {
            throw Fault.field("", "not-a-uuid", "Expected a UUID such as 019388a4-7f00-7c3e-9d6b-2f1a0c4b5d6e.")
        }
        return parsed
    }

    package func write(to writer: inout JSONWriter) { writer.quoted { appendText(to: &$0) } }
}

extension Instant: WireValue {
    package static var schema: Schema { .string(format: "date-time", length: nil) }
    package static func sample() -> Instant { Instant(microseconds: 0) }

    /// 0001 to 9999 as text; what lies outside of what PostgreSQL and a calendar can show never gets in.
    package static func read(_ value: JSONValue, _ bound: Bound) throws(Fault) -> Instant {
        guard let instant = try value.string(within: 40).flatMap({ Instant($0) }) else {
            throw Fault.field("", "not-a-time", "Expected a time such as 2026-01-31T08:30:00Z (RFC 3339).")
        }
        return instant
    }

    package func write(to writer: inout JSONWriter) { writer.quoted { appendText(to: &$0) } }
}

extension Day: WireValue {
    package static var schema: Schema { .string(format: "date", length: nil) }
    package static func sample() -> Day { Day(number: 0) }

    package static func read(_ value: JSONValue, _ bound: Bound) throws(Fault) -> Day {
        guard let day = try value.string(within: 10).flatMap({ Day($0) }) else {
            throw Fault.field("", "not-a-date", "Expected a date such as 2026-01-31.")
        }
        return day
    }

    package func write(to writer: inout JSONWriter) { writer.quoted { appendText(to: &$0) } }
}

extension Money: WireValue {
    /// ± 10^15 minor units; more is a typing error, and sums of 9,000 such lines still fit 64 bits.
    package static let bounds: ClosedRange<Int64> = -1_000_000_000_000_000...1_000_000_000_000_000

    package static var schema: Schema { .integer(bounds) }
    package static func sample() -> Money { Money(minor: 0) }

    package static func read(_ value: JSONValue, _ bound: Bound) throws(Fault) -> Money {
        if case .range = bound { return Money(minor: try Int64.read(value, bound)) }
        return Money(minor: try Int64.read(value, .range(bounds)))
    }

    package func write(to writer: inout JSONWriter) { writer.integer(minor) }
}

extension Quantity: WireValue {
    /// ± 10^12 thousandths: a thousand million units.
    package static let bounds: ClosedRange<Int64> = -1_000_000_000_000...1_000_000_000_000

    package static var schema: Schema { .integer(bounds) }
    package static func sample() -> Quantity { Quantity(milli: 0) }

    package static func read(_ value: JSONValue, _ bound: Bound) throws(Fault) -> Quantity {
        if case .range = bound { return Quantity(milli: try Int64.read(value, bound)) }
        return Quantity(milli: try Int64.read(value, .range(bounds)))
    }

    package func write(to writer: inout JSONWriter) { writer.integer(milli) }
}

extension Currency: WireValue {
    package static var schema: Schema { .string(format: nil, length: 3...3) }
    package static func sample() -> Currency { .none }

    package static func read(_ value: JSONValue, _ bound: Bound) throws(Fault) -> Currency {
        guard let currency = Currency(code: try value.string()) else {
            throw Fault.field("", "unknown-currency", "Expected a code of ISO 4217 such as EUR.")
        }
        return currency
    }

    package func write(to writer: inout JSONWriter) { writer.string(code) }
}

extension TaxMode: WireEnum {}
extension RoundingMode: WireEnum {}
extension TenderKind: WireEnum {}

extension Array: WireValue where Element: WireValue {
    package static var schema: Schema { .array(Element.schema, nil) }
    package static func sample() throws(Fault) -> [Element] { _ = try Element.sample(); return [] }
    /// Entries, where nothing else is said.
    static var standardCount: ClosedRange<Int> { 0...10_000 }

    package static func read(_ value: JSONValue, _ bound: Bound) throws(Fault) -> [Element] {
        var range = standardCount
        var inner = Bound.none
        switch bound {
        case .count(let asked): range = asked
        case .each(let length, let count): (inner, range) = (.length(length), count)
        default: break
        }
        guard let values = try value.elements(atMost: range.upperBound), values.count >= range.lowerBound else {
            throw Fault.field("", "wrong-count", "Expected \(range.lowerBound) to \(range.upperBound) entries.")
        }
        var elements: [Element] = []
        elements.reserveCapacity(values.count)
        for (index, value) in values.enumerated() {
            do { elements.append(try Element.read(value, inner)) } catch { throw error.at("[\(index)]") }
        }
        return elements
    }

    package func write(to writer: inout JSONWriter) { writer.array(self) }
}

/// Any JSON, kept as a look into its document: what an operation's body is until its type is known.
extension JSONValue: WireValue {
    package static var schema: Schema { .any }
    package static func sample() throws(Fault) -> JSONValue { try JSONDocument(Array("{}".utf8)).root }
    package static func read(_ value: JSONValue, _ bound: Bound) throws(Fault) -> JSONValue { value }

    package func write(to writer: inout JSONWriter) {
        var compact: [UInt8] = []
        appendCompact(to: &compact)
        writer.raw(compact)
    }
}

/// JSON that was encoded before, passed on byte for byte.
package struct EncodedJSON: WireValue {
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    package static var schema: Schema { .any }
    package static func sample() -> EncodedJSON { .init(Array("{}".utf8)) }

    package static func read(_ value: JSONValue, _ bound: Bound) throws(Fault) -> EncodedJSON {
        var compact: [UInt8] = []
        value.appendCompact(to: &compact)
        return EncodedJSON(compact)
    }

    package func write(to writer: inout JSONWriter) { writer.raw(bytes) }
}
