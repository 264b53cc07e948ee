import RetailCore
import TestSupport
import Testing

@Suite struct TaxComponentsTests {
    private func breakdown(
        _ amount: Int64, _ rates: [(Int64, Bool)], _ mode: TaxMode, _ rounding: RoundingMode = .halfUp
    ) throws -> TaxBreakdown {
        let list = try rates.enumerated().map {
            TaxComponent(try TaxRate(rateMicro: $1.0, code: "\($0)"), isCompound: $1.1)
        }
        let rules = TaxRules(mode: mode, scope: .line, rounding: rounding)
        return try TaxBreakdown([.init(Money(minor: amount), at: TaxComponents(list))], rules: rules)
    }

    /// Quebec: until 2012 9.5 % on the price and 5 % GST, since then 9.975 % on the price: the same 14.975 %. Then worked by hand:
    /// 10 % and 10 % on it are 21 %; three times 100 % compound take 1, 2 and 4 of 8 parts; a first compound one has nothing to build on.
    @Test(
        arguments: [
            (10_000, [(50_000, false), (95_000, true)], TaxMode.exclusive, [500, 998], 10_000),
            (10_000, [(50_000, false), (99_750, false)], .exclusive, [500, 998], 10_000),
            (11_498, [(50_000, false), (95_000, true)], .inclusive, [500, 998], 10_000),
            (12_100, [(100_000, false), (100_000, true)], .inclusive, [1000, 1100], 10_000),
            (12_000, [(100_000, false), (100_000, false)], .inclusive, [1000, 1000], 10_000),
            (800, [(1_000_000, true), (1_000_000, true), (1_000_000, true)], .inclusive, [100, 200, 400], 100),
            (-12_100, [(100_000, false), (100_000, true)], .inclusive, [-1000, -1100], -10_000),
            (10_000, [(50_000, true)], .exclusive, [500], 10_000), (777, [], .inclusive, [], 777),
        ] as [(Int64, [(Int64, Bool)], TaxMode, [Int64], Int64)])
    func buildOnEachOther(amount: Int64, rates: [(Int64, Bool)], mode: TaxMode, taxes: [Int64], net: Int64) throws {
        let tax = try breakdown(amount, rates, mode)
        #expect(tax.lines.first?.parts.map(\.tax.minor) == taxes)
        #expect(tax.total.net.minor == net)
        #expect(tax.rates.allSatisfy { $0.amount.net.minor == net })
    }

    /// The order of the list is the order of levying: 5 % on 110 isn't 10 % on 105.
    @Test func theOrderCounts() throws {
        #expect(try breakdown(10_000, [(100_000, false), (50_000, true)], .exclusive).lines.first?.parts.map(\.tax.minor) == [1000, 550])
        #expect(try breakdown(10_000, [(50_000, false), (100_000, true)], .exclusive).lines.first?.parts.map(\.tax.minor) == [500, 1050])
    }

    /// 2 lines of 10 at 5 % + 5 %, half a cent each: four parts.
    @Test(
        arguments: [
            (TaxScope.line, [1, 1, 1, 1]), (.rate, [1, 1, 0, 0]), (.total, [1, 1, 0, 0]),
        ] as [(TaxScope, [Int64])]) func areRoundedAtTheirScope(scope: TaxScope, parts: [Int64]) throws
    {
        let components = try TaxComponents(["A", "B"].map { TaxComponent(try TaxRate(rateMicro: 50_000, code: $0)) })
        let rules = TaxRules(mode: .exclusive, scope: scope, rounding: .halfUp)
        let tax = try TaxBreakdown(Array(repeating: .init(Money(minor: 10), at: components), count: 2), rules: rules)
        #expect(tax.lines.flatMap(\.parts).map(\.tax.minor) == parts)
        #expect(tax.rates.map(\.amount.tax.minor) == [parts[0] + parts[2], parts[1] + parts[3]])
    }

    /// One rate in lines of different treatment, 0.5 and 0.55: summed exactly before it is rounded.
    @Test func aRateIsSummedOverAllItsLines() throws {
        let (a, b) = (try TaxRate(rateMicro: 50_000, code: "A"), try TaxRate(rateMicro: 100_000, code: "B"))
        let lines = [
            TaxBreakdown.Line(Money(minor: 10), at: a),
            TaxBreakdown.Line(Money(minor: 10), at: try TaxComponents([TaxComponent(b), TaxComponent(a, isCompound: true)])),
        ]
        let tax = try TaxBreakdown(lines, rules: TaxRules(mode: .exclusive, scope: .rate, rounding: .down))
        #expect(tax.rates.map(\.amount.tax.minor) == [1, 1])
        #expect(tax.lines.map { $0.parts.map(\.tax.minor) } == [[0], [1, 1]])
    }

    /// The odd cent goes to the larger of two equal fractions, wherever it stands.
    @Test(arguments: [[10, 30], [30, 10]] as [[Int64]]) func tiesGoToTheLargerAmount(amounts: [Int64]) throws {
        let rate = try TaxRate(rateMicro: 50_000, code: "A")
        let rules = TaxRules(mode: .exclusive, scope: .rate, rounding: .halfEven)
        let tax = try TaxBreakdown(amounts.map { .init(Money(minor: $0), at: rate) }, rules: rules)
        #expect(tax.lines.map(\.amount.tax.minor) == amounts.map { $0 == 30 ? 2 : 0 })
    }

    @Test func refusesWhatCannotBeLevied() throws {
        let nine = try (0..<9).map { TaxComponent(try TaxRate(rateMicro: 10_000, code: "\($0)")) }
        #expect(faultCode { () throws(Fault) in try TaxComponents(nine) } == "tax.too-many-components")
        #expect(try TaxComponents(Array(nine.dropFirst())).list.count == 8)
        let first = try #require(nine.first)
        #expect(faultCode { () throws(Fault) in try TaxComponents([first, first]) } == "tax.component-twice")
        // Millionths of millionths of millionths of millionths: 10²⁴ parts.
        let fine = try (0..<4).map { TaxComponent(try TaxRate(rateMicro: 100_001, code: "\($0)"), isCompound: true) }
        #expect(faultCode { () throws(Fault) in try TaxComponents(fine) } == "tax.rates-too-fine")
        #expect(try TaxComponents(Array(fine.prefix(3))).list.count == 3)
        // Eight rates in use, compound: few digits, so that they combine.
        let coarse = try [50_000, 90_000, 20_000, 10_000, 70_000, 25_000, 100_000, 200_000].enumerated().map {
            TaxComponent(try TaxRate(rateMicro: $1, code: "\($0)"), isCompound: true)
        }
        #expect(try TaxComponents(coarse).list == coarse)
    }
}
