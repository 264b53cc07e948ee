import Foundation
import RetailCore
import TestSupport
import Testing

/// Random, mutated and truncated codes: none traps, the same text always reads the same, and what is read as elements can be written and read again.
///
/// 200,000 a run; `RETAIL_FUZZ_ROUNDS=100 swift test -c release --filter CodeFuzz` reads twenty million, each seed its own.
@Suite struct CodeFuzzTests {
    private static let rounds = max(1, ProcessInfo.processInfo.environment["RETAIL_FUZZ_ROUNDS"].flatMap { Int($0) } ?? 1)

    private let today = Day(number: 20_780)

    @Test(arguments: seeds) func survivesAnything(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let readers = [
            CodeReader(today: today, inStore: .germany),
            CodeReader(today: today, inStore: .sweden, eightDigits: .either, acceptsPartialLabels: true),
            CodeReader(today: Day(number: .min), inStore: .greatBritain, trustsSeparators: false),
        ]
        let labels = (0..<40).map { _ in random.label(today: today) }
        for round in 0..<(25_000 * Self.rounds) {
            let bytes = code(&random, from: labels[round % labels.count])
            let reader = readers[round % readers.count]
            let reading = reader.read(bytes)
            if round % 16 == 0 {
                #expect(reader.read(bytes) == reading)
                _ = reading.description
            }
            check(reading, of: bytes, by: reader)
        }
    }

    /// What holds for every answer. Only failures are reported: an expectation for each costs more than the reading.
    private func check(_ reading: CodeReading, of bytes: [UInt8], by reader: CodeReader) {
        switch reading {
        case .meaning(let meaning):
            if case .elements(let elements) = meaning.content, reader.trustsSeparators,
                let string = try? ElementString(elements, partial: reader.acceptsPartialLabels),
                reader.read("]d2" + string.text).meaning?.elements != elements
            {
                Issue.record("\(bytes): \(string.bracketed) is read otherwise")
            }
        case .ambiguous(let readings, _):
            if readings.isEmpty || readings.count > 4 || readings.contains(where: { $0.elements.isEmpty && $0.gtin == nil })
                || Set(readings).count != readings.count
            {
                Issue.record("\(bytes): \(reading)")
            }
        case .problem(let problem):
            if !(0...bytes.count).contains(problem.position) { Issue.record("\(bytes): \(problem)") }
        }
    }

    private func code(_ random: inout SeededRandom, from label: [CodeElement]) -> [UInt8] {
        let alphabet = Array("0123456789010117211030AB()/?=&%.:-]CdQE\u{1D}".utf8)
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return random.bytes(upTo: 40)
        case 1: return Array(random.text(of: "0123456789", upTo: 20).utf8)
        case 2: return (0..<Int.random(in: 0...60, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? 0 }
        case 3: return Array(random.gtin().text14.suffix(Int.random(in: 7...14, using: &random)).utf8)
        case 4: return mutated(Array((try? DigitalLink(label))?.uri().utf8 ?? "".utf8), &random)
        case 5: return mutated(Array((try? ElementString(label))?.bracketed.utf8 ?? "".utf8), &random)
        default:
            let prefix = ["", "]d2", "]C1", "]e0"][Int.random(in: 0..<4, using: &random)]
            return mutated(Array((prefix + ((try? ElementString(label))?.text ?? "")).utf8), &random)
        }
    }

    /// Cut short, and up to three bytes changed, doubled or left out.
    private func mutated(_ code: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
        var code = Bool.random(using: &random) ? code : Array(code.prefix(Int.random(in: 0...code.count, using: &random)))
        for _ in 0..<Int.random(in: 0...3, using: &random) where !code.isEmpty {
            let index = Int.random(in: 0..<code.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: code[index] = UInt8.random(in: 0...255, using: &random)
            case 1: code[index] = UInt8.random(in: 0x30...0x39, using: &random)
            case 2: code.insert(code[index], at: index)
            default: code.remove(at: index)
            }
        }
        return code
    }
}
