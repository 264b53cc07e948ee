import JSON

/// A header of replies, as the document has it.
struct ReplyHeader {
    let name: String
    let schema: Schema
    let words: String
    let isAlwaysThere: Bool

    private static let requestID = ReplyHeader(
        name: "X-Request-Id", schema: .string(format: nil, length: nil),
        words: "The request's own, where it brought a sane one; the server's log has it.", isAlwaysThere: true)

    /// Of an endpoint's own answers.
    static func ofAnswer(_ endpoint: Endpoint) -> [ReplyHeader] {
        var headers = [requestID]
        if endpoint.headers.contains(.ifNoneMatch) {
            headers.append(
                ReplyHeader(
                    name: "ETag", schema: .string(format: nil, length: nil), words: "The row version in quotes: for If-Match.",
                    isAlwaysThere: true))
        }
        if endpoint.headers.contains(.idempotencyKey) {
            headers.append(
                ReplyHeader(
                    name: "Operation-Id", schema: .string(format: "uuid", length: nil),
                    words: "Of the operation that was carried out: the trail has it.", isAlwaysThere: true))
            headers.append(
                ReplyHeader(
                    name: "Idempotency-Replayed", schema: .enumeration(["true"]),
                    words: "It was carried out before: this is what was answered then.", isAlwaysThere: false))
        }
        if endpoint.answers.contains(where: { $0.contentType != "application/json" }) {
            headers.append(
                ReplyHeader(
                    name: "Content-Disposition", schema: .string(format: nil, length: nil), words: "A name for the file.",
                    isAlwaysThere: false))
        }
        return headers
    }

    static func ofProblem(_ status: Int) -> [ReplyHeader] {
        switch status {
        case 401:
            [
                requestID,
                ReplyHeader(
                    name: "WWW-Authenticate", schema: .enumeration(["Bearer"]), words: "What is to be sent.", isAlwaysThere: true),
            ]
        case 429, 503:
            [
                requestID,
                ReplyHeader(
                    name: "Retry-After", schema: .integer(nil), words: "Seconds.", isAlwaysThere: true),
            ]
        default: [requestID]
        }
    }

    /// References to those among the components.
    static func write(_ headers: [ReplyHeader], to writer: inout JSONWriter) {
        writer.memberObject("headers") {
            for header in headers {
                $0.memberObject(named: header.name) { $0.member("$ref", "#/components/headers/\(header.name)") }
            }
        }
    }

    /// `components/headers`: each described once.
    static func writeAll(_ headers: [ReplyHeader], to writer: inout JSONWriter) {
        var known: Set<String> = []
        for header in headers.sorted(by: { $0.name < $1.name }) where known.insert(header.name).inserted {
            writer.memberObject(named: header.name) {
                $0.member("description", header.words)
                if header.isAlwaysThere { $0.member("required", true) }
                var definitions = SchemaDefinitions()
                $0.member("schema", json: definitions.json(header.schema, .sent))
            }
        }
    }
}
