package import JSON
package import RetailCore

/// The query of a request, read by name and type. Names that were not declared, and repeated ones, were refused before the handler ran.
package struct QueryItems: Sendable {
    private let items: [Item]

    struct Item: Sendable {
        var name: String
        var value: String
    }

    static let none = QueryItems(items: [])

    init(items: [Item]) {
        self.items = items
    }

    package init(_ items: [(name: String, value: String)]) {
        self.items = items.map { Item(name: $0.name, value: $0.value) }
    }

    package func has(_ name: String) -> Bool { raw(name) != nil }

    /// - Throws: like all of these, `request.invalid` (400) with the parameter's name. Bounds were checked as they are declared.
    package func text(_ name: String) throws(Fault) -> String? { raw(name) }

    package func int(_ name: String, default value: Int) throws(Fault) -> Int { try int64(name).map { Int($0) } ?? value }

    package func int64(_ name: String) throws(Fault) -> Int64? {
        guard let value = raw(name) else { return nil }
        guard let number = Int64(value), value.first != "+" else { throw .field(name, "wrong-type", "Expected a whole number.") }
        return number
    }

    package func flag(_ name: String) throws(Fault) -> Bool? {
        switch raw(name) {
        case nil: return nil
        case "true": return true
        case "false": return false
        default: throw .field(name, "wrong-type", "Expected true or false.")
        }
    }

    package func id<Subject>(_ name: String) throws(Fault) -> ID<Subject>? {
        guard let value = raw(name) else { return nil }
        guard let id = ID<Subject>(value), !id.isNone else { throw .field(name, "not-a-uuid", "Expected a UUID.") }
        return id
    }

    package func day(_ name: String) throws(Fault) -> Day? {
        guard let value = raw(name) else { return nil }
        guard let day = Day(value) else { throw .field(name, "not-a-date", "Expected a date such as 2026-01-31.") }
        return day
    }

    package func instant(_ name: String) throws(Fault) -> Instant? {
        guard let value = raw(name) else { return nil }
        guard let instant = Instant(value) else {
            throw .field(name, "not-a-time", "Expected a time such as 2026-01-31T08:30:00Z (RFC 3339).")
        }
        return instant
    }

    /// One word of an enumeration.
    package func word<Word: WireEnum>(_ name: String) throws(Fault) -> Word? {
        guard let value = raw(name) else { return nil }
        guard let word = Word(rawValue: value) else {
            throw .field(name, "unknown-value", "Expected one of \(Word.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        return word
    }

    private func raw(_ name: String) -> String? {
        for item in items where item.name == name { return item.value }
        return nil
    }

    /// Refuses what the endpoint did not declare, what stands twice, what is missing, and what is longer or larger than declared.
    func check(against declared: [QueryParameter]) throws(Fault) {
        for (index, item) in items.enumerated() {
            guard declared.contains(where: { $0.name == item.name }) else {
                throw .field(String(item.name.prefix(100)), "unknown-parameter", "No such query parameter is known here.")
            }
            for other in items[..<index] where other.name == item.name {
                throw .field(item.name, "repeated", "The parameter stands twice.")
            }
        }
        for parameter in declared { if let value = raw(parameter.name) { try parameter.check(value) } }
        for parameter in declared where parameter.isRequired && raw(parameter.name) == nil {
            throw .field(parameter.name, "missing", "The parameter is required.")
        }
    }
}
