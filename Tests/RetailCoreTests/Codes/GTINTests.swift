import RetailCore
import TestSupport
import Testing

@Suite struct GTINTests {
    @Test(arguments: ["02345673", "1234567890128", "12345678901231", "4006381333931", "036000291452", "96385074"])
    func acceptsValidOnes(_ text: String) throws {
        let gtin = try GTIN(text: text)
        let padded = String(repeating: "0", count: 14 - text.utf8.count) + text
        #expect(gtin.text14 == padded)
        #expect(try GTIN(text: padded) == gtin)
        #expect(try GTIN(value: gtin.value) == gtin)
    }

    @Test func theFormsOfOneArticleAreEqual() throws {
        let article = try GTIN(text: "036000291452")
        #expect(try GTIN(text: "0036000291452") == article)
        #expect(try GTIN(text: "00036000291452") == article)
        #expect(article.text13 == "0036000291452")
        #expect(try GTIN(text: "12345678901231").text13 == nil)
    }

    @Test(arguments: [
        ("", GTINError.wrongLength(0)), ("123456789", .wrongLength(9)), ("123456789012345", .wrongLength(15)),
        ("1234567890127", .wrongCheckDigit(expected: 8)),
        ("02345674", .wrongCheckDigit(expected: 3)), ("12345678901 8", .notDigits), ("-234567890128", .notDigits),
        ("123456789012é", .notDigits),
    ]) func refusesInvalidOnes(text: String, error: GTINError) {
        #expect(throws: error) { try GTIN(text: text) }
    }

    /// A single wrong digit never passes, whichever it is.
    @Test(arguments: seeds) func noticesEverySingleWrongDigit(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<50 {
            let gtin = try GTIN(ean13Prefix: "400", item: Int64.random(in: 0..<1_000_000_000, using: &random))
            var place: Int64 = 1
            for _ in 0..<14 {
                let digit = gtin.value / place % 10
                for wrong in 0...9 as ClosedRange<Int64> where wrong != digit {
                    #expect(throws: GTINError.self) { try GTIN(value: gtin.value + (wrong - digit) * place) }
                }
                place *= 10
            }
        }
    }

    @Test func makesEAN13() throws {
        #expect(throws: GTINError.wrongLength(12)) { try GTIN(ean13Prefix: "400638133393", item: 0) }
        #expect(try GTIN(ean13Prefix: "4006381", item: 33393).text13 == "4006381333931")
        #expect(try GTIN(ean13Prefix: "20", item: 1).text13 == "2000000000015")
        #expect(try GTIN(ean13Prefix: "040", item: 7).text13?.hasPrefix("040000000007") == true)
        #expect(throws: GTINError.outOfRange) { try GTIN(ean13Prefix: "4006381", item: 100_000) }
        #expect(throws: GTINError.outOfRange) { try GTIN(ean13Prefix: "20", item: -1) }
        #expect(throws: GTINError.notDigits) { try GTIN(ean13Prefix: "2x", item: 1) }
        #expect(throws: GTINError.wrongLength(0)) { try GTIN(ean13Prefix: "", item: 1) }
    }

    @Test(arguments: seeds) func neverTraps(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<500 {
            let value = random.int64()
            #expect((0...9).contains(GTIN.checkDigit(of: value)))
            if let gtin = try? GTIN(value: value) { #expect((try? GTIN(text: gtin.text14)) == gtin) }
            let text = random.text(of: "0123456789x", upTo: 15)
            if let gtin = try? GTIN(text: text) { #expect(gtin.text14.hasSuffix(text)) }
            _ = try? GTIN(ean13Prefix: text, item: value)
            _ = try? GTIN(text: String(decoding: random.bytes(upTo: 15), as: UTF8.self))
        }
    }
}
