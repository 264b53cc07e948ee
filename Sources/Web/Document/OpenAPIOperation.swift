import JSON

/// One endpoint as an OpenAPI operation.
enum OpenAPIOperation {
    static func json(_ endpoint: Endpoint, _ definitions: inout [String: [UInt8]]) -> [UInt8] {
        let parameters = parameters(endpoint, &definitions)
        let body = requestBody(endpoint.body, &definitions)
        let answers = endpoint.answers.map { ($0.contentType, $0.schema.map { schema in bytes(schema, &definitions) }) }
        var writer = JSONWriter()
        writer.object {
            $0.member("operationId", identifier(endpoint))
            $0.memberArray("tags") { $0.element { $0.string(endpoint.tag) } }
            $0.member("summary", endpoint.summary)
            $0.member("description", description(endpoint))
            if endpoint.access == "public" {
                $0.memberArray("security") { _ in }
            } else {
                $0.memberArray("security") { $0.element { $0.object { $0.memberArray("bearer") { _ in } } } }
                $0.member("x-permission", endpoint.access)
            }
            if !parameters.isEmpty {
                $0.memberArray("parameters") { writer in
                    for parameter in parameters { writer.element { $0.raw(parameter) } }
                }
            }
            if let body { $0.member("requestBody", json: body) }
            $0.memberObject("responses") {
                $0.member(named: String(endpoint.status), Response(answers: answers))
                $0.memberObject("default") { $0.member("$ref", "#/components/responses/Problem") }
            }
            if !endpoint.faults.isEmpty { $0.member("x-faults", endpoint.faults) }
        }
        return writer.bytes
    }

    /// Who may, and what can go wrong, in words: what tools show where they don't know our `x-` members.
    static func description(_ endpoint: Endpoint) -> String {
        var words = endpoint.access == "public" ? "Public: needs no token." : "Needs `\(endpoint.access)`."
        if !endpoint.faults.isEmpty { words += " Faults: " + endpoint.faults.map { "`\($0)`" }.joined(separator: ", ") + "." }
        return words
    }

    /// `post_products_product_id_prices`: unique because method and path are.
    static func identifier(_ endpoint: Endpoint) -> String {
        var words = [endpoint.method.rawValue.lowercased()]
        for part in endpoint.path.split(separator: "/") where part != "v1" {
            words.append(String(part.map { $0.isLetter || $0.isNumber ? $0 : "_" }).split(separator: "_").joined(separator: "_"))
        }
        return words.joined(separator: "_")
    }

    /// The names in braces, in order.
    static func pathParameters(_ path: String) -> [String] {
        path.split(separator: "/").filter { $0.hasPrefix("{") && $0.hasSuffix("}") }.map { String($0.dropFirst().dropLast()) }
    }

    private static func parameters(_ endpoint: Endpoint, _ definitions: inout [String: [UInt8]]) -> [[UInt8]] {
        var parameters: [[UInt8]] = []
        for name in pathParameters(endpoint.path) {
            let schema = Schema.string(format: name.hasSuffix("_id") ? "uuid" : nil, length: nil)
            parameters.append(parameter(name, "path", isRequired: true, "", bytes(schema, &definitions)))
        }
        for query in endpoint.query {
            parameters.append(parameter(query.name, "query", isRequired: query.isRequired, query.words, bytes(query.schema, &definitions)))
        }
        return parameters
    }

    private static func parameter(_ name: String, _ place: String, isRequired: Bool, _ words: String, _ schema: [UInt8]) -> [UInt8] {
        var writer = JSONWriter()
        writer.object {
            $0.member("name", name)
            $0.member("in", place)
            if isRequired { $0.member("required", true) }
            if !words.isEmpty { $0.member("description", words) }
            $0.member("schema", json: schema)
        }
        return writer.bytes
    }

    private static func requestBody(_ body: Endpoint.Body, _ definitions: inout [String: [UInt8]]) -> [UInt8]? {
        let types: [(String, [UInt8]?)]
        switch body {
        case .none: return nil
        case .json(let schema): types = [("application/json", bytes(schema, &definitions))]
        case .raw(let contentTypes): types = contentTypes.map { ($0, nil) }
        }
        var writer = JSONWriter()
        writer.object {
            $0.member("required", true)
            $0.memberObject("content") {
                for (type, schema) in types { $0.member(named: type, MediaType(schema: schema)) }
            }
        }
        return writer.bytes
    }

    private static func bytes(_ schema: Schema, _ definitions: inout [String: [UInt8]]) -> [UInt8] {
        var writer = JSONWriter()
        schema.write(to: &writer, definitions: &definitions)
        return writer.bytes
    }

    /// A response in the form `JSONWriter.member(named:)` takes.
    private struct Response: DocumentPart {
        var answers: [(String, [UInt8]?)]

        func write(to writer: inout JSONWriter) {
            writer.object {
                $0.member("description", answers.isEmpty ? "Done; no content." : "The answer.")
                if !answers.isEmpty {
                    $0.memberObject("content") {
                        for (type, schema) in answers { $0.member(named: type, MediaType(schema: schema)) }
                    }
                }
            }
        }
    }
}
