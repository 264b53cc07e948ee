import JSON
import RetailCore
import Web

/// What the server said.
struct Answer: Sendable {
    var status: Int
    var headers: [(name: String, value: String)]
    var body: [UInt8]

    init(_ answer: WebClient.Answer) { (status, headers, body) = (answer.status, answer.headers, answer.body) }

    var text: String { String(decoding: body, as: UTF8.self) }

    func json() throws -> JSONValue { try JSONDocument(body).root }

    /// The stable code of a problem; empty where it is none.
    var code: String { (try? json()["code"]?.string()) ?? "" }

    func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name.lowercased() }?.value }

    func has(_ status: Int) throws -> Answer {
        guard self.status == status else { throw Unexpected(words: "expected \(status), got \(self.status): \(text.prefix(600))") }
        return self
    }
}

struct Unexpected: Error { var words: String }

extension JSONValue {
    func string(_ name: String) throws -> String {
        guard let value = self[name] else { throw Unexpected(words: "no member \(name)") }
        return try value.string()
    }

    func int(_ name: String) throws -> Int64 {
        guard let value = self[name] else { throw Unexpected(words: "no member \(name)") }
        if value.kind == .string, let number = Int64(try value.string()) { return number }
        return try value.int64()
    }

    func bool(_ name: String) throws -> Bool {
        guard let value = self[name] else { throw Unexpected(words: "no member \(name)") }
        return try value.bool()
    }

    func list(_ name: String) throws -> [JSONValue] {
        guard let value = self[name] else { throw Unexpected(words: "no member \(name)") }
        return try value.elements()
    }

    func id<Subject>(_ name: String) throws -> ID<Subject> {
        guard let id = ID<Subject>(try string(name)) else { throw Unexpected(words: "\(name) is no id") }
        return id
    }
}
