import JSON
import RetailCore

/// Holds JSON against schemas, those that are named included.
struct SchemaCheck: Sendable {
    /// By their reference: `#/components/schemas/Sale`.
    let named: [String: JSONSchema]
    /// A member that no schema names is a fault, too: what is sent is what is described.
    var isStrict = false

    /// What is wrong, by its place; empty where nothing is.
    func faults(_ value: JSONValue, _ schema: JSONSchema, at place: String = "") -> [String] {
        var faults: [String] = []
        if let reference = schema.reference {
            guard let target = named[reference] else { return ["\(place): \(reference) leads nowhere"] }
            faults += self.faults(value, target, at: place)
        }
        if let kinds = schema.kinds, !kinds.contains(where: { $0.takes(value) }) {
            return faults + ["\(place): \(text(value)) is no \(kinds.map(\.rawValue).joined(separator: " or "))"]
        }
        switch value.kind {
        case .string: faults += textFaults(value, schema, place)
        case .number: faults += numberFaults(value, schema, place)
        case .array: faults += listFaults(value, schema, place)
        case .object: faults += objectFaults(value, schema, place)
        case .true, .false, .null: break
        }
        if let words = schema.words, value.kind != .null, !words.contains((try? value.string()) ?? "") {
            faults.append("\(place): \(text(value)) is none of \(words.prefix(8).joined(separator: ", "))")
        }
        return faults + choiceFaults(value, schema, place)
    }

    private func choiceFaults(_ value: JSONValue, _ schema: JSONSchema, _ place: String) -> [String] {
        var faults: [String] = []
        if !schema.anyOf.isEmpty {
            let tried = schema.anyOf.map { self.faults(value, $0, at: place) }
            if !tried.contains(where: \.isEmpty) {
                // Of the choice that fits best.
                faults += ["\(place): fits none of \(tried.count)"] + (tried.min { $0.count < $1.count } ?? [])
            }
        }
        if !schema.oneOf.isEmpty {
            let tried = schema.oneOf.map { self.faults(value, $0, at: place) }
            let fitting = tried.count(where: \.isEmpty)
            if fitting > 1 { faults.append("\(place): fits \(fitting) of \(tried.count), not one") }
            if fitting == 0 {
                // That it is not null either says nothing.
                let meant = zip(schema.oneOf, tried).filter { $0.0.kinds != [.null] }.flatMap(\.1)
                faults += meant.isEmpty ? ["\(place): fits none of \(tried.count)"] : meant
            }
        }
        return faults
    }

    private func textFaults(_ value: JSONValue, _ schema: JSONSchema, _ place: String) -> [String] {
        guard let text = try? value.string() else { return ["\(place): no text"] }
        var faults: [String] = []
        if !schema.length.contains(text.unicodeScalars.count) {
            faults.append("\(place): \(text.unicodeScalars.count) characters, not \(schema.length)")
        }
        if let pattern = schema.pattern, let expression = try? Regex(pattern), text.firstMatch(of: expression) == nil {
            faults.append("\(place): \(text.prefix(60)) does not match \(pattern)")
        }
        let fits =
            switch schema.format {
            case "uuid": ID<Never>(text) != nil
            case "date": Day(text) != nil
            case "date-time": Instant(text) != nil
            case "int64": Int64(text) != nil
            case "uri": text.contains(":") && !text.contains(" ")
            default: true
            }
        if !fits { faults.append("\(place): \(text.prefix(60)) is no \(schema.format ?? "")") }
        return faults
    }

    private func numberFaults(_ value: JSONValue, _ schema: JSONSchema, _ place: String) -> [String] {
        guard let number = try? value.int64() else {
            return schema.format == "int64" || schema.range != nil ? ["\(place): \(text(value)) does not fit 64 bits"] : []
        }
        guard let range = schema.range, !range.contains(number) else { return [] }
        return ["\(place): \(number) is not in \(range)"]
    }

    private func listFaults(_ value: JSONValue, _ schema: JSONSchema, _ place: String) -> [String] {
        guard let elements = try? value.elements() else { return ["\(place): no list"] }
        var faults = schema.count.contains(elements.count) ? [] : ["\(place): \(elements.count) entries, not \(schema.count)"]
        if let items = schema.items {
            for (ordinal, element) in elements.enumerated() { faults += self.faults(element, items, at: "\(place)[\(ordinal)]") }
        }
        return faults
    }

    private func objectFaults(_ value: JSONValue, _ schema: JSONSchema, _ place: String) -> [String] {
        guard let members = try? value.members() else { return ["\(place): no object"] }
        var faults: [String] = []
        for name in schema.required where !members.contains(where: { $0.name == name }) { faults.append("\(place).\(name) is missing") }
        if !schema.count.contains(members.count) { faults.append("\(place): \(members.count) members, not \(schema.count)") }
        for (name, member) in members {
            if let known = schema.properties[name] {
                faults += self.faults(member, known, at: "\(place).\(name)")
                continue
            }
            switch schema.additional {
            case .of(let inner): faults += self.faults(member, inner, at: "\(place).\(name)")
            case .nothing: faults.append("\(place).\(name) is not allowed")
            case .anything: if isStrict, !schema.properties.isEmpty { faults.append("\(place).\(name) is not described") }
            }
        }
        return faults
    }

    private func text(_ value: JSONValue) -> String {
        var bytes: [UInt8] = []
        value.appendCompact(to: &bytes)
        return String(decoding: bytes.prefix(60), as: UTF8.self)
    }
}
