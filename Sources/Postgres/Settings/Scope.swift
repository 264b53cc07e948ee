/// Whose tables a statement means, and in whose name it runs.
///
/// Both are plain identifiers (`[a-z0-9_]`, at most 63 bytes, no digit first), so that neither needs escaping anywhere.
package struct Scope: Sendable, Hashable {
    package let schema: String
    /// The role a transaction takes on; nil stays the session's own.
    package let role: String?

    package init?(schema: String, role: String? = nil) {
        guard Scope.isIdentifier(schema), role.map(Scope.isIdentifier) ?? true else { return nil }
        self.schema = schema
        self.role = role
    }

    private init(known schema: String) {
        self.schema = schema
        role = nil
    }

    /// What all tenants share.
    package static let registry = Scope(known: "retail")

    package static func isIdentifier(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 63, !(0x30...0x39).contains(first) else { return false }
        return text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
    }

    /// Puts the schema where `@.` stands in the SQL.
    package func resolve(_ sql: String) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(sql.utf8.count + 64)
        var atSign = false
        for byte in sql.utf8 {
            if atSign, byte == 0x2E {
                text.removeLast()
                text += [0x22] + schema.utf8 + [0x22, 0x2E]
            } else {
                text.append(byte)
            }
            atSign = byte == 0x40
        }
        return String(decoding: text, as: UTF8.self)
    }
}
