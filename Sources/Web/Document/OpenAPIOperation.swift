import JSON

/// One endpoint as an OpenAPI operation.
struct OpenAPIOperation {
    let endpoint: Endpoint
    let problems: ProblemResponses

    func json(_ definitions: inout SchemaDefinitions) -> [UInt8] {
        let parameters = parameters(&definitions)
        let body = requestBody(&definitions)
        let answers = endpoint.answers.map { ($0.contentType, MediaType($0, &definitions)) }
        var writer = JSONWriter()
        writer.object {
            $0.member("operationId", OpenAPIOperation.identifier(endpoint))
            $0.memberArray("tags") { $0.element { $0.string(endpoint.tag) } }
            $0.member("summary", endpoint.summary)
            $0.member("description", description)
            if endpoint.isPublic {
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
            $0.memberObject("responses") { responses(answers, &$0) }
            if !endpoint.faults.isEmpty { $0.member("x-faults", endpoint.faults) }
        }
        return writer.bytes
    }

    private func responses(_ answers: [(String, MediaType)], _ writer: inout JSONWriter) {
        let headers = ReplyHeader.ofAnswer(endpoint)
        writer.memberObject(named: String(endpoint.status)) {
            $0.member("description", answers.isEmpty ? "Done; no content." : "The answer.")
            ReplyHeader.write(headers, to: &$0)
            guard !answers.isEmpty else { return }
            $0.memberObject("content") { for (type, media) in answers { $0.member(named: type, media) } }
        }
        if endpoint.headers.contains(.ifNoneMatch) {
            writer.memberObject("304") {
                $0.member("description", "It is as the caller knows it; no content.")
                ReplyHeader.write(headers, to: &$0)
            }
        }
        for status in problems.statuses(of: endpoint) {
            writer.memberObject(named: String(status)) {
                $0.member("$ref", "#/components/responses/\(ProblemResponses.name(status))")
            }
        }
    }

    /// Who may, and what can go wrong, in words: what tools show where they don't know our `x-` members.
    private var description: String {
        var words = endpoint.isPublic ? "Public: needs no token." : "Needs `\(endpoint.access)`."
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

    private func parameters(_ definitions: inout SchemaDefinitions) -> [[UInt8]] {
        var parameters: [[UInt8]] = []
        for name in OpenAPIOperation.pathParameters(endpoint.path) {
            let schema = Schema.string(format: name.hasSuffix("_id") ? "uuid" : nil, length: name.hasSuffix("_id") ? nil : 1...200)
            parameters.append(parameter(name, "path", isRequired: true, "", definitions.json(schema, .taken)))
        }
        for query in endpoint.query {
            parameters.append(
                parameter(query.name, "query", isRequired: query.isRequired, query.words, definitions.json(query.schema, .taken)))
        }
        for header in endpoint.headers {
            parameters.append(
                parameter(header.rawValue, "header", isRequired: header.isRequired, header.words, definitions.json(header.schema, .taken)))
        }
        return parameters
    }

    private func parameter(_ name: String, _ place: String, isRequired: Bool, _ words: String, _ schema: [UInt8]) -> [UInt8] {
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

    private func requestBody(_ definitions: inout SchemaDefinitions) -> [UInt8]? {
        let types: [(String, [UInt8]?)]
        switch endpoint.body {
        case .none: return nil
        case .json(let schema): types = [("application/json", definitions.json(schema, .taken))]
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
}
