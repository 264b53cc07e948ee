import API
import JSON
import Testing

/// The AsyncAPI document that nodes serve: what they say over a live socket is held against it.
struct ServedMessages: Sendable {
    /// By the word of their `type`.
    let toClient: [String: JSONSchema]
    private let check: SchemaCheck

    static let own: ServedMessages = {
        do { return try ServedMessages(Documents.all().asyncAPI) } catch { fatalError("the served document can't be read: \(error)") }
    }()

    init(_ bytes: [UInt8]) throws {
        let components = try JSONDocument(bytes).root["components"]
        var named: [String: JSONSchema] = [:]
        for (name, schema) in try components?["schemas"]?.members() ?? [] {
            named["#/components/schemas/\(name)"] = try JSONSchema(schema, at: name)
        }
        var toClient: [String: JSONSchema] = [:]
        for message in try JSONDocument(bytes).root["operations"]?["toClient"]?["messages"]?.elements() ?? [] {
            guard let name = try message.string("$ref").split(separator: "/").last.map(String.init),
                let payload = components?["messages"]?[name]?["payload"]
            else { throw Unexpected(words: "a message without a name or a payload") }
            toClient[name] = try JSONSchema(payload, at: name)
        }
        (self.toClient, check) = (toClient, SchemaCheck(named: named, isStrict: true))
    }

    /// What is wrong with a message; empty where nothing is.
    func faults(_ text: String) -> [String] {
        guard let value = try? JSONDocument(Array(text.utf8)).root, let type = try? value.string("type") else {
            return ["no message: \(text)"]
        }
        guard let schema = toClient[type] else { return ["no message of the type \(type) is described"] }
        return check.faults(value, schema)
    }

    /// Fails the test that listens, where the message is none that the document promises.
    func expect(_ text: String, _ location: SourceLocation = #_sourceLocation) {
        for fault in faults(text).prefix(5) { Issue.record("\(text.prefix(200)): \(fault)", sourceLocation: location) }
    }
}
