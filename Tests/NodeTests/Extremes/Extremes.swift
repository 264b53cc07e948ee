import JSON

/// What can be sent in a field's place: the ends of what its type and its bounds allow, and what lies behind them.
enum Extremes {
    struct Place: Sendable {
        var path: [JSONTree.Step]
        var values: [String]

        var name: String { path.map { if case .member(let name) = $0 { name } else { "[0]" } }.joined(separator: ".") }
    }

    /// Every field that a schema has, however deep.
    static func places(_ schema: Schema, at path: [JSONTree.Step] = []) -> [Place] {
        switch schema {
        case .object(_, let properties):
            return (path.isEmpty ? [] : [Place(path: path, values: ["null", "{}", "[]", "7"])])
                + properties.flatMap { places($0.schema, at: path + [.member($0.name)]) }
        case .array(let element, let count):
            let many = count.map { "[" + Array(repeating: "null", count: $0.upperBound + 1).joined(separator: ",") + "]" }
            return [Place(path: path, values: ["null", "[]", "{}", "[null]"] + [many].compactMap(\.self))]
                + places(element, at: path + [.first])
        case .nullable(let inner): return places(inner, at: path)
        default: return [Place(path: path, values: ["null"] + values(schema))]
        }
    }

    /// As JSON.
    static func values(_ schema: Schema) -> [String] {
        switch schema {
        case .integer(let range): integers(range) + ["9223372036854775808", "-9223372036854775809", "1e999", "0.5", "-0", "\"1\"", "true"]
        case .string, .enumeration: texts(schema).map { "\"\($0)\"" } + ["1", "{}"]
        case .boolean: ["true", "false", "0", "\"true\""]
        case .number: ["0", "1e999", "-1e-999"]
        case .any: ["{}", "[]", "7", "\"\\u0000\"", String(repeating: "[", count: 20) + String(repeating: "]", count: 20)]
        case .map:
            [
                "{}", #"{"catalog":"0"}"#, #"{"catalog":"9223372036854775807"}"#, #"{"catalog":"9223372036854775808"}"#,
                #"{"catalog":"-1"}"#, #"{"a=-9223372036854775808 b":"1"}"#, #"{"\u0000":"1"}"#, #"{"catalog":1}"#, #"{"catalog":null}"#,
                "{" + (0...64).map { "\"s\($0)\":\"1\"" }.joined(separator: ",") + "}",
            ]
        case .array, .nullable, .either, .object: []
        }
    }

    private static func integers(_ range: ClosedRange<Int64>?) -> [String] {
        var numbers: [Int64] = [
            .min, -9_223_372_036_854_775_807, -1, 0, 1, 2_147_483_647, 2_147_483_648, 2_147_483_649, 9_007_199_254_740_991,
            9_007_199_254_740_992, 9_007_199_254_740_993, 9_223_372_036_854_775_806, .max,
        ]
        for bound in [range?.lowerBound, range?.upperBound].compactMap(\.self) { numbers += [bound &- 1, bound, bound &+ 1] }
        return Set(numbers).sorted().map(String.init)
    }

    /// The text between the quotes.
    static func texts(_ schema: Schema) -> [String] {
        switch schema {
        case .enumeration(let words): return words + ["", "nonsense", "\\u0000"]
        case .string("uuid", _):
            return [
                "", "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "80000000-0000-0000-8000-000000000000",
                "019388A4-7F00-7C3E-9D6B-2F1A0C4B5D6E", "\\u0000",
            ]
        case .string("date", _): return ["", "0001-01-01", "9999-12-31", "0000-01-01", "10000-01-01", "-0001-01-01", "2026-02-30"]
        case .string("date-time", _):
            return [
                "", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59",
                "1970-01-01T00:00:00Z", "2026-06-30T23:59:60Z", "0000-01-01T00:00:00Z", "+10000-01-01T00:00:00Z",
            ]
        case .string(Schema.Form.cursors.name, _):
            return ["", "catalog", "catalog=", "=1", "catalog=-1", "catalog=+1", "catalog=1,", "a=1,a=2", "catalog=9223372036854775808"]
        case .string("int64", _): return ["", "0", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "+1", "1.0"]
        case .string(_, let length):
            let (least, most) = (length?.lowerBound ?? 0, length?.upperBound ?? 10_000)
            return [
                "", "\\u0000", "\\ud800", "a b=c:d_e", "\\n\\u0001\\u007f", "%'\\\"\\\\;--", String(repeating: "x", count: least),
                String(repeating: "\\ud83d\\ude00", count: most), String(repeating: "é", count: most),
                String(repeating: "y", count: most + 1),
            ]
        default: return []
        }
    }

    /// For a query: percent-encoded.
    static func queryValues(_ schema: Schema) -> [String] {
        let plain: [String] =
            switch schema {
            case .integer, .boolean: values(schema).map { $0.filter { $0 != "\"" } }
            default: texts(schema).filter { !$0.contains("\\") && $0.utf8.count < 3000 } + ["%", "a\\b", "x\ny"]
            }
        return plain.map(encoded) + ["%00", "%ED%A0%80", "%FF", ""]
    }

    static func encoded(_ text: String) -> String {
        text.utf8.map { byte in "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
