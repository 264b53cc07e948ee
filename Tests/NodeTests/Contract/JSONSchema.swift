import JSON
import RetailCore

/// JSON Schema 2020-12, as far as the served documents use it: to hold answers against what is promised, not to be complete.
///
/// A keyword or a format that is not known here is an error, never passed over: or a schema could promise what nobody checks.
final class JSONSchema: Sendable {
    struct Unknown: Error, CustomStringConvertible { var description: String }

    enum Kind: String, Sendable {
        case object, array, string, integer, number, boolean, null

        func takes(_ value: JSONValue) -> Bool {
            switch (self, value.kind) {
            case (.object, .object), (.array, .array), (.string, .string), (.number, .number), (.null, .null): true
            case (.boolean, .true), (.boolean, .false): true
            case (.integer, .number): JSONSchema.isWhole(value)
            default: false
            }
        }
    }

    enum Additional: Sendable {
        case anything, nothing
        case of(JSONSchema)
    }

    let reference: String?
    let kinds: [Kind]?
    let format: String?
    /// A regular expression.
    let pattern: String?
    let length: ClosedRange<Int>
    let range: ClosedRange<Int64>?
    let words: [String]?
    let items: JSONSchema?
    let count: ClosedRange<Int>
    let properties: [String: JSONSchema]
    let required: [String]
    let additional: Additional
    let anyOf: [JSONSchema]
    let oneOf: [JSONSchema]

    static let formats: Set<String> = ["uuid", "date", "date-time", "int64", "uri"]

    /// - Throws: `Unknown` for what this reader does not know.
    init(_ json: JSONValue, at place: String = "#") throws {
        var (reference, format, pattern): (String?, String?, String?)
        var kinds: [Kind]?
        var (least, most) = (0, Int.max)
        var (lowest, highest): (Int64?, Int64?)
        var (fewest, many) = (0, Int.max)
        var words: [String]?
        var items: JSONSchema?
        var properties: [String: JSONSchema] = [:]
        var required: [String] = []
        var additional = Additional.anything
        var (anyOf, oneOf): ([JSONSchema], [JSONSchema]) = ([], [])
        for (name, value) in try json.members() {
            switch name {
            case "$ref": reference = try value.string()
            case "type": kinds = try JSONSchema.kinds(value, at: place)
            case "format":
                let named = try value.string()
                guard JSONSchema.formats.contains(named) else { throw Unknown(description: "\(place): format \(named)") }
                format = named
            case "pattern":
                pattern = try value.string()
                _ = try Regex(value.string())
            case "minLength": least = Int(try value.int64())
            case "maxLength": most = Int(try value.int64())
            case "minimum": lowest = try value.int64()
            case "maximum": highest = try value.int64()
            case "minItems", "minProperties": fewest = Int(try value.int64())
            case "maxItems", "maxProperties": many = Int(try value.int64())
            case "enum", "x-extensible-enum": words = try value.elements().map { try $0.string() }
            case "items": items = try JSONSchema(value, at: place + "/items")
            case "properties":
                for (name, schema) in try value.members() { properties[name] = try JSONSchema(schema, at: "\(place)/properties/\(name)") }
            case "required": required = try value.elements().map { try $0.string() }
            case "additionalProperties":
                switch value.kind {
                case .false: additional = .nothing
                case .true: break
                default: additional = .of(try JSONSchema(value, at: place + "/additionalProperties"))
                }
            case "anyOf": anyOf = try value.elements().map { try JSONSchema($0, at: place + "/anyOf") }
            case "oneOf": oneOf = try value.elements().map { try JSONSchema($0, at: place + "/oneOf") }
            case "description", "default": break
            default: throw Unknown(description: "\(place): keyword \(name)")
            }
        }
        self.pattern = pattern
        (self.reference, self.kinds, self.format, self.length) = (reference, kinds, format, least...max(least, most))
        range = lowest == nil && highest == nil ? nil : (lowest ?? .min)...(highest ?? .max)
        (self.words, self.items, self.count) = (words, items, fewest...max(fewest, many))
        (self.properties, self.required, self.additional) = (properties, required, additional)
        (self.anyOf, self.oneOf) = (anyOf, oneOf)
    }

    private static func kinds(_ value: JSONValue, at place: String) throws -> [Kind] {
        let names = value.kind == .array ? try value.elements().map { try $0.string() } : [try value.string()]
        return try names.map { name in
            guard let kind = Kind(rawValue: name) else { throw Unknown(description: "\(place): type \(name)") }
            return kind
        }
    }

    /// By its digits: a number beyond 64 bits may be whole, too.
    private static func isWhole(_ value: JSONValue) -> Bool {
        value.text.allSatisfy { $0 == 0x2D || (0x30...0x39).contains($0) } || (try? value.int64()) != nil
    }
}
