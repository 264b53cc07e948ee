import RetailCore
import Testing

@Suite struct CurrencyTests {
    @Test(arguments: [
        ("EUR", 2), ("USD", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4), ("ISK", 0), ("TND", 3), ("UYW", 4), ("XCG", 2), ("XXX", 0), ("UYI", 0),
        ("CLP", 0),
    ])
    func knowsTheDigits(code: String, digits: Int) {
        #expect(Currency(code: code)?.minorDigits == digits)
        #expect(Currency(code: code)?.code == code)
    }

    /// HRK, ZWL and BGN have left the list.
    @Test(arguments: ["", "EU", "EURO", "eur", "Eur", "ABC", "€", "EÜR", "HRK", "ZWL", "BGN", "E R", "\0\0\0"]) func refusesOthers(
        _ code: String
    ) {
        #expect(Currency(code: code) == nil)
    }

    @Test func theListIsWhole() {
        let all = Currency.all
        #expect(all.count == 178)
        #expect(all.map(\.code) == all.map(\.code).sorted())
        #expect(all.allSatisfy { Currency(code: $0.code) == $0 })
        #expect(all.filter { $0.minorDigits == 3 }.count == 7)
        #expect(all.filter { $0.minorDigits == 4 }.count == 2)
    }
}
