import JSON

/// A schema in a few words, for people.
enum SchemaWords {
    static func type(_ schema: Schema) -> String {
        switch schema {
        case .string(let format, let length):
            switch (format, length) {
            case ("uuid", _): return "UUID"
            case ("date", _): return "day"
            case ("date-time", _): return "time"
            case (let form?, let length?) where form == Schema.Form.key.name: return "text, \(length.lowerBound)–\(length.upperBound)"
            case (let form?, _) where form == Schema.Form.rowVersion.name: return "version"
            case (let form?, _) where [Schema.Form.cursors.name, Schema.Form.shelf.name, Schema.Form.trail.name].contains(form):
                return "text"
            case (let format?, _): return "text (\(format))"
            case (nil, let length?) where length.count == 1: return "text, \(length.lowerBound)"
            case (nil, let length?): return "text, \(length.lowerBound)–\(length.upperBound)"
            case (nil, nil): return "text"
            }
        case .integer(let range?): return "integer, \(range.lowerBound) to \(range.upperBound)"
        case .integer(nil): return "integer"
        case .number: return "number"
        case .boolean: return "true or false"
        case .any: return "any JSON"
        case .enumeration(let words): return words.map { "`\($0)`" }.joined(separator: ", ")
        case .array(let element, let count):
            let bounds = count.map { " (\($0.lowerBound)–\($0.upperBound))" } ?? ""
            return "list\(bounds) of \(type(element))"
        case .nullable(let inner): return type(inner) + " or null"
        case .map(let inner, _): return "object of \(type(inner))"
        case .either(let choices): return choices.map { type($0) }.joined(separator: " or ")
        case .object(let name, _): return "[\(name)](#\(anchor(name)))"
        }
    }

    /// As GitHub and most renderers make anchors of headings.
    static func anchor(_ heading: String) -> String {
        String(heading.lowercased().compactMap { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" ? $0 : $0 == " " ? "-" : nil })
    }
}
