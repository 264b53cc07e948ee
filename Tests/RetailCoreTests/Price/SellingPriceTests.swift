import RetailCore
import TestSupport
import Testing

@Suite struct SellingPriceTests {
    /// 1.234567 + 40 % = 1.7283938; with 19 % in it 2.056788…
    @Test(
        arguments: [
            (1_234_567, 400_000, nil, TaxMode.exclusive, 173), (1_234_567, 400_000, nil, .inclusive, 206),
            (1_234_567, 400_000, [99], .inclusive, 299), (1_234_567, 400_000, [9, 49, 99], .inclusive, 209),
            (1_990_000, 0, [99], .exclusive, 199), (1_990_001, 0, [99], .exclusive, 299), (0, 400_000, nil, .exclusive, 0),
            (0, 0, [99], .exclusive, 99),
        ] as [(Int64, Int64, Set<Int64>?, TaxMode, Int64)])
    func isCostAndMarkupAndTax(costMicro: Int64, markup: Int64, endings: Set<Int64>?, mode: TaxMode, expected: Int64) throws {
        let ending = try endings.map { try PriceEnding(step: 100, endings: $0) }
        let rule = try SellingPriceRule(markupMicro: markup, ending: ending)
        let taxes = TaxComponents(try TaxRate(rateMicro: 190_000, code: "A"))
        #expect(try rule.unitPrice(cost: UnitCost(microMinor: costMicro * 100), taxes: taxes, mode: mode).minor == expected)
    }

    @Test(arguments: seeds) func anEndingNeverUndercutsTheMarkup(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<300 {
            let step = Int64.random(in: 1...1000, using: &random)
            let endings = Set((0..<3).map { _ in Int64.random(in: 0..<step, using: &random) })
            let markup = Int64.random(in: 0...SellingPriceRule.highest, using: &random)
            let cost = UnitCost(microMinor: Int64.random(in: 0...1_000_000_000, using: &random))
            let price = try SellingPriceRule(markupMicro: markup, ending: PriceEnding(step: step, endings: endings)).unitPrice(cost: cost)
            #expect(endings.contains(price.minor % step))
            let exact = Int128(cost.microMinor) * Int128(1_000_000 + markup)
            #expect(Int128(price.minor) * 1_000_000_000_000 >= exact)
            #expect(Int128(price.minor - step) * 1_000_000_000_000 < exact, "the next lower one of its kind would")
        }
    }

    @Test func neverTraps() throws {
        let rule = try SellingPriceRule(markupMicro: SellingPriceRule.highest, ending: PriceEnding(step: 100, endings: [99]))
        #expect(faultCode { () throws(Fault) in try rule.unitPrice(cost: UnitCost(microMinor: .max)) } == nil)
        let plain = try SellingPriceRule(markupMicro: SellingPriceRule.highest)
        let eight = try TaxComponents(
            (0..<8).map { TaxComponent(try TaxRate(rateMicro: TaxRate.highest, code: "\($0)"), isCompound: true) })
        let code = faultCode { () throws(Fault) in try plain.unitPrice(cost: UnitCost(microMinor: .max), taxes: eight, mode: .inclusive) }
        #expect(code == "money.overflow")
        #expect(faultCode { () throws(Fault) in try rule.unitPrice(cost: UnitCost(microMinor: -1)) } == "price.negative")
        #expect(faultCode { () throws(Fault) in try SellingPriceRule(markupMicro: -1) } == "price.markup-out-of-range")
        #expect(faultCode { () throws(Fault) in try PriceEnding(step: 100, endings: [100]) } == "price.ending-wrong")
        #expect(faultCode { () throws(Fault) in try PriceEnding(step: 100, endings: []) } == "price.ending-wrong")
        #expect(faultCode { () throws(Fault) in try PriceEnding(step: 0, endings: [0]) } == "price.ending-wrong")
    }

    /// 10.00 for what cost 7.50: a quarter of the price, a third of the cost.
    @Test func marginsAreSharesOfPriceAndOfCost() throws {
        let margin = try Margin(netPrice: Money(minor: 1000), cost: UnitCost(Money(minor: 750)))
        #expect(margin.profit == (try UnitCost(Money(minor: 250))))
        #expect(margin.ofPriceMicro == 250_000)
        #expect(margin.ofCostMicro == 333_333)
        let loss = try Margin(netPrice: Money(minor: 500), cost: UnitCost(Money(minor: 750)))
        #expect(loss.ofPriceMicro == -500_000)
        let free = try Margin(netPrice: .zero, cost: .zero)
        #expect(free.ofPriceMicro == nil)
        #expect(free.ofCostMicro == nil)
        #expect(faultCode { () throws(Fault) in try Margin(netPrice: Money(minor: .max), cost: .zero) } == "money.overflow")
        #expect(faultCode { () throws(Fault) in try Margin(netPrice: Money(minor: -1), cost: .zero) } == "price.negative")
    }
}
