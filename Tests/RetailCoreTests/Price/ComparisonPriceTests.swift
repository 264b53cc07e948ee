import RetailCore
import TestSupport
import Testing

@Suite struct ComparisonPriceTests {
    private func base(_ milli: Int64, _ unit: UnitOfMeasure) throws -> ComparisonPrice.Base { try .init(Quantity(milli: milli), unit) }

    /// 250 g at 1.99; 6 × 330 ml at 3.49; 12 oz at 2.99 per pound; 2 m² at 10.00.
    @Test(
        arguments: [
            (199, 250_000, "GRM", 1000, "KGM", 796), (199, 250_000, "GRM", 100_000, "GRM", 80), (349, 1_980_000, "MLT", 1000, "LTR", 176),
            (299, 12_000, "ONZ", 1000, "LBR", 399), (1000, 2000, "MTK", 1000, "MTK", 500), (100, 3000, "C62", 1000, "C62", 33),
            (0, 1000, "KGM", 1000, "KGM", 0),
        ] as [(Int64, Int64, String, Int64, String, Int64)])
    func isThePriceOfTheBase(price: Int64, contents: Int64, unit: String, per: Int64, of: String, expected: Int64) throws {
        let unit = try #require(UnitOfMeasure(code: unit))
        let base = try base(per, #require(UnitOfMeasure(code: of)))
        let shown = try ComparisonPrice(of: Money(minor: price), for: Quantity(milli: contents), unit, per: base, rounding: .halfUp)
        #expect(shown.price.minor == expected)
        #expect(shown.base == base)
    }

    @Test func refusesWhatCannotBeCompared() throws {
        let kilo = try base(1000, .kilogram)
        func code(_ price: Int64, _ milli: Int64, _ unit: UnitOfMeasure) -> String? {
            faultCode { () throws(Fault) in
                try ComparisonPrice(of: Money(minor: price), for: Quantity(milli: milli), unit, per: kilo, rounding: .halfUp)
            }
        }
        #expect(code(100, 0, .gram) == "price.contents-empty")
        #expect(code(100, 1000, .litre) == "unit.other-dimension")
        #expect(code(.max, 1, .gram) == "money.overflow")
        #expect(faultCode { () throws(Fault) in try ComparisonPrice.Base(.zero, .gram) } == "price.comparison-base-empty")
    }
}
