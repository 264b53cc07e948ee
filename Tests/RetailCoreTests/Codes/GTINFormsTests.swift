import RetailCore
import TestSupport
import Testing

@Suite struct GTINFormsTests {
    /// GS1 General Specifications, 1.4.2 and 1.4.3.
    @Test(arguments: [
        ("2812340100053", GTIN.Circulation.region), ("2012345000002", .region), ("0212345000003", .region), ("0412345000001", .company),
        ("02345673", .company), ("20123451", .company), ("96385074", .global), ("4006381333931", .global), ("9912345000012", .coupon),
        ("9801234500000", .coupon), ("9780143007234", .global), ("12345678901231", .global), ("042100005264", .global),
    ]) func knowsWhereANumberMeansSomething(text: String, circulation: GTIN.Circulation) throws {
        let body = try #require(Int64(text.dropLast()))
        let gtin = try GTIN(value: body * 10 + Int64(GTIN.checkDigit(of: body)))
        #expect(gtin.circulation == circulation)
        #expect(gtin.isRestricted == (circulation == .region || circulation == .company))
    }

    @Test func hasAFormForEachWidth() throws {
        let small = try GTIN(text: "96385074")
        #expect(small.text8 == "96385074")
        #expect(small.text12 == "000096385074")
        #expect(small.text13 == "0000096385074")
        let upc = try GTIN(text: "036000291452")
        #expect(upc.text8 == nil)
        #expect(upc.text12 == "036000291452")
        #expect(try GTIN(text: "4006381333931").text12 == nil)
    }

    /// GS1 General Specifications, 5.2.2.4.2: one of each of the four ways to leave zeros out.
    @Test(arguments: [
        ("04252614", "042100005264"), ("01234531", "012300000451"), ("01234543", "012340000053"), ("01234558", "012345000058"),
    ]) func expandsUPCE(short: String, long: String) throws {
        let gtin = try GTIN(upcE: short)
        #expect(gtin.text12 == long)
        #expect(gtin.upcE == short)
    }

    @Test func refusesWhatIsNoUPCE() {
        #expect(throws: GTINError.wrongLength(7)) { try GTIN(upcE: "0425261") }
        #expect(throws: GTINError.notUPCE) { try GTIN(upcE: "24252614") }
        #expect(throws: GTINError.notDigits) { try GTIN(upcE: "0425261x") }
        #expect(throws: GTINError.wrongCheckDigit(expected: 4)) { try GTIN(upcE: "04252613") }
    }

    /// Every UPC-E expands to a UPC-A whose short form expands to it again.
    @Test(arguments: seeds) func shortensWhatItExpands(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<2000 {
            let digits = Int64.random(in: 0..<2_000_000, using: &random)
            let candidates = (0...9).compactMap {
                try? GTIN(upcE: String(repeating: "0", count: 7 - String(digits).count) + "\(digits)\($0)")
            }
            #expect(candidates.count == 1)
            let gtin = try #require(candidates.first)
            let short = try #require(gtin.upcE)
            #expect(try GTIN(upcE: short) == gtin)
        }
    }

    @Test func mostNumbersHaveNoUPCE() throws {
        #expect(try GTIN(text: "036000291452").upcE != "03629152")
        #expect(try GTIN(text: "4006381333931").upcE == nil)
        #expect(try GTIN(text: "012345678905").upcE == nil)
    }

    @Test func goesFromUnitToCaseAndBack() throws {
        let unit = try GTIN(text: "4006381333931")
        for level in 1...8 {
            let carton = try unit.packaged(level: level)
            #expect(carton.indicator == level)
            #expect(carton.unit == unit)
            #expect(!carton.isVariableMeasure)
            #expect(throws: GTINError.wrongIndicator(1)) { try carton.packaged(level: 1) }
        }
        for level in [Int.min, -1, 0, 9, 10, .max] { #expect(throws: GTINError.wrongIndicator(level)) { try unit.packaged(level: level) } }
        #expect(try GTIN(text: "94012345123459").isVariableMeasure)
    }

    @Test(arguments: seeds) func formsNeverTrap(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<500 {
            let text = random.text(of: "0123456789x", upTo: 14)
            if let gtin = try? GTIN(text: text) {
                _ = (gtin.circulation, gtin.upcE, gtin.text8, gtin.text12, gtin.indicator)
                #expect((try? GTIN(text: gtin.unit.text14)) == gtin.unit)
            }
            _ = try? GTIN(upcE: text)
        }
    }

    @Test func knowsCurrenciesByNumber() {
        #expect(Currency(number: 978)?.code == "EUR")
        #expect(Currency(code: "JPY")?.number == 392)
        for number in [-1, 0, 1000, .max, .min] { #expect(Currency(number: number) == nil) }
        for currency in Currency.all { #expect(Currency(number: currency.number) == currency) }
    }
}
