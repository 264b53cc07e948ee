import JSON
import RetailCore

/// A JSON text: read, walked, laid out anew and read again as the same.
enum JSONTarget {
    static func run(_ bytes: [UInt8]) {
        guard let document = try? JSONDocument(bytes, atMost: 10_000) else { return }
        walk(document.root)
        var compact: [UInt8] = []
        document.root.appendCompact(to: &compact)
        guard let again = try? JSONDocument(compact) else { fatalError("what was JSON is none when it is laid out anew") }
        var twice: [UInt8] = []
        again.root.appendCompact(to: &twice)
        Fuzz.expect(twice == compact, "laid out anew twice, it is not the same")
        _ = try? Instant.read(document.root, .none)
        _ = try? Money.read(document.root, .none)
        _ = try? (ID<Never>.read(document.root, .none) as ID<Never>)
    }

    private static func walk(_ value: JSONValue) {
        switch value.kind {
        case .string:
            guard let text = try? value.string() else { fatalError("a string without its text") }
            Fuzz.expect((try? value.string(within: text.unicodeScalars.count)) == text, "a bound that refuses what keeps it")
            let written = JSONWriter.bytes(of: text)
            Fuzz.expect(
                (try? JSONDocument(written).root.string()).map { $0.utf8.elementsEqual(text.utf8) } == true,
                "a text that changes on its way")
        case .number:
            if let number = try? value.int64() {
                Fuzz.expect(JSONWriter.bytes(of: number).count <= value.text.count, "a number that grows")
            }
        case .array: for element in (try? value.elements()) ?? [] { walk(element) }
        case .object:
            for (name, member) in (try? value.members()) ?? [] {
                Fuzz.expect(value[name] != nil, "a member that is not found by its name")
                walk(member)
            }
        case .true, .false, .null: break
        }
    }
}
