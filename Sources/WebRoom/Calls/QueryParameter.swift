package import JSON

/// A query parameter as it is declared: for the check of names and for the document.
package struct QueryParameter: Sendable {
    package let name: String
    package let schema: Schema
    package let words: String
    package let isRequired: Bool

    package init(_ name: String, _ schema: Schema, _ words: String = "", required: Bool = false) {
        self.name = name
        self.schema = schema
        self.words = words
        isRequired = required
    }

    package static func text(_ name: String, _ words: String = "", length: ClosedRange<Int> = 1...200, required: Bool = false) -> Self {
        Self(name, .string(format: nil, length: length), words, required: required)
    }

    package static func id(_ name: String, _ words: String = "", required: Bool = false) -> Self {
        Self(name, .string(format: "uuid", length: nil), words, required: required)
    }

    package static func int(_ name: String, _ range: ClosedRange<Int64>, _ words: String = "", required: Bool = false) -> Self {
        Self(name, .integer(range), words, required: required)
    }

    package static func flag(_ name: String, _ words: String = "", required: Bool = false) -> Self {
        Self(name, .boolean, words, required: required)
    }

    package static func day(_ name: String, _ words: String = "", required: Bool = false) -> Self {
        Self(name, .string(format: "date", length: nil), words, required: required)
    }

    package static func instant(_ name: String, _ words: String = "", required: Bool = false) -> Self {
        Self(name, .string(format: "date-time", length: nil), words, required: required)
    }

    package static func word<Word: WireEnum>(_ name: String, _ type: Word.Type, _ words: String = "", required: Bool = false) -> Self {
        Self(name, Word.schema, words, required: required)
    }
}
