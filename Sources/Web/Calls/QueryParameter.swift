package import JSON
import RetailCore

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

    /// Holds a value to the declared bounds; of what kind it is is seen where it is read.
    func check(_ value: String) throws(Fault) {
        switch schema {
        case .string(_, let length?):
            guard length.contains(value.unicodeScalars.count) else {
                throw .field(name, "wrong-length", "Expected \(length.lowerBound) to \(length.upperBound) characters.")
            }
            guard !value.utf8.contains(0) else { throw .field(name, "bad-character", "The text contains U+0000.") }
        case .integer(let range?):
            if let number = Int64(value), !range.contains(number) {
                throw .field(name, "out-of-range", "Expected \(range.lowerBound) to \(range.upperBound).")
            }
        default: break
        }
    }

    package static func text(_ name: String, _ words: String = "", length: ClosedRange<Int> = 1...200, required: Bool = false) -> Self {
        Self(name, .string(format: nil, length: length), words, required: required)
    }

    /// A text of a form of our own; it is read by whoever knows the form.
    package static func form(_ name: String, _ form: Schema.Form, _ words: String = "", length: ClosedRange<Int>, required: Bool = false)
        -> Self
    {
        Self(name, .form(form, length: length), words, required: required)
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
