/// What a type looks like on the wire, as far as OpenAPI 3.1 (JSON Schema 2020-12) needs to know.
package indirect enum Schema: Sendable {
    package struct Property: Sendable {
        package var name: String
        package var schema: Schema
        package var isRequired: Bool
        package var words: String
        /// What a field that is left out counts as, as JSON; nil: as nothing.
        package var standard: [UInt8]?

        package init(name: String, schema: Schema, isRequired: Bool, words: String, standard: [UInt8]? = nil) {
            (self.name, self.schema, self.isRequired, self.words, self.standard) = (name, schema, isRequired, words, standard)
        }

        /// `standard` where it is a plain value: no object, no empty list, no empty text.
        package var plainStandard: String? {
            guard let standard, let first = standard.first, ![0x5B, 0x7B].contains(first), standard != [0x22, 0x22] else { return nil }
            return String(decoding: standard, as: UTF8.self)
        }
    }

    case string(format: String?, length: ClosedRange<Int>?)
    case integer(ClosedRange<Int64>?)
    case number
    case boolean
    case any
    case enumeration([String])
    case array(Schema, ClosedRange<Int>?)
    case nullable(Schema)
    case map(Schema)
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

    /// JSON Schema; named objects go to `definitions` once and are referred to.
    package func write(to writer: inout JSONWriter, definitions: inout [String: [UInt8]]) {
        switch self {
        case .string(let format, let length):
            writer.object {
                $0.member("type", "string")
                $0.member("format", format)
                if let length {
                    if length.lowerBound > 0 { $0.member("minLength", length.lowerBound) }
                    $0.member("maxLength", length.upperBound)
                }
            }
        case .integer(let range):
            writer.object {
                $0.member("type", "integer")
                $0.member("format", "int64")
                if let range {
                    $0.member("minimum", range.lowerBound)
                    $0.member("maximum", range.upperBound)
                }
            }
        case .number: writer.object { $0.member("type", "number") }
        case .boolean: writer.object { $0.member("type", "boolean") }
        case .any: writer.object { _ in }
        case .enumeration(let words):
            writer.object {
                $0.member("type", "string")
                $0.member("enum", words)
            }
        case .array(let element, let count):
            var inner = JSONWriter()
            element.write(to: &inner, definitions: &definitions)
            writer.object {
                $0.member("type", "array")
                $0.member("items", json: inner.bytes)
                if let count {
                    if count.lowerBound > 0 { $0.member("minItems", count.lowerBound) }
                    $0.member("maxItems", count.upperBound)
                }
            }
        case .nullable(let schema):
            var inner = JSONWriter()
            schema.write(to: &inner, definitions: &definitions)
            writer.object {
                $0.key("oneOf")
                $0.raw([0x5B] + inner.bytes + Array(",{\"type\":\"null\"}]".utf8))
            }
        case .map(let schema):
            var inner = JSONWriter()
            schema.write(to: &inner, definitions: &definitions)
            writer.object {
                $0.member("type", "object")
                $0.member("additionalProperties", json: inner.bytes)
            }
        case .object(let name, let properties):
            if definitions[name] == nil {
                definitions[name] = []
                definitions[name] = Schema.definition(properties, &definitions)
            }
            writer.object { $0.member("$ref", "#/components/schemas/\(name)") }
        }
    }

    private static func definition(_ properties: [Property], _ definitions: inout [String: [UInt8]]) -> [UInt8] {
        var writer = JSONWriter()
        let described = properties.map { property -> (Property, [UInt8]) in
            var inner = JSONWriter()
            property.schema.write(to: &inner, definitions: &definitions)
            // Siblings of $ref are allowed in OpenAPI 3.1.
            func add(_ name: String, _ json: [UInt8]) {
                inner.bytes.removeLast()
                inner.bytes += Array("\(inner.bytes.count > 1 ? "," : "")\"\(name)\":".utf8) + json + [0x7D]
            }
            if !property.words.isEmpty { add("description", JSONWriter.bytes(of: property.words)) }
            if let standard = property.standard { add("default", standard) }
            return (property, inner.bytes)
        }
        writer.object {
            $0.member("type", "object")
            let required = properties.filter(\.isRequired).map(\.name)
            if !required.isEmpty { $0.member("required", required) }
            $0.memberObject("properties") {
                for (property, schema) in described { $0.member(named: property.name, EncodedJSON(schema)) }
            }
        }
        return writer.bytes
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
