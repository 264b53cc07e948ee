import RetailCore
import TestSupport
import Testing

@Suite struct UnitConversionTests {
    private func unit(_ code: String) throws -> UnitOfMeasure { try #require(UnitOfMeasure(code: code)) }

    /// From the definitions: 1 lb = 453.59237 g, 1 ft = 0.3048 m, 1 gal (US) = 3.785411784 l, 1 gal (UK) = 4.54609 l, 1 yd² = 0.83612736 m².
    @Test(
        arguments: [
            (1500, "KGM", "GRM", 1_500_000), (250_000, "GRM", "KGM", 250), (100_000, "LBR", "GRM", 45_359_237),
            (1000, "LBR", "ONZ", 16_000),
            (1000, "STI", "LBR", 14_000), (3000, "DZN", "C62", 36_000), (144_000, "C62", "GRO", 1000), (12_000, "H87", "DZN", 1000),
            (1000, "LTR", "MLT", 1_000_000), (1000, "MTQ", "LTR", 1_000_000), (1000, "GLL", "OZA", 128_000), (1000, "GLI", "OZI", 160_000),
            (1000, "GLL", "QTL", 4000), (1000, "GLL", "PTL", 8000), (1000, "GLI", "PTI", 8000), (1000, "GLI", "QTI", 4000),
            (1_000_000, "GLL", "LTR", 3_785_412), (100_000, "GLI", "LTR", 454_609), (1000, "YRD", "FOT", 3000),
            (1000, "FOT", "INH", 12_000),
            (1000, "INH", "MMT", 25_400), (1000, "YDK", "FTK", 9000), (1000, "FTK", "INK", 144_000), (1000, "MTK", "CMK", 10_000_000),
            (1000, "TNE", "DTN", 10_000), (1000, "HUR", "MIN", 60_000), (-1500, "KGM", "GRM", -1_500_000), (0, "MTR", "KMT", 0),
            (7, "CMQ", "MLT", 7), (1000, "KGM", "DJ", 100_000), (1000, "HLT", "A44", 10_000),
        ] as [(Int64, String, String, Int64)])
    func convertsExactly(milli: Int64, from: String, to: String, expected: Int64) throws {
        let rounding: RoundingMode? = from == "GLL" && to == "LTR" ? .halfEven : nil
        #expect(try Quantity(milli: milli).converted(from: unit(from), to: unit(to), rounding: rounding).milli == expected)
    }

    @Test func roundsOnlyWhereItIsTold() throws {
        // 1 oz is 28.349523125 g.
        let ounce = Quantity.one
        let code = faultCode { () throws(Fault) in try ounce.converted(from: .ounce, to: .gram) }
        #expect(code == "unit.not-exact")
        for (mode, milli) in [(RoundingMode.halfEven, 28_350), (.down, 28_349), (.up, 28_350)] as [(RoundingMode, Int64)] {
            #expect(try ounce.converted(from: .ounce, to: .gram, rounding: mode).milli == milli)
            #expect(try Quantity(milli: -1000).converted(from: .ounce, to: .gram, rounding: mode).milli == -milli)
        }
    }

    @Test(arguments: seeds) func thereAndBackIsTheSame(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<500 {
            let unit = try #require(UnitOfMeasure.all.randomElement(using: &random))
            let other = try #require(UnitOfMeasure.all.randomElement(using: &random))
            let quantity = Quantity(milli: random.int64())
            do throws(Fault) {
                let there = try quantity.converted(from: unit, to: other)
                #expect(try there.converted(from: other, to: unit) == quantity)
            } catch {
                let expected = unit.dimension == other.dimension ? ["unit.not-exact", "quantity.overflow"] : ["unit.other-dimension"]
                #expect(expected.contains(error.code))
            }
        }
    }

    @Test func everyCodeIsThereOnce() throws {
        #expect(Set(UnitOfMeasure.all.map(\.code)).count == UnitOfMeasure.all.count)
        for unit in UnitOfMeasure.all {
            #expect(UnitOfMeasure(code: unit.code) == unit)
            #expect(unit.code.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) })
        }
        #expect(Set(UnitOfMeasure.all.map(\.dimension)).count == UnitOfMeasure.Dimension.allCases.count)
        for code in ["", "kgm", "XXX", "KG", "KGM "] { #expect(UnitOfMeasure(code: code) == nil) }
    }
}
