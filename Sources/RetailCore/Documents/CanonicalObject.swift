/// An object of a document under construction: a member without a value is left out.
struct CanonicalObject {
    private(set) var members: [String: CanonicalValue] = [:]

    var value: CanonicalValue { .object(members) }

    mutating func set(_ name: String, _ text: String?) {
        if let text { members[name] = .string(text) }
    }

    mutating func set(_ name: String, _ number: Int64?) {
        if let number { members[name] = .integer(number) }
    }

    mutating func set(_ name: String, _ amount: Money?) {
        set(name, amount?.minor)
    }

    mutating func set<Subject>(_ name: String, _ id: ID<Subject>?) {
        set(name, id?.description)
    }

    mutating func set(_ name: String, _ object: CanonicalObject?) {
        if let object { members[name] = object.value }
    }

    mutating func set(_ name: String, _ list: [CanonicalValue]) {
        members[name] = .list(list)
    }
}

/// The members of an object that was read. Each failure names its member by its path.
struct CanonicalFields {
    let members: [String: CanonicalValue]

    /// - Throws: `document.unreadable` for anything but an object.
    init(_ value: CanonicalValue) throws(Fault) {
        guard case .object(let members) = value else { throw Self.unreadable("", "an object") }
        self.members = members
    }

    static func unreadable(_ name: String, _ expected: String) -> Fault {
        Fault(
            .malformed, "document.unreadable", "The document can't be read: \(name) is not \(expected).",
            fields: [.init(field: name, code: "document.unreadable", message: "Expected \(expected).")])
    }

    func optionalText(_ name: String) throws(Fault) -> String? {
        guard let value = members[name] else { return nil }
        guard case .string(let text) = value else { throw Self.unreadable(name, "a text") }
        return text
    }

    func text(_ name: String) throws(Fault) -> String {
        guard let text = try optionalText(name) else { throw Self.unreadable(name, "a text") }
        return text
    }

    func optionalInteger(_ name: String) throws(Fault) -> Int64? {
        guard let value = members[name] else { return nil }
        guard case .integer(let number) = value else { throw Self.unreadable(name, "an integer") }
        return number
    }

    func integer(_ name: String) throws(Fault) -> Int64 {
        guard let number = try optionalInteger(name) else { throw Self.unreadable(name, "an integer") }
        return number
    }

    func money(_ name: String) throws(Fault) -> Money {
        Money(minor: try integer(name))
    }

    /// An amount as a decimal text, since it may outgrow the integers of JSON.
    func longMoney(_ name: String) throws(Fault) -> Money {
        let text = try text(name)
        // In one way only: neither `+5` nor `007`.
        guard let minor = Int64(text), String(minor) == text else { throw Self.unreadable(name, "an integer as text") }
        return Money(minor: minor)
    }

    func optionalID<Subject>(_ name: String) throws(Fault) -> ID<Subject>? {
        guard let text = try optionalText(name) else { return nil }
        guard let id = ID<Subject>(text) else { throw Self.unreadable(name, "a UUID") }
        return id
    }

    func id<Subject>(_ name: String) throws(Fault) -> ID<Subject> {
        guard let id: ID<Subject> = try optionalID(name) else { throw Self.unreadable(name, "a UUID") }
        return id
    }

    func choice<Choice: RawRepresentable<String>>(_ name: String) throws(Fault) -> Choice {
        guard let choice = Choice(rawValue: try text(name)) else { throw Self.unreadable(name, "one of the known words") }
        return choice
    }

    func day(_ name: String) throws(Fault) -> Day {
        guard let day = Day(try text(name)) else { throw Self.unreadable(name, "a date") }
        return day
    }

    func instant(_ name: String) throws(Fault) -> Instant {
        guard let instant = Instant(try text(name)) else { throw Self.unreadable(name, "a time") }
        return instant
    }

    func hash(_ name: String) throws(Fault) -> DocumentHash {
        guard let hash = DocumentHash(try text(name)) else { throw Self.unreadable(name, "a hash") }
        return hash
    }

    func currency(_ name: String) throws(Fault) -> Currency {
        guard let currency = Currency(code: try text(name)) else { throw Self.unreadable(name, "a currency") }
        return currency
    }

    func list(_ name: String) throws(Fault) -> [CanonicalValue] {
        guard case .list(let elements)? = members[name] else { throw Self.unreadable(name, "a list") }
        return elements
    }
}
