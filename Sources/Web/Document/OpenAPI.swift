import JSON

/// The routes as an OpenAPI 3.1 document. Same routes, same bytes: it is committed and compared in a test.
package enum OpenAPI {
    package static func document(title: String, version: String, endpoints: [Endpoint]) -> [UInt8] {
        var definitions: [String: [UInt8]] = [:]
        let paths = paths(endpoints, &definitions)
        var problem = JSONWriter()
        Problem.schema.write(to: &problem, definitions: &definitions)

        var writer = JSONWriter(reserving: 1 << 16)
        writer.object {
            $0.member("openapi", "3.1.0")
            $0.memberObject("info") {
                $0.member("title", title)
                $0.member("version", version)
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
                $0.memberObject("responses") {
                    $0.memberObject("Problem") {
                        $0.member("description", "What went wrong (RFC 9457).")
                        $0.memberObject("content") { $0.member(named: Problem.contentType, MediaType(schema: problem.bytes)) }
                    }
                }
                $0.memberObject("schemas") {
                    for name in definitions.keys.sorted() { $0.member(named: name, EncodedJSON(definitions[name] ?? [])) }
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
            for answer in endpoint.answers { if let schema = answer.schema { shapes.walk(schema) } }
        }
        return shapes.ambiguous.sorted()
    }

    /// In the order of their first endpoint.
    static func tags(_ endpoints: [Endpoint]) -> [String] {
        var tags: [String] = []
        for endpoint in endpoints where !tags.contains(endpoint.tag) { tags.append(endpoint.tag) }
        return tags
    }

    private static func paths(_ endpoints: [Endpoint], _ definitions: inout [String: [UInt8]]) -> [UInt8] {
        var order: [String] = []
        var operations: [String: [(method: String, json: [UInt8])]] = [:]
        for endpoint in endpoints {
            if operations[endpoint.path] == nil { order.append(endpoint.path) }
            let operation = OpenAPIOperation.json(endpoint, &definitions)
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
