import API
import JSON
import RetailCore
import Web

/// The OpenAPI document that nodes serve, read as a client would read it.
struct ServedDocument: Sendable {
    struct Media: Sendable {
        var schema: JSONSchema?
        /// Of each line.
        var line: JSONSchema?
        var columns: [(name: String, isOptional: Bool)]
    }

    struct Reply: Sendable {
        /// In lower case.
        var headers: [String: (schema: JSONSchema, isRequired: Bool)]
        var content: [String: Media]
    }

    struct Operation: Sendable {
        var method: String
        var template: String
        var replies: [Int: Reply]
        var body: JSONSchema?
        var requiredHeaders: [String]
        var named: String { "\(method) \(template)" }
    }

    let operations: [Operation]
    let schemas: [String: JSONSchema]

    /// What this process' nodes serve; read once.
    static let own: ServedDocument = {
        do { return try ServedDocument(Documents.all().openAPI) } catch { fatalError("the served document can't be read: \(error)") }
    }()

    init(_ bytes: [UInt8]) throws {
        let root = try JSONDocument(bytes).root
        var schemas: [String: JSONSchema] = [:]
        for (name, schema) in try root["components"]?["schemas"]?.members() ?? [] {
            schemas["#/components/schemas/\(name)"] = try JSONSchema(schema, at: name)
        }
        var operations: [Operation] = []
        for (template, item) in try root["paths"]?.members() ?? [] {
            for (method, operation) in try item.members() {
                operations.append(try ServedDocument.operation(method.uppercased(), template, operation, root))
            }
        }
        (self.operations, self.schemas) = (operations, schemas)
    }

    private static func operation(_ method: String, _ template: String, _ json: JSONValue, _ root: JSONValue) throws -> Operation {
        var replies: [Int: Reply] = [:]
        for (status, response) in try json["responses"]?.members() ?? [] {
            guard let number = Int(status) else { throw Unexpected(words: "\(method) \(template) answers \(status)") }
            replies[number] = try reply(response, root)
        }
        let body = try json["requestBody"]?["content"]?["application/json"]?["schema"].map { try JSONSchema($0, at: template) }
        var required: [String] = []
        for parameter in try json["parameters"]?.elements() ?? [] {
            let isRequired = try parameter["required"]?.bool() == true
            if try isRequired && parameter.string("in") == "header" { required.append(try parameter.string("name").lowercased()) }
        }
        return Operation(method: method, template: template, replies: replies, body: body, requiredHeaders: required)
    }

    private static func reply(_ response: JSONValue, _ root: JSONValue) throws -> Reply {
        if let reference = try response["$ref"]?.string() {
            guard let target = root["components"]?["responses"]?[String(reference.dropFirst("#/components/responses/".count))] else {
                throw Unexpected(words: "\(reference) leads nowhere")
            }
            return try reply(target, root)
        }
        var reply = Reply(headers: [:], content: [:])
        for (name, header) in try response["headers"]?.members() ?? [] {
            var header = header
            if let reference = try header["$ref"]?.string() {
                guard let target = root["components"]?["headers"]?[String(reference.dropFirst("#/components/headers/".count))] else {
                    throw Unexpected(words: "\(reference) leads nowhere")
                }
                header = target
            }
            guard let schema = header["schema"] else { throw Unexpected(words: "the header \(name) has no schema") }
            reply.headers[name.lowercased()] = (try JSONSchema(schema, at: name), try header["required"]?.bool() == true)
        }
        for (type, media) in try response["content"]?.members() ?? [] {
            reply.content[type] = Media(
                schema: try media["schema"].map { try JSONSchema($0, at: type) },
                line: try media["x-line-schema"].map { try JSONSchema($0, at: type) },
                columns: try media["x-columns"]?.elements().map {
                    (name: try $0.string("name"), isOptional: try $0["optional"]?.bool() == true)
                } ?? [])
        }
        return reply
    }

    enum Place: Sendable {
        case at(Operation)
        /// The path is served, with other methods.
        case otherMethods
        case nowhere
    }

    /// - Parameter target: a path, percent-encoded, with its query.
    func place(of method: String, _ target: String) -> Place {
        let segments = target.prefix { $0 != "?" }.split(separator: "/", omittingEmptySubsequences: false).map { RequestPath.decoded($0) }
        let there = operations.filter { operation in
            let parts = operation.template.split(separator: "/", omittingEmptySubsequences: false)
            return parts.count == segments.count && zip(parts, segments).allSatisfy { $0.hasPrefix("{") ? !$1.isEmpty : $0 == $1 }
        }
        // A word wins over a parameter.
        let best = there.max { $0.template.count { $0 == "{" } > $1.template.count { $0 == "{" } }
        let same = there.filter { $0.template == best?.template }
        if let operation = same.first(where: { $0.method == (method == "HEAD" ? "GET" : method) }) { return .at(operation) }
        return same.isEmpty ? .nowhere : .otherMethods
    }
}

enum RequestPath {
    /// Percent-decoded; as it is where that can't be done.
    static func decoded(_ part: some StringProtocol) -> String {
        var bytes: [UInt8] = []
        var rest = Array(part.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == 0x25 else {
                bytes.append(byte)
                continue
            }
            guard let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16), rest.count >= 2 else {
                return String(part)
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
