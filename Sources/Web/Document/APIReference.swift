import JSON

/// The routes as text: `API_REFERENCE.md`, generated and compared in a test, never edited.
package enum APIReference {
    package static func markdown(_ endpoints: [Endpoint]) -> String {
        var text = """
            # API reference

            Generated from the routes (`retail openapi --reference`); edits here are lost. Errors are `application/problem+json` (RFC 9457); every \
            reply carries `X-Request-Id`. Fields and query parameters that are not listed are refused.


            """
        var shapes = SchemaShapes()
        for tag in OpenAPI.tags(endpoints) {
            text += "## \(tag)\n\n"
            for endpoint in endpoints where endpoint.tag == tag { text += section(endpoint, &shapes) }
        }
        text += types(shapes)
        return text
    }

    private static func section(_ endpoint: Endpoint, _ shapes: inout SchemaShapes) -> String {
        var text = "### `\(endpoint.method.rawValue) \(endpoint.path)`\n\n\(endpoint.summary).\n\n"
        text += endpoint.access == "public" ? "Access: public.\n\n" : "Access: `\(endpoint.access)`.\n\n"
        if !endpoint.query.isEmpty {
            let rows = endpoint.query.map { (name: $0.name, schema: $0.schema, isRequired: $0.isRequired, words: $0.words) }
            text += "Query:\n\n" + table(rows) + "\n"
        }
        switch endpoint.body {
        case .none: break
        case .json(let schema): text += "Body: " + described(schema, &shapes)
        case .raw(let types): text += "Body: \(types.map { "`\($0)`" }.joined(separator: ", ")).\n\n"
        }
        text += answer(endpoint, &shapes)
        if !endpoint.faults.isEmpty { text += "Faults: \(endpoint.faults.map { "`\($0)`" }.joined(separator: ", ")).\n\n" }
        return text
    }

    private static func answer(_ endpoint: Endpoint, _ shapes: inout SchemaShapes) -> String {
        guard !endpoint.answers.isEmpty else { return "Answer \(endpoint.status): no content.\n\n" }
        var text = ""
        for answer in endpoint.answers {
            let type = answer.contentType == "application/json" ? "" : " `\(answer.contentType)`"
            text += "Answer \(endpoint.status)\(type)"
            if let schema = answer.schema { text += ": " + described(schema, &shapes) } else { text += ".\n\n" }
        }
        return text
    }

    /// An object's fields in full; what it holds in turn by name, described once at the end.
    private static func described(_ schema: Schema, _ shapes: inout SchemaShapes) -> String {
        guard case .object(let name, let properties) = schema else {
            shapes.walk(schema)
            return SchemaWords.type(schema) + ".\n\n"
        }
        for property in properties { shapes.walk(property.schema) }
        guard !properties.isEmpty else { return "\(name), an empty object.\n\n" }
        return name + "\n\n" + table(properties.map { ($0.name, $0.schema, $0.isRequired, $0.words) }) + "\n"
    }

    private static func types(_ shapes: SchemaShapes) -> String {
        guard !shapes.objects.isEmpty else { return "" }
        var text = "## Types\n\n"
        for name in shapes.objects.keys.sorted() {
            text += "### \(name)\n\n"
            let properties = shapes.objects[name] ?? []
            text += properties.isEmpty ? "An empty object.\n\n" : table(properties.map { ($0.name, $0.schema, $0.isRequired, $0.words) }) + "\n"
        }
        return text
    }

    private static func table(_ rows: [(name: String, schema: Schema, isRequired: Bool, words: String)]) -> String {
        var text = "| name | type | required | |\n|---|---|---|---|\n"
        for row in rows {
            let words = row.words.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
            text += "| `\(row.name)` | \(SchemaWords.type(row.schema)) | \(row.isRequired ? "yes" : "") | \(words) |\n"
        }
        return text
    }
}
