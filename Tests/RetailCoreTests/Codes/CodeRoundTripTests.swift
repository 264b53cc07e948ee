import RetailCore
import TestSupport
import Testing

/// What is written is read again, whatever identifier it is, in each of the three ways to write it; and where separators get lost the truth
/// is among the answers.
@Suite struct CodeRoundTripTests {
    private let today = Day(number: 20_780)

    @Test(arguments: seeds) func everyIdentifierIsReadAsItWasWritten(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let reader = CodeReader(today: today, acceptsPartialLabels: true)
        let article = try CodeElement(.gtin, random.gtin(), today: today)
        var links = 0
        // Of the many that differ in their decimals only, some; what chance doesn't meet (IBANs, check characters) has tests of its own.
        let rare = Set(["8007", "8013", "8014"])
        for identifier in ApplicationIdentifier.all where !rare.contains(identifier.description) {
            if (3100..<4000).contains(identifier.number), random.int(0...9) > 0 { continue }
            guard let element = random.element(identifier, today: today) else {
                Issue.record("no data found for \(identifier)")
                continue
            }
            let behind = try CodeElement(.batch, "L-1", today: today)
            for elements in [[element], [element, behind], [behind, element], [article, element, behind]] {
                guard let string = try? ElementString(elements, partial: true) else { continue }
                for prefix in ["]C1", "]d2", "]Q3"] {
                    let reading = reader.read(prefix + string.text)
                    #expect(reading.meaning?.elements == elements, "\(string.bracketed): \(reading)")
                }
                #expect(reader.read(string.bracketed).meaning?.elements == elements, "\(string.bracketed)")
            }
            for elements in [[element], [article, element], [element, behind], [behind, article, element]] {
                guard let link = try? DigitalLink(elements, partial: true) else { continue }
                links += 1
                let reading = reader.read(link.uri(stem: "https://shop.example/x"))
                #expect(reading.meaning?.elements == link.elements, "\(link.uri()): \(reading)")
                #expect(try DigitalLink(link.elements, partial: true) == link)
            }
        }
        #expect(links > 150)
    }

    /// A scanner that drops separators: it never gets a wrong answer for sure. The true one is among several, unless there are more than are
    /// looked for: the search is bounded, and long rows of digits behind several open ends exceed it.
    @Test(arguments: seeds) func noLostSeparatorIsGuessed(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let wary = CodeReader(today: today, trustsSeparators: false)
        let plain = CodeReader(today: today)
        for _ in 0..<100 {
            let elements = random.label(today: today)
            guard let string = try? ElementString(elements) else { continue }
            let isShort = elements.count { $0.identifier.needsSeparator } <= 2 && string.text.utf8.count < 70
            let text = string.text.filter { $0 != "\u{1D}" }
            for (reader, code) in [(wary, "]d2" + text), (plain, text)] where code.hasPrefix("]") || code.hasPrefix("01") {
                switch reader.read(code) {
                case .meaning(let meaning): #expect(meaning.elements == elements, "\(string.bracketed): \(meaning)")
                case .ambiguous(let readings, let hasMore):
                    let isThere = readings.contains { $0.elements == elements }
                    #expect(isThere || hasMore || !isShort, "\(string.bracketed): \(readings)")
                case .problem(let problem): #expect(!isShort, "\(string.bracketed): \(problem)")
                }
            }
        }
    }
}
