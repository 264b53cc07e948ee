package import JSON

/// The fields of a JSON object as text, from the code that reads it: each object once, in the order in which they are met.
package struct FieldReference {
    package private(set) var lines: [String] = []
    private var met: Set<String> = []
    private var waiting: [(name: String, properties: [Schema.Property])] = []

    package init(_ schema: Schema) {
        _ = word(schema)
        var next = 0
        while next < waiting.count {
            if !lines.isEmpty { lines.append("") }
            lines.append(waiting[next].name)
            for property in waiting[next].properties { lines += describe(property) }
            next += 1
        }
    }

    private mutating func describe(_ property: Schema.Property) -> [String] {
        let name = property.name + String(repeating: " ", count: max(1, 24 - property.name.count))
        let terms = property.isRequired ? ", required" : property.plainStandard.map { ", else \($0.filter { $0 != "\"" })" } ?? ""
        let line = "  \(name)\(word(property.schema))\(terms)"
        return property.words.isEmpty ? [line] : [line, String(repeating: " ", count: 26) + property.words]
    }

    /// `, 1 to 500`; nothing where a bound is so far away that nobody comes near it.
    private static func bounds(_ range: ClosedRange<Int64>?) -> String {
        guard let range else { return "" }
        let far: Int64 = 1_000_000_000_000
        if range.upperBound < far { return ", \(range.lowerBound) to \(range.upperBound)" }
        return range.lowerBound > -far ? ", \(range.lowerBound) or more" : ""
    }

    private static func count(_ range: ClosedRange<Int>) -> String {
        range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
    }

    /// A type in a word or two; objects are put on the list of those to describe.
    private mutating func word(_ schema: Schema) -> String {
        switch schema {
        case .string(nil, let length?): return "text of \(Self.count(length)) characters"
        case .string(let format, _): return format ?? "text"
        case .integer(let range): return "integer" + Self.bounds(range)
        case .number: return "number"
        case .boolean: return "true or false"
        case .any: return "any"
        case .enumeration(let words): return words.joined(separator: " | ")
        case .array(let element, let count):
            return "list of " + (count.map { Self.count($0) + ": " } ?? "") + word(element)
        case .nullable(let inner): return "\(word(inner)) or null"
        case .map(let inner, _): return "object of \(word(inner))"
        case .either(let choices): return choices.map { word($0) }.joined(separator: " or ")
        case .object(let name, let properties):
            if met.insert(name).inserted { waiting.append((name, properties)) }
            return name
        }
    }
}
