package import RetailCore

/// An object of the wire that says its fields once: reading, writing and the documents follow from that (docs/adr/0023).
package protocol WireRecord: WireObject {
    /// With blanks, for whoever reads or describes one. A blank is what a field that may be left out counts as.
    init()
    mutating func fields<Visitor: FieldVisitor>(_ field: inout Visitor) throws(Visitor.Failure)
}

extension WireRecord {
    package init(_ fields: inout Fields) throws(Fault) {
        self.init()
        try self.fields(&fields)
    }

    package func members(_ writer: inout JSONWriter) {
        var record = self
        record.fields(&writer)
    }

    package static var schema: Schema { .object(wireName, properties) }

    package static var properties: [Schema.Property] {
        var (blank, describer) = (Self(), FieldDescriber())
        blank.fields(&describer)
        return describer.properties
    }

    package static func sample() -> Self { Self() }
}

/// Walks the fields of an object: one that has to be there is called plainly, as is one that may be left out, which is an optional.
package protocol FieldVisitor {
    /// `Never` for those that can't fail.
    associatedtype Failure: Error
    mutating func required<Value: WireValue>(
        _ name: StaticString, _ value: inout Value, _ bound: Bound, _ words: StaticString, _ rule: () -> FieldRule?) throws(Failure)
    mutating func optional<Value: WireValue>(
        _ name: StaticString, _ value: inout Value?, _ bound: Bound, _ words: StaticString, _ rule: () -> FieldRule?) throws(Failure)
    /// - Parameter isSparse: whether it is also left out of what is written where it is blank.
    mutating func standing<Value: WireValue>(
        _ name: StaticString, _ value: inout Value, _ bound: Bound, _ words: StaticString, _ rule: () -> FieldRule?, isSparse: Bool
    ) throws(Failure)
    /// Read, and never written.
    mutating func secret(_ name: StaticString, _ value: inout Secret<String>, _ bound: Bound, _ words: StaticString) throws(Failure)
}

extension FieldVisitor {
    /// A field that has to be there.
    ///
    /// - Parameter rule: whose row it may name, or who may say it, where that is finer than the operation's own permission and store.
    package mutating func callAsFunction<Value: WireValue>(
        _ name: StaticString, _ value: inout Value, _ bound: Bound = .none, _ words: StaticString = "",
        rule: @autoclosure () -> FieldRule? = nil
    ) throws(Failure) { try required(name, &value, bound, words, rule) }

    /// A field that may be left out.
    package mutating func callAsFunction<Value: WireValue>(
        _ name: StaticString, _ value: inout Value?, _ bound: Bound = .none, _ words: StaticString = "",
        rule: @autoclosure () -> FieldRule? = nil
    ) throws(Failure) { try optional(name, &value, bound, words, rule) }

    /// A field that counts as what stands in the blank where it is left out.
    package mutating func standing<Value: WireValue>(
        _ name: StaticString, _ value: inout Value, _ bound: Bound = .none, _ words: StaticString = "",
        rule: @autoclosure () -> FieldRule? = nil
    ) throws(Failure) { try standing(name, &value, bound, words, rule, isSparse: false) }

    /// The same for an amount, which is left out of what is written where it is none.
    package mutating func sparse(
        _ name: StaticString, _ value: inout Money, _ bound: Bound = .none, _ words: StaticString = "",
        rule: @autoclosure () -> FieldRule? = nil
    ) throws(Failure) { try standing(name, &value, bound, words, rule, isSparse: value.minor == 0) }
}

extension Fields: FieldVisitor {
    package mutating func required<Value: WireValue>(
        _ name: StaticString, _ value: inout Value, _ bound: Bound, _ words: StaticString, _ rule: () -> FieldRule?
    ) throws(Fault) { value = try required(name, bound) }

    package mutating func optional<Value: WireValue>(
        _ name: StaticString, _ value: inout Value?, _ bound: Bound, _ words: StaticString, _ rule: () -> FieldRule?
    ) throws(Fault) { value = try optional(name, bound) }

    package mutating func standing<Value: WireValue>(
        _ name: StaticString, _ value: inout Value, _ bound: Bound, _ words: StaticString, _ rule: () -> FieldRule?, isSparse: Bool
    ) throws(Fault) { if let given: Value = try optional(name, bound) { value = given } }

    package mutating func secret(
        _ name: StaticString, _ value: inout Secret<String>, _ bound: Bound, _ words: StaticString
    ) throws(Fault) { value = Secret(try required(name, bound)) }
}

extension JSONWriter: FieldVisitor {
    package mutating func required<Value: WireValue>(
        _ name: StaticString, _ value: inout Value, _ bound: Bound, _ words: StaticString, _ rule: () -> FieldRule?
    ) throws(Never) { member(name, value) }

    package mutating func optional<Value: WireValue>(
        _ name: StaticString, _ value: inout Value?, _ bound: Bound, _ words: StaticString, _ rule: () -> FieldRule?
    ) throws(Never) { member(name, value) }

    package mutating func standing<Value: WireValue>(
        _ name: StaticString, _ value: inout Value, _ bound: Bound, _ words: StaticString, _ rule: () -> FieldRule?, isSparse: Bool
    ) throws(Never) { if !isSparse { member(name, value) } }

    package mutating func secret(
        _ name: StaticString, _ value: inout Secret<String>, _ bound: Bound, _ words: StaticString
    ) throws(Never) {}
}

/// Lists the fields of an object.
private struct FieldDescriber: FieldVisitor {
    private(set) var properties: [Schema.Property] = []

    mutating func required<Value: WireValue>(
        _ name: StaticString, _ value: inout Value, _ bound: Bound, _ words: StaticString, _ rule: () -> FieldRule?
    ) throws(Never) { add(name, Value.schema.bounded(bound), isRequired: true, words, rule()) }

    mutating func optional<Value: WireValue>(
        _ name: StaticString, _ value: inout Value?, _ bound: Bound, _ words: StaticString, _ rule: () -> FieldRule?
    ) throws(Never) { add(name, Value.schema.bounded(bound), isRequired: false, words, rule()) }

    mutating func standing<Value: WireValue>(
        _ name: StaticString, _ value: inout Value, _ bound: Bound, _ words: StaticString, _ rule: () -> FieldRule?, isSparse: Bool
    ) throws(Never) {
        add(name, Value.schema.bounded(bound), isRequired: false, words, rule(), standard: JSONWriter.bytes(of: value))
    }

    mutating func secret(
        _ name: StaticString, _ value: inout Secret<String>, _ bound: Bound, _ words: StaticString
    ) throws(Never) { add(name, String.schema.bounded(bound), isRequired: true, words, nil) }

    private mutating func add(
        _ name: StaticString, _ schema: Schema, isRequired: Bool, _ words: StaticString, _ rule: FieldRule?, standard: [UInt8]? = nil
    ) {
        var property = Schema.Property(name: "\(name)", schema: schema, isRequired: isRequired, words: "\(words)", standard: standard)
        property.rule = rule
        properties.append(property)
    }
}
