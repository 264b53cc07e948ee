import RetailCore

/// `/v1/products/{product_id}` taken apart.
struct PathTemplate: Sendable {
    enum Part: Sendable, Equatable {
        case word(String)
        case parameter(String)
    }

    let parts: [Part]

    /// - Throws: `internal.bad-route` for a template that could never be matched; a programming error, found at start.
    init(_ text: String) throws(Fault) {
        guard text.hasPrefix("/") else { throw Self.fault(text, "does not start with a slash") }
        var parts: [Part] = []
        for segment in text.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            guard !segment.isEmpty || text == "/" else { throw Self.fault(text, "has an empty part") }
            if segment.hasPrefix("{"), segment.hasSuffix("}"), segment.count > 2 {
                let name = String(segment.dropFirst().dropLast())
                guard !parts.contains(.parameter(name)) else { throw Self.fault(text, "names {\(name)} twice") }
                parts.append(.parameter(name))
            } else {
                guard !segment.contains(where: { "{}%?#".contains($0) }) else { throw Self.fault(text, "has a part that can't be matched") }
                parts.append(.word(String(segment)))
            }
        }
        self.parts = text == "/" ? [] : parts
    }

    static func fault(_ path: String, _ words: String) -> Fault {
        Fault(.broken, "internal.bad-route", "The server's routes are wrong.", diagnosis: "the route \(path) \(words)")
    }
}
