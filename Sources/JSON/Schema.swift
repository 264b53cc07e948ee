/// What a type looks like on the wire, as far as OpenAPI 3.1 (JSON Schema 2020-12) needs to know.
package indirect enum Schema: Sendable {
    package struct Property: Sendable {
        package var name: String
        package var schema: Schema
        package var isRequired: Bool
        package var words: String
        /// What a field that is left out counts as, as JSON; nil: as nothing.
        package var standard: [UInt8]?
        /// The texts that are known so far, where later versions may bring others.
        package var knownValues: [String]
        /// Whose row it may name, or who may say it.
        package var rule: FieldRule?

        package init(
            name: String, schema: Schema, isRequired: Bool, words: String, standard: [UInt8]? = nil, knownValues: [String] = []
        ) {
            (self.name, self.schema, self.isRequired, self.words, self.standard) = (name, schema, isRequired, words, standard)
            self.knownValues = knownValues
        }

        /// A member that is always there.
        package static func field<Value: WireValue>(_ name: String, _ type: Value.Type, _ words: String = "") -> Self {
            Self(name: name, schema: Value.schema, isRequired: true, words: words)
        }

        /// A member that is left out where there is nothing to say.
        package static func optional<Value: WireValue>(_ name: String, _ type: Value.Type, _ words: String = "") -> Self {
            Self(name: name, schema: Value.schema, isRequired: false, words: words)
        }

        /// `standard` where it is a plain value: no object, no empty list, no empty text.
        package var plainStandard: String? {
            guard let standard, let first = standard.first, ![0x5B, 0x7B].contains(first), standard != [0x22, 0x22] else { return nil }
            return String(decoding: standard, as: UTF8.self)
        }
    }

    /// A text of a form of our own, in the place of a format: how it is written, as a regular expression.
    package struct Form: Sendable {
        package let name: String
        package let pattern: String

        /// Each stands by its name in the place of a format.
        static let all = [rowVersion, key, cursors, shelf, trail, sha256]
        static let uuid = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"

        /// A row's version in a header: `"17"`.
        package static let rowVersion = Form(name: "row-version", pattern: "^(W/)?(\"[0-9]{1,16}\"|[0-9]{1,16})$")
        /// Printable ASCII, plain or as a string of RFC 8941.
        package static let key = Form(
            name: "key", pattern: #"^([!#-~]([ -~]{0,253}[!-~])?|"([ !#-\[\]-~]|\\["\\]){1,255}")$"#)
        /// `catalog=12,store:0193…=4711`.
        package static let cursors = Form(name: "cursors", pattern: "^[^=,]+=[0-9]{1,18}(,[^=,]+=[0-9]{1,18}){0,63}$")
        /// A moment, a chain of the trail and a number in it: where a page of the trail ended.
        package static let trail = Form(
            name: "trail",
            pattern: "^[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3])(:[0-5][0-9]){2}(\\.[0-9]{1,6})?Z"
                + "_\(uuid)_[0-9]{1,18}$")
        /// A SHA-256 in hexadecimal, as rows of the trail are told.
        package static let sha256 = Form(name: "sha256", pattern: "^[0-9a-fA-F]{64}$")
        /// A store, a product and a batch: where a page of stock ended.
        package static let shelf = Form(name: "shelf", pattern: "^\(uuid)_\(uuid)_\(uuid)$")
    }

    /// A text of a form of our own.
    package static func form(_ form: Form, length: ClosedRange<Int>? = nil) -> Schema { .string(format: form.name, length: length) }

    case string(format: String?, length: ClosedRange<Int>?)
    case integer(ClosedRange<Int64>?)
    case number
    case boolean
    case any
    case enumeration([String])
    case array(Schema, ClosedRange<Int>?)
    case nullable(Schema)
    /// Values of one kind under names that are data.
    case map(Schema, atMost: Int?)
    /// One of several: a line of a stream, say.
    case either([Schema])
    case object(String, [Property])

    func bounded(_ bound: Bound) -> Schema {
        switch (self, bound) {
        case (.string(let format, _), .length(let length)): .string(format: format, length: length)
        case (.integer, .range(let range)): .integer(range)
        case (.array(let element, _), .count(let count)): .array(element, count)
        case (.array(let element, _), .each(let length, let count)): .array(element.bounded(.length(length)), count)
        default: self
        }
    }
}

/// Collects what an initialiser asks for. A class because `Fields` is handed down by value into nested calls.
final class SchemaRecorder {
    private(set) var properties: [Schema.Property] = []

    func add(_ name: StaticString, _ schema: Schema, isRequired: Bool, _ words: StaticString, standard: [UInt8]? = nil) {
        properties.append(
            .init(name: name.description, schema: schema, isRequired: isRequired, words: words.description, standard: standard))
    }
}
