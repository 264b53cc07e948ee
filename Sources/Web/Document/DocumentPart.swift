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
    /// Of each line of newline-delimited JSON: OpenAPI 3.1 has no word of its own for it.
    var line: [UInt8]?
    var columns: [Endpoint.Answer.Column] = []

    init(schema: [UInt8]?) { self.schema = schema }

    init(_ answer: Endpoint.Answer, _ definitions: inout SchemaDefinitions) {
        schema = answer.schema.map { definitions.json($0, .sent) }
        line = answer.line.map { definitions.json($0, .sent) }
        columns = answer.columns
    }

    func write(to writer: inout JSONWriter) {
        writer.object {
            if let schema { $0.member("schema", json: schema) }
            if let line { $0.member("x-line-schema", json: line) }
            guard !columns.isEmpty else { return }
            $0.memberArray("x-columns") { list in
                for column in columns {
                    list.element {
                        $0.object {
                            $0.member("name", column.name)
                            if !column.words.isEmpty { $0.member("description", column.words) }
                            if column.isOptional { $0.member("optional", true) }
                        }
                    }
                }
            }
        }
    }
}
