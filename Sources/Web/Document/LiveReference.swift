package import JSON

/// The live socket for `API_REFERENCE.md`: where it is, what goes each way, and what its close codes mean.
package struct LiveReference: Sendable {
    package typealias Message = (name: String, schema: Schema, words: String)
    package typealias CloseCode = (code: UInt16, name: String, words: String)

    package let path: String
    package let subprotocol: String
    /// What a client sends.
    package let sends: [Message]
    /// What a client receives.
    package let receives: [Message]
    package let closeCodes: [CloseCode]

    package init(path: String, subprotocol: String, sends: [Message], receives: [Message], closeCodes: [CloseCode]) {
        (self.path, self.subprotocol, self.sends, self.receives, self.closeCodes) = (path, subprotocol, sends, receives, closeCodes)
    }

    static let heading = "Live socket"

    func section(_ shapes: inout SchemaShapes) -> String {
        var text =
            "## \(LiveReference.heading)\n\n`GET \(path)` with `Upgrade: websocket` and the subprotocol `\(subprotocol)`; one JSON document a text message.\n\n"
        for (words, messages) in [("The client sends", sends), ("The client receives", receives)] {
            for message in messages {
                text += "### \(words) `\(message.name)`\n\n" + (message.words.isEmpty ? "" : message.words + "\n\n")
                text += APIReference.described(message.schema, &shapes)
            }
        }
        guard !closeCodes.isEmpty else { return text }
        text += "### Close codes\n\n| code | name | |\n|---|---|---|\n"
        for row in closeCodes { text += "| \(row.code) | `\(row.name)` | \(row.words) |\n" }
        return text + "\n"
    }
}
