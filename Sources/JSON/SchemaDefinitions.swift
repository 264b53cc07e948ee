/// The named objects of a document, each described once, and how schemas are written as JSON Schema 2020-12.
///
/// What comes in is written with its bounds, which are those that reading enforces: lengths, ranges, counts, no field that is not
/// listed, and null where a field may be left out. What only goes out has no bounds, for sums outgrow what they were made of, and may
/// get further fields in a later version.
package struct SchemaDefinitions: Sendable {
    package enum Way: Sendable {
        case taken, sent
    }

    /// By name, as JSON.
    package private(set) var objects: [String: [UInt8]] = [:]
    /// Objects that requests carry; an answer may carry them, too.
    private let taken: Set<String>

    /// - Parameter requests: what can come in, as the document has it.
    package init(taking requests: [Schema] = []) {
        var names: Set<String> = []
        for schema in requests { SchemaDefinitions.collect(schema, &names) }
        taken = names
    }

    private static func collect(_ schema: Schema, _ names: inout Set<String>) {
        switch schema {
        case .array(let inner, _), .nullable(let inner), .map(let inner, _): collect(inner, &names)
        case .either(let choices): for choice in choices { collect(choice, &names) }
        case .object(let name, let properties):
            if names.insert(name).inserted { for property in properties { collect(property.schema, &names) } }
        case .string, .integer, .number, .boolean, .any, .enumeration: break
        }
    }

    package mutating func json(_ schema: Schema, _ way: Way) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { members(of: schema, way, isNullable: false, &$0) }
        return writer.bytes
    }

    /// The members of a schema's object.
    ///
    /// - Parameter isNullable: null may stand in its place.
    private mutating func members(of schema: Schema, _ way: Way, isNullable: Bool, _ writer: inout JSONWriter) {
        func type(_ name: String, _ writer: inout JSONWriter) {
            if isNullable { writer.member("type", [name, "null"]) } else { writer.member("type", name) }
        }
        switch schema {
        case .string(let format, let length):
            type("string", &writer)
            let form = Schema.Form.all.first { $0.name == format }
            if form == nil { writer.member("format", format) }
            if way == .taken { writer.member("pattern", form?.pattern ?? (format == "int64" ? "^[0-9]{1,18}$" : nil)) }
            let bounds = length ?? (format == nil ? String.standardLength : nil)
            if way == .taken, let bounds {
                if bounds.lowerBound > 0 { writer.member("minLength", bounds.lowerBound) }
                writer.member("maxLength", bounds.upperBound)
            }
        case .integer(let range):
            type("integer", &writer)
            writer.member("format", "int64")
            if way == .taken {
                writer.member("minimum", range?.lowerBound ?? .min)
                writer.member("maximum", range?.upperBound ?? .max)
            }
        case .number: type("number", &writer)
        case .boolean: type("boolean", &writer)
        case .any: break
        case .array(let element, let count):
            type("array", &writer)
            writer.member("items", json: json(element, way))
            if way == .taken {
                let bounds = count ?? Array<String>.standardCount
                if bounds.lowerBound > 0 { writer.member("minItems", bounds.lowerBound) }
                writer.member("maxItems", bounds.upperBound)
            }
        case .map(let element, let most):
            type("object", &writer)
            writer.member("additionalProperties", json: json(element, way))
            if way == .taken { writer.member("maxProperties", most) }
        case .nullable(let inner): members(of: inner, way, isNullable: true, &writer)
        case .enumeration, .either, .object:
            if isNullable {
                let inner = json(schema, way)
                writer.key("oneOf")
                writer.raw([0x5B] + inner + Array(",{\"type\":\"null\"}]".utf8))
            } else {
                plainMembers(of: schema, way, &writer)
            }
        }
    }

    /// Of what can't be null by a word in its type.
    private mutating func plainMembers(of schema: Schema, _ way: Way, _ writer: inout JSONWriter) {
        switch schema {
        case .enumeration(let words):
            writer.member("type", "string")
            writer.member("enum", words)
        case .either(let choices):
            let described = choices.map { json($0, way) }
            writer.memberArray("anyOf") { list in for choice in described { list.element { $0.raw(choice) } } }
        case .object(let name, let properties):
            if objects[name] == nil {
                // Before it is described: it may hold itself.
                objects[name] = []
                objects[name] = definition(properties, taken.contains(name) ? .taken : .sent)
            }
            writer.member("$ref", "#/components/schemas/\(name)")
        default: break
        }
    }

    private mutating func definition(_ properties: [Schema.Property], _ way: Way) -> [UInt8] {
        let described = properties.map { property in (property.name, self.property(property, way)) }
        let required = properties.filter(\.isRequired).map(\.name)
        var writer = JSONWriter()
        writer.object {
            $0.member("type", "object")
            if !required.isEmpty { $0.member("required", required) }
            $0.memberObject("properties") { for (name, json) in described { $0.member(named: name, EncodedJSON(json)) } }
            if way == .taken { $0.member("additionalProperties", false) }
        }
        return writer.bytes
    }

    /// Siblings of `$ref` are allowed in OpenAPI 3.1.
    private mutating func property(_ property: Schema.Property, _ way: Way) -> [UInt8] {
        var writer = JSONWriter()
        writer.object {
            members(of: property.schema, way, isNullable: way == .taken && !property.isRequired, &$0)
            if !property.words.isEmpty { $0.member("description", property.words) }
            if let standard = property.standard { $0.member("default", json: standard) }
            if !property.knownValues.isEmpty { $0.member("x-extensible-enum", property.knownValues) }
        }
        return writer.bytes
    }
}
