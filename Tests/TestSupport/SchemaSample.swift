package import JSON

/// A valid document of a schema, with every field there and one entry in every list: what nobody writes a sample by hand for.
///
/// Rows that a field names stand as `$store`, `$product` and so on, for the caller to fill in; a new id as `$uuid`, a word that is nobody
/// else's as `$word`. Numbers differ from one another where their bounds let them.
package struct SchemaSample {
    private var numbers: Int64 = 0

    package static func json(_ schema: Schema) -> String {
        var sample = SchemaSample()
        return sample.value(schema, named: "")
    }

    private mutating func value(_ schema: Schema, named name: String) -> String {
        switch schema {
        case .object(_, let properties):
            return "{" + properties.map { "\"\($0.name)\":\(value($0.schema, named: $0.name))" }.joined(separator: ",") + "}"
        case .array(let element, _): return "[\(value(element, named: name))]"
        case .nullable(let inner): return value(inner, named: name)
        case .enumeration(let words): return "\"\(words[0])\""
        case .integer(let range): return "\(number(range))"
        case .boolean: return "false"
        case .number: return "1"
        case .string(let format, let length): return "\"\(text(format, length, name))\""
        case .any, .map, .either: return "{}"
        }
    }

    /// Small, and another each time.
    private mutating func number(_ range: ClosedRange<Int64>?) -> Int64 {
        numbers += 1
        guard let range else { return numbers }
        return min(max(range.lowerBound, 0) + numbers, range.upperBound)
    }

    private mutating func text(_ format: String?, _ length: ClosedRange<Int>?, _ name: String) -> String {
        switch format {
        case "uuid": return SchemaSample.reference(name)
        case "date": return "2030-01-01"
        case "date-time": return "2026-01-01T00:00:00Z"
        case "int64": return "0"
        default: break
        }
        switch name {
        case "username", "code", "sku", "batch_number", "name": return "$word"
        case "gtins": return "$gtin"
        case "password", "new_password": return "$password"
        case "time_zone": return "UTC"
        case "role": return "sales_assistant"
        default: break
        }
        numbers += 1
        let word = "w\(numbers)"
        return word + String(repeating: "x", count: max(0, (length?.lowerBound ?? 0) - word.count))
    }

    /// `$store` for `store_id`, `home_store_id`, `store_ids`; `$uuid` for what is made.
    private static func reference(_ name: String) -> String {
        for kind in ["store", "register", "product", "customer", "staff", "category", "parent", "tax_class", "sale", "device"] {
            guard name.hasSuffix("\(kind)_id") || name.hasSuffix("\(kind)_ids") else { continue }
            switch kind {
            case "staff": return "$me"
            case "parent": return "$category"
            case "tax_class": return "$tax"
            default: return "$" + kind
            }
        }
        return "$uuid"
    }
}
