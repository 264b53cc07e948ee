import JSON

/// All named objects that can be reached from some schemas, each with its fields, and the names that stand for two shapes.
struct SchemaShapes {
    private(set) var objects: [String: [Schema.Property]] = [:]
    private(set) var ambiguous: Set<String> = []

    mutating func walk(_ schema: Schema) {
        switch schema {
        case .array(let element, _): walk(element)
        case .nullable(let inner), .map(let inner, _): walk(inner)
        case .either(let choices): for choice in choices { walk(choice) }
        case .object(let name, let properties):
            if let known = objects[name] {
                if signature(known) != signature(properties) { ambiguous.insert(name) }
                return
            }
            objects[name] = properties
            for property in properties { walk(property.schema) }
        default: break
        }
    }

    private func signature(_ properties: [Schema.Property]) -> String {
        properties.map { "\($0.name):\(SchemaWords.type($0.schema)):\($0.isRequired)" }.joined(separator: ",")
    }
}
