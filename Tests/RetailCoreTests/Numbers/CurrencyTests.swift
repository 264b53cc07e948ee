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

    @Test(arguments: ["", "EU", "EURO", "eur", "Eur", "ABC", "€", "EÜR", "ZZZ", "E R", "\0\0\0"]) func refusesOthers(
        _ code: String
    ) {
        #expect(Currency(code: code) == nil)
    }

    /// ISO 4217 list three; the minor units as they were in use.
    @Test(arguments: [
        ("BGN", 975, 2), ("HRK", 191, 2), ("LTL", 440, 2), ("LVL", 428, 2), ("EEK", 233, 2), ("SKK", 703, 2), ("SIT", 705, 2),
        ("MTL", 470, 2), ("CYP", 196, 2), ("DEM", 276, 2), ("ATS", 40, 2), ("FRF", 250, 2), ("ITL", 380, 0), ("ESP", 724, 0),
        ("NLG", 528, 2), ("BEF", 56, 0), ("PTE", 620, 0), ("IEP", 372, 2), ("FIM", 246, 2), ("GRD", 300, 0), ("LUF", 442, 0),
        ("ZWL", 932, 2),
    ]) func knowsWithdrawnOnes(code: String, number: Int, digits: Int) throws {
        let currency = try #require(Currency(code: code))
        #expect(currency.isWithdrawn && currency.code == code)
        #expect(currency.minorDigits == digits)
        #expect(currency.number == number)
        #expect(Currency(number: number) == currency)
        #expect(!Currency.all.contains(currency))
    }

    @Test func aNumberThatWasTakenOverIsTheNewOnes() {
        #expect(Currency(number: 532)?.code == "XCG")
        #expect(Currency(code: "ANG")?.number == 532)
    }

    @Test func theListIsWhole() {
        let all = Currency.all
        #expect(all.count == 178)
        #expect(all.map(\.code) == all.map(\.code).sorted())
        #expect(all.allSatisfy { Currency(code: $0.code) == $0 && Currency(number: $0.number) == $0 && !$0.isWithdrawn })
        #expect(all.filter { $0.minorDigits == 3 }.count == 7)
        #expect(all.filter { $0.minorDigits == 4 }.count == 2)
    }
}
