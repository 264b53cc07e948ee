import RetailCore
import TestSupport
import Testing

@Suite struct TaxTests {
    @Test(
        arguments: [
            (11_900, 190_000, TaxMode.inclusive, 10_000, 1900), (100, 190_000, .inclusive, 84, 16), (1, 190_000, .inclusive, 1, 0),
            (10_700, 70_000, .inclusive, 10_000, 700), (100, 190_000, .exclusive, 100, 19), (999, 88_750, .exclusive, 999, 89),
            (-11_900, 190_000, .inclusive, -10_000, -1900), (500, 0, .inclusive, 500, 0), (10_550, 55_000, .inclusive, 10_000, 550),
        ] as [(Int64, Int64, TaxMode, Int64, Int64)])
    func takesAnAmountApart(amount: Int64, rateMicro: Int64, mode: TaxMode, net: Int64, tax: Int64) throws {
        let taxed = try TaxedAmount(Money(minor: amount), at: TaxRate(rateMicro: rateMicro, code: "A"), mode: mode, rounding: .halfEven)
        #expect(taxed.net.minor == net)
        #expect(taxed.tax.minor == tax)
        #expect(taxed.gross.minor == net + tax)
    }

    /// The worked values 0.705 → 0.70 and 3.5485 → 3.55, half to even.
    @Test func roundsTheExactTax() throws {
        // 15 % of 4.70 is 0.705.
        let fifteen = try TaxRate(rateMicro: 150_000, code: "B")
        #expect(try TaxedAmount(Money(minor: 470), at: fifteen, mode: .exclusive, rounding: .halfEven).tax.minor == 70)
        #expect(try TaxedAmount(Money(minor: 470), at: fifteen, mode: .exclusive, rounding: .halfUp).tax.minor == 71)
        // 5 % of 70.97 is 3.5485.
        let five = try TaxRate(rateMicro: 50_000, code: "F")
        #expect(try TaxedAmount(Money(minor: 7097), at: five, mode: .exclusive, rounding: .halfEven).tax.minor == 355)
    }

    /// Three lines of 10 at 5 % on top: half a cent each.
    @Test(
        arguments: [
            (TaxScope.line, RoundingMode.halfUp, [1, 1, 1], 3), (.line, .halfEven, [0, 0, 0], 0), (.rate, .halfUp, [1, 1, 0], 2),
            (.rate, .down, [1, 0, 0], 1), (.total, .halfEven, [1, 1, 0], 2), (.total, .up, [1, 1, 0], 2),
        ] as [(TaxScope, RoundingMode, [Int64], Int64)])
    func roundsOncePerScope(scope: TaxScope, rounding: RoundingMode, lines: [Int64], total: Int64) throws {
        let rate = try TaxRate(rateMicro: 50_000, code: "A")
        let rules = TaxRules(mode: .exclusive, scope: scope, rounding: rounding)
        let tax = try TaxBreakdown(Array(repeating: .init(Money(minor: 10), at: rate), count: 3), rules: rules)
        #expect(tax.lines.map(\.amount.tax.minor) == lines)
        #expect(tax.rules == rules)
        #expect(tax.total.tax.minor == total)
    }

    /// Two rates, 0.5 and 0.5: each rounds up by itself, together they are exactly 1.
    @Test func theTotalIsRoundedAcrossRates() throws {
        let lines = [
            TaxBreakdown.Line(Money(minor: 10), at: try TaxRate(rateMicro: 50_000, code: "A")),
            TaxBreakdown.Line(Money(minor: 5), at: try TaxRate(rateMicro: 100_000, code: "B")),
        ]
        let perRate = try TaxBreakdown(lines, rules: TaxRules(mode: .exclusive, scope: .rate, rounding: .halfUp))
        #expect(perRate.rates.map(\.amount.tax.minor) == [1, 1])
        let perTotal = try TaxBreakdown(lines, rules: TaxRules(mode: .exclusive, scope: .total, rounding: .halfUp))
        #expect(perTotal.rates.map(\.amount.tax.minor) == [1, 0])
        #expect(perTotal.total.gross.minor == 16)
    }

    /// 15.966… and 6.542… make 22 when cut: the larger fraction gets the cent, though its divisor is another.
    @Test func theLargestFractionOfTheRatesGetsTheCent() throws {
        let lines = [
            TaxBreakdown.Line(Money(minor: 100), at: try TaxRate(rateMicro: 70_000, code: "B")),
            TaxBreakdown.Line(Money(minor: 100), at: try TaxRate(rateMicro: 190_000, code: "A")),
        ]
        let tax = try TaxBreakdown(lines, rules: TaxRules(mode: .inclusive, scope: .total, rounding: .down))
        #expect(tax.rates.map(\.rate.code) == ["A", "B"])
        #expect(tax.rates.map(\.amount.tax.minor) == [16, 6])
    }

    @Test func refusesRatesOutOfRange() {
        for rate in [-1, 10_000_001, .min, .max] as [Int64] {
            #expect(faultCode { () throws(Fault) in try TaxRate(rateMicro: rate, code: "A") } == "tax.rate-out-of-range")
        }
    }
}
