import JSON
import RetailCore
import TestSupport
import Testing

@Suite struct RoundTripTests {
    @Test(arguments: seeds) func whatIsWrittenIsReadAsTheSame(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<100 {
            let text = randomSample(&random)
            let first = try Sample.parsed(text)
            let written = JSONWriter.bytes(of: first)
            let second = try Sample.read(try JSONDocument(written).root)
            #expect(JSONWriter.bytes(of: second) == written, "seed \(seed): \(text)")
            #expect(
                second.day == first.day && second.at == first.at && second.tags == first.tags && second.lines.count == first.lines.count)
        }
    }

    @Test(arguments: seeds) func anyDocumentSurvivesBeingWrittenOut(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<100 {
            var writer = JSONWriter()
            writeRandom(&writer, &random, depth: 0)
            var compact: [UInt8] = []
            try JSONDocument(writer.bytes).root.appendCompact(to: &compact)
            #expect(compact == writer.bytes, "seed \(seed)")
            var rewritten = JSONWriter()
            try rewrite(try JSONDocument(writer.bytes).root, to: &rewritten)
            #expect(rewritten.bytes == writer.bytes, "seed \(seed)")
        }
    }

    /// Whatever is done to a document, it is read or refused; nothing traps, and what is read can be walked to its last value.
    @Test(arguments: seeds) func mutatedDocumentsNeverTrap(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var read = 0
        for round in 0..<3000 {
            var bytes = Array(randomSample(&random).utf8)
            for _ in 0..<Int.random(in: 0...3, using: &random) { mutate(&bytes, &random) }
            guard let document = try? JSONDocument(bytes) else { continue }
            read += 1
            var writer = JSONWriter()
            try rewrite(document.root, to: &writer)
            let again = fault { () throws(Fault) in try JSONDocument(writer.bytes) }
            #expect(again == nil, "seed \(seed), round \(round): \(String(decoding: bytes, as: UTF8.self))")
            _ = try? Sample.read(document.root)
        }
        #expect(read > 300 && read < 3000)
    }

    @Test(arguments: seeds) func noiseNeverTraps(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let letters = Array(#"{}[]",:\u0019aeE+-. truefalsn"#.utf8)
        for _ in 0..<5000 {
            let bytes = (0..<Int.random(in: 0...20, using: &random)).map { _ in letters.randomElement(using: &random) ?? 0 }
            if let document = try? JSONDocument(bytes) {
                var writer = JSONWriter()
                try? rewrite(document.root, to: &writer)
            }
        }
    }
}

private func randomSample(_ random: inout SeededRandom) -> String {
    var parts = [#""name":"n\#(Int.random(in: 0...99, using: &random))\u00e9""#]
    if Bool.random(using: &random) { parts.append(#""count":\#(Int.random(in: 0...9, using: &random))"#) }
    if Bool.random(using: &random) { parts.append(#""mood":"wild""#) }
    if Bool.random(using: &random) { parts.append(#""tags":["a\"b","😀😀"]"#) }
    if Bool.random(using: &random) { parts.append(#""day":\#(Bool.random(using: &random) ? "null" : #""2024-02-29""#)"#) }
    if Bool.random(using: &random) { parts.append(#""at":"2026-01-31T08:30:00.\#(Int.random(in: 0...999_999, using: &random))+02:00""#) }
    if Bool.random(using: &random) {
        parts.append(
            #""lines":[{"product_id":"019388a4-7f00-7c3e-9d6b-2f1a0c4b5d6e","quantity_milli":\#(Int.random(in: 1...5000, using: &random))}]"#
        )
    }
    return "{" + parts.shuffled(using: &random).joined(separator: ", ") + "}"
}

private func mutate(_ bytes: inout [UInt8], _ random: inout SeededRandom) {
    guard !bytes.isEmpty else { return }
    let at = Int.random(in: 0..<bytes.count, using: &random)
    let letters = Array("{}[]\",:\\u0-1.e tfn\u{0}é".utf8)
    switch Int.random(in: 0..<6, using: &random) {
    case 0: bytes.remove(at: at)
    case 1: bytes.insert(letters.randomElement(using: &random) ?? 0, at: at)
    case 2: bytes[at] = letters.randomElement(using: &random) ?? 0
    case 3: bytes[at] = UInt8.random(in: 0...255, using: &random)
    case 4: bytes.removeSubrange(at..<min(bytes.count, at + 5))
    default: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + 12)], at: at)
    }
}

private func writeRandom(_ writer: inout JSONWriter, _ random: inout SeededRandom, depth: Int) {
    switch Int.random(in: 0..<(depth < 5 ? 8 : 5), using: &random) {
    case 0: writer.null()
    case 1: writer.bool(Bool.random(using: &random))
    case 2: writer.integer(Int64(bitPattern: random.next()))
    case 3, 4: writer.string(randomText(&random))
    case 5:
        let count = Int.random(in: 0...4, using: &random)
        writer.arrayOf { list in for _ in 0..<count { list.element { writeRandom(&$0, &random, depth: depth + 1) } } }
    default:
        let names = (0..<Int.random(in: 0...4, using: &random)).map { _ in randomText(&random) }
        var values: [EncodedJSON] = []
        for _ in names {
            var inner = JSONWriter()
            writeRandom(&inner, &random, depth: depth + 1)
            values.append(EncodedJSON(inner.bytes))
        }
        writer.object { for (name, value) in zip(names, values) { $0.member(named: name, value) } }
    }
}

/// Takes a value apart to the last string and number, and writes it anew.
private func rewrite(_ value: JSONValue, to writer: inout JSONWriter) throws(Fault) {
    switch value.kind {
    case .object:
        var members: [(String, EncodedJSON)] = []
        for member in try value.members() {
            var inner = JSONWriter()
            try rewrite(member.value, to: &inner)
            members.append((member.name, EncodedJSON(inner.bytes)))
        }
        writer.object { for (name, value) in members { $0.member(named: name, value) } }
    case .array:
        var elements: [EncodedJSON] = []
        for element in try value.elements() {
            var inner = JSONWriter()
            try rewrite(element, to: &inner)
            elements.append(EncodedJSON(inner.bytes))
        }
        writer.array(elements)
    case .string: writer.string(try value.string())
    case .number:
        if let number = try? value.int64(), String(number).utf8.elementsEqual(value.text) {
            writer.integer(number)
        } else {
            writer.raw(value.text)
        }
    case .true, .false: writer.bool(try value.bool())
    case .null: writer.null()
    }
}
