import JSON
import RetailCore

/// Something of the document that is only ever written: a `WireValue` so that the writer takes it under a name that is data.
protocol DocumentPart: WireValue {}

extension DocumentPart {
    package static var schema: Schema { .any }
    package static func sample() throws(Fault) -> Self { throw writeOnly }
    package static func read(_ value: JSONValue, _ bound: Bound) throws(Fault) -> Self { throw writeOnly }

    private static var writeOnly: Fault { Fault(.broken, "internal.write-only", "Parts of the document are not read.") }
}

/// What a content type carries; any bytes where no schema is known.
struct MediaType: DocumentPart {
    var schema: [UInt8]?

    func write(to writer: inout JSONWriter) {
        writer.object { if let schema { $0.member("schema", json: schema) } }
    }
}

extension Problem {
    static let schema = Schema.object(
        "Problem",
        [
            property("type", .string(format: "uri", length: nil)), property("title", .string(format: nil, length: nil)),
            property("status", .integer(400...599)),
            property("code", .string(format: nil, length: nil), "Stable; the table of codes is in API_REFERENCE.md."),
            property("detail", .string(format: nil, length: nil)), property("request_id", .string(format: nil, length: nil)),
            property(
                "errors",
                .array(
                    .object(
                        "ProblemField",
                        [
                            property("field", .string(format: nil, length: nil)), property("code", .string(format: nil, length: nil)),
                            property("message", .string(format: nil, length: nil)),
                        ]), nil)),
            Schema.Property(name: "current", schema: .any, isRequired: false, words: "The row as it now is, where an edit lost its race."),
        ])

    private static func property(_ name: String, _ schema: Schema, _ words: String = "") -> Schema.Property {
        Schema.Property(name: name, schema: schema, isRequired: true, words: words)
    }
}
