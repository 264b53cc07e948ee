import JSON

/// JSON that can be changed in one place.
indirect enum JSONTree: Sendable {
    enum Step: Sendable, Equatable {
        case member(String)
        /// A list's first element.
        case first
    }

    case object([(name: String, value: JSONTree)])
    case list([JSONTree])
    case plain(String)

    init(_ text: String) throws { self = try JSONTree(JSONDocument(Array(text.utf8)).root) }

    private init(_ value: JSONValue) throws {
        switch value.kind {
        case .object: self = .object(try value.members().map { (name: $0.name, value: try JSONTree($0.value)) })
        case .array: self = .list(try value.elements().map { try JSONTree($0) })
        default:
            var compact: [UInt8] = []
            value.appendCompact(to: &compact)
            self = .plain(String(decoding: compact, as: UTF8.self))
        }
    }

    var text: String {
        switch self {
        case .object(let members): "{" + members.map { "\"\($0.name)\":\($0.value.text)" }.joined(separator: ",") + "}"
        case .list(let elements): "[" + elements.map(\.text).joined(separator: ",") + "]"
        case .plain(let text): text
        }
    }

    /// The same with other JSON in one place: a member is added where it is missing, an element has to be there.
    func with(_ json: String, at path: ArraySlice<Step>) throws -> JSONTree {
        guard let step = path.first else { return .plain(json) }
        let rest = path.dropFirst()
        switch (step, self) {
        case (.member(let name), .object(var members)):
            if let place = members.firstIndex(where: { $0.name == name }) {
                members[place].value = try members[place].value.with(json, at: rest)
            } else {
                guard rest.isEmpty else { throw Unexpected(words: "the sample lacks \(name)") }
                members.append((name, .plain(json)))
            }
            return .object(members)
        case (.first, .list(var elements)):
            guard let first = elements.first else { throw Unexpected(words: "the sample lacks an element") }
            elements[0] = try first.with(json, at: rest)
            return .list(elements)
        default: throw Unexpected(words: "the sample has another shape at \(step)")
        }
    }
}
