import JSON
import RetailCore

// Members of a reply that must be there. Replies are read leniently: members nobody asked for may come with a newer server.
extension JSONValue {
    func text(_ name: String) throws(Fault) -> String {
        guard let value = self[name], let text = try? value.string() else { throw .reply(lacks: name) }
        return text
    }

    /// A number, or a decimal string as 64-bit counters are written.
    func count(_ name: String) throws(Fault) -> Int64 {
        guard let value = self[name], let count = value.anyInt64 else { throw .reply(lacks: name) }
        return count
    }

    func id<Subject>(_ name: String) throws(Fault) -> ID<Subject> {
        guard let id = ID<Subject>(try text(name)) else { throw .reply(lacks: name) }
        return id
    }

    func list(_ name: String) throws(Fault) -> [JSONValue] {
        guard let value = self[name], let list = try? value.elements() else { throw .reply(lacks: name) }
        return list
    }

    var anyInt64: Int64? {
        if kind == .string { return (try? string()).flatMap { Int64($0) } }
        return try? int64()
    }
}

extension Fault {
    static func reply(lacks name: String) -> Fault {
        Fault(.broken, "reply.unreadable", "The server's answer has no usable \(name).")
    }
}
