import JSON

/// The fields of an object and of the objects in it, by path: `lines.product_id`.
enum SchemaFields {
    struct Field {
        var path: String
        /// It names a row, by a UUID.
        var isReference: Bool
        var rule: FieldRule?
    }

    static func list(_ schema: Schema, under prefix: String = "") -> [Field] {
        switch schema {
        case .object(_, let properties):
            properties.flatMap { property in
                let path = prefix.isEmpty ? property.name : "\(prefix).\(property.name)"
                return [Field(path: path, isReference: isReference(property.schema), rule: property.rule)]
                    + list(property.schema, under: path)
            }
        case .array(let element, _), .nullable(let element): list(element, under: prefix)
        default: []
        }
    }

    private static func isReference(_ schema: Schema) -> Bool {
        switch schema {
        case .string(let format, _): format == "uuid"
        case .array(let element, _), .nullable(let element): isReference(element)
        default: false
        }
    }
}
