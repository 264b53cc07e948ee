package import RetailCore

/// What can stand in a request, a reply or a change: read from JSON with its bounds checked, written to JSON, described for OpenAPI.
package protocol WireValue: Sendable {
    static var schema: Schema { get }
    /// Any value: what `Fields` hands out while a type is being described.
    static func sample() throws(Fault) -> Self
    static func read(_ value: JSONValue, _ bound: Bound) throws(Fault) -> Self
    func write(to writer: inout JSONWriter)
}

/// An object of the wire. Its initialiser is the only description there is: run over a document it reads, run over a
/// recorder it tells names, types, bounds and words to the OpenAPI document.
package protocol WireObject: WireValue {
    static var wireName: String { get }
    init(_ fields: inout Fields) throws(Fault)
    func members(_ writer: inout JSONWriter)
}

extension WireObject {
    package static var wireName: String { String(describing: Self.self) }
    package static var schema: Schema { .object(wireName, Fields.describe(Self.self)) }

    package static func sample() throws(Fault) -> Self {
        var fields = Fields(recording: SchemaRecorder())
        return try Self(&fields)
    }

    package static func read(_ value: JSONValue, _ bound: Bound = .none) throws(Fault) -> Self {
        var fields = try Fields(value)
        let object = try Self(&fields)
        try fields.finish()
        return object
    }

    package func write(to writer: inout JSONWriter) {
        writer.object { members(&$0) }
    }
}

/// An enumeration whose cases are words on the wire.
package protocol WireEnum: WireValue, CaseIterable, RawRepresentable where RawValue == String {}

extension WireEnum {
    package static var schema: Schema { .enumeration(allCases.map(\.rawValue)) }

    package static func sample() throws(Fault) -> Self {
        guard let first = allCases.first else { throw Fault(.broken, "internal.empty-enumeration", "An enumeration has no cases.") }
        return first
    }

    package static func read(_ value: JSONValue, _ bound: Bound) throws(Fault) -> Self {
        guard let known = try value.string(within: 100).flatMap({ Self(rawValue: $0) }) else {
            throw Fault.field("", "unknown-value", "Expected one of \(allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        return known
    }

    package func write(to writer: inout JSONWriter) { writer.string(rawValue) }
}

/// What a field's value may be; a value outside is refused with the bounds in words.
package enum Bound: Sendable {
    case none
    case length(ClosedRange<Int>)
    case range(ClosedRange<Int64>)
    case count(ClosedRange<Int>)
    /// An array of bounded strings.
    case each(ClosedRange<Int>, count: ClosedRange<Int>)
}
