import JSON

/// The routes as an OpenAPI 3.1 document. Same routes, same bytes: it is committed and compared in a test.
package enum OpenAPI {
    /// - Parameter problems: the table of codes; an endpoint's refusals follow from it.
    package static func document(title: String, version: String, words: String = "", endpoints: [Endpoint], problems: [ProblemCode])
        -> [UInt8]
    {
        var definitions = SchemaDefinitions(taking: requests(endpoints))
        let responses = ProblemResponses(problems: problems)
        let paths = paths(endpoints, responses, &definitions)
        let problem = definitions.json(Problem.schema(problems), .sent)

        var writer = JSONWriter(reserving: 1 << 16)
        writer.object {
            $0.member("openapi", "3.1.0")
            $0.memberObject("info") {
                $0.member("title", title)
                $0.member("version", version)
                if !words.isEmpty { $0.member("description", words) }
            }
            $0.memberArray("tags") { writer in
                for tag in tags(endpoints) { writer.element { $0.object { $0.member("name", tag) } } }
            }
            $0.member("paths", json: paths)
            $0.memberObject("components") {
                $0.memberObject("securitySchemes") {
                    $0.memberObject("bearer") {
                        $0.member("type", "http")
                        $0.member("scheme", "bearer")
                    }
                }
                $0.memberObject("headers") {
                    let headers = endpoints.flatMap { ReplyHeader.ofAnswer($0) } + responses.statuses.flatMap { ReplyHeader.ofProblem($0) }
                    ReplyHeader.writeAll(headers, to: &$0)
                }
                $0.memberObject("responses") { responses.write(to: &$0, schema: problem) }
                $0.memberObject("schemas") {
                    for (name, json) in definitions.objects.sorted(by: { $0.key < $1.key }) { $0.member(named: name, EncodedJSON(json)) }
                }
            }
        }
        return PrettyJSON.print(writer.bytes)
    }

    /// Names that stand for more than one shape among the schemas: the document would show one of them for both. A test wants this empty.
    package static func ambiguousNames(_ endpoints: [Endpoint]) -> [String] {
        var shapes = SchemaShapes()
        for endpoint in endpoints {
            if case .json(let schema) = endpoint.body { shapes.walk(schema) }
            for schema in endpoint.answers.flatMap({ [$0.schema, $0.line] }) { if let schema { shapes.walk(schema) } }
        }
        return shapes.ambiguous.sorted()
    }

    /// In the order of their first endpoint.
    static func tags(_ endpoints: [Endpoint]) -> [String] {
        var tags: [String] = []
        for endpoint in endpoints where !tags.contains(endpoint.tag) { tags.append(endpoint.tag) }
        return tags
    }

    private static func requests(_ endpoints: [Endpoint]) -> [Schema] {
        endpoints.compactMap { if case .json(let schema) = $0.body { schema } else { nil } }
    }

    private static func paths(_ endpoints: [Endpoint], _ problems: ProblemResponses, _ definitions: inout SchemaDefinitions) -> [UInt8] {
        var order: [String] = []
        var operations: [String: [(method: String, json: [UInt8])]] = [:]
        for endpoint in endpoints {
            if operations[endpoint.path] == nil { order.append(endpoint.path) }
            let operation = OpenAPIOperation(endpoint: endpoint, problems: problems).json(&definitions)
            operations[endpoint.path, default: []].append((endpoint.method.rawValue.lowercased(), operation))
        }
        var writer = JSONWriter()
        writer.object { writer in
            for path in order {
                var item = JSONWriter()
                item.object {
                    for operation in operations[path] ?? [] { $0.member(named: operation.method, EncodedJSON(operation.json)) }
                }
                writer.member(named: path, EncodedJSON(item.bytes))
            }
        }
        return writer.bytes
    }
}
