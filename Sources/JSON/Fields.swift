package import RetailCore

/// The fields of one object, asked for by name: read from a document, or recorded for its description.
package struct Fields {
    private let document: JSONDocument?
    private let end: Int
    private let first: Int
    private var cursor: Int
    private var memberOrdinal = 0
    /// Which members were asked for, by ordinal; no type of ours has more than 64.
    private var taken: UInt64 = 0
    private let recorder: SchemaRecorder?

    /// Of a value that has no type of its own: whoever reads them calls `finish` at the end.
    ///
    /// - Throws: `request.invalid` (400) for anything but an object.
    package init(_ value: JSONValue) throws(Fault) {
        guard value.kind == .object else { throw value.expected("an object") }
        document = value.document
        first = value.index + 1
        cursor = first
        end = Int(value.token.next)
        recorder = nil
    }

    init(recording recorder: SchemaRecorder) {
        document = nil
        first = 0
        cursor = 0
        end = 0
        self.recorder = recorder
    }

    static func describe(_ type: (some WireObject).Type) -> [Schema.Property] {
        let recorder = SchemaRecorder()
        var fields = Fields(recording: recorder)
        _ = try? type.init(&fields)
        return recorder.properties
    }

    /// - Throws: `request.invalid` with the field's path.
    package mutating func required<Value: WireValue>(_ name: StaticString, _ bound: Bound = .none, _ words: StaticString = "") throws(Fault)
        -> Value
    {
        if let recorder {
            recorder.add(name, Value.schema.bounded(bound), isRequired: true, words)
            return try Value.sample()
        }
        guard let value = take(name) else { throw Fault.field(name.description, "missing", "The field is required.") }
        do { return try Value.read(value, bound) } catch { throw error.at(name.description) }
    }

    /// nil where the field is absent or null.
    package mutating func optional<Value: WireValue>(_ name: StaticString, _ bound: Bound = .none, _ words: StaticString = "") throws(Fault)
        -> Value?
    {
        if let recorder {
            recorder.add(name, Value.schema.bounded(bound), isRequired: false, words)
            return nil
        }
        guard let value = take(name), value.kind != .null else { return nil }
        do { return try Value.read(value, bound) } catch { throw error.at(name.description) }
    }

    package mutating func required<Value: WireValue>(
        _ name: StaticString, default value: Value, _ bound: Bound = .none, _ words: StaticString = ""
    ) throws(Fault) -> Value {
        if let recorder {
            recorder.add(name, Value.schema.bounded(bound), isRequired: false, words, standard: JSONWriter.bytes(of: value))
            return value
        }
        return try optional(name, bound, words) ?? value
    }

    /// Tells an absent field (nil) from a null one (`.some(nil)`): for edits that can clear a value.
    package mutating func clearable<Value: WireValue>(_ name: StaticString, _ bound: Bound = .none, _ words: StaticString = "")
        throws(Fault) -> Value??
    {
        if let recorder {
            recorder.add(name, .nullable(Value.schema.bounded(bound)), isRequired: false, words)
            return nil
        }
        guard let value = take(name) else { return nil }
        if value.kind == .null { return .some(nil) }
        do { return .some(try Value.read(value, bound)) } catch { throw error.at(name.description) }
    }

    /// A rule that spans fields, as no schema can say it; not asked while a type is being described.
    ///
    /// - Throws: `request.contradictory` (422) naming the field.
    package func check(_ holds: @autoclosure () -> Bool, _ field: String, _ code: String, _ message: @autoclosure () -> String)
        throws(Fault)
    {
        if recorder == nil, !holds() { throw Fault.contradictory(field, code, message()) }
    }

    /// The one of several fields that has to be there.
    ///
    /// - Parameter sample: stands in while a type is being described.
    /// - Throws: `request.contradictory` (422).
    package func exactlyOne<Value>(of names: String, _ choices: [Value?], sample: Value) throws(Fault) -> Value {
        guard recorder == nil else { return sample }
        let given = choices.compactMap(\.self)
        guard given.count == 1 else { throw Fault.contradictory("", "one-of", "Expected exactly one of \(names).") }
        return given[0]
    }

    /// Refuses what nobody asked for.
    package func finish() throws(Fault) {
        guard let document, recorder == nil else { return }
        var index = first
        var ordinal = 0
        while index < end {
            if ordinal >= 64 || taken & (1 << UInt64(ordinal)) == 0 {
                let name = name(at: index, document)
                let field = String(name.prefix(100))
                // The first of two was taken; a document that names more than 64 fields has some that nobody knows.
                guard ordinal >= 64 || !stands(name, before: index, document) else {
                    throw Fault.field(field, "repeated-field", "The field stands here twice.")
                }
                throw Fault.field(field, "unknown-field", "No such field is known here.")
            }
            index = Int(document.tape[index + 1].next)
            ordinal += 1
        }
    }

    private func name(at index: Int, _ document: JSONDocument) -> String {
        (try? JSONValue(document: document, index: index).string()) ?? ""
    }

    private func stands(_ name: String, before end: Int, _ document: JSONDocument) -> Bool {
        var index = first
        while index < end {
            if self.name(at: index, document) == name { return true }
            index = Int(document.tape[index + 1].next)
        }
        return false
    }

    /// Fields mostly come in the order they are asked for, so that is tried first; then all are looked through.
    private mutating func take(_ name: StaticString) -> JSONValue? {
        guard let document else { return nil }
        if let found = match(name, document) { return found }
        cursor = first
        memberOrdinal = 0
        // What lies behind the last that can be taken is nobody's.
        while cursor < end, memberOrdinal < 64 {
            if let found = match(name, document) { return found }
            cursor = Int(document.tape[cursor + 1].next)
            memberOrdinal += 1
        }
        cursor = first
        memberOrdinal = 0
        return nil
    }

    private mutating func match(_ name: StaticString, _ document: JSONDocument) -> JSONValue? {
        guard cursor < end, memberOrdinal < 64, taken & (1 << UInt64(memberOrdinal)) == 0 else { return nil }
        guard document.tape[cursor].names(UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount), in: document) else {
            return nil
        }
        taken |= 1 << UInt64(memberOrdinal)
        let value = JSONValue(document: document, index: cursor + 1)
        cursor = Int(document.tape[cursor + 1].next)
        memberOrdinal += 1
        return value
    }
}
