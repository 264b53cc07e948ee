import RetailCore
import TestSupport
import Testing

@Suite struct TaxExemptionTests {
    private let day = Day(number: 20_000)

    private func relief(_ codes: TaxExemption.Codes) throws -> TaxRelief {
        try TaxExemption(codes, certificate: "ST-119.1 4711", from: day).relief(on: day)
    }

    @Test func nothingIsAddedWherePricesExcludeTax() throws {
        let rate = try TaxRate(rateMicro: 88_750, code: "NY")
        let rules = TaxRules(mode: .exclusive, scope: .line, rounding: .halfUp)
        let tax = try TaxBreakdown([.init(Money(minor: 1000), at: rate)], rules: rules, relief: relief(.all))
        #expect(tax.total == (try TaxedAmount(Money(minor: 1000), tax: .zero, mode: .exclusive)))
        #expect(tax.relieved.minor == 89)
        #expect(tax.lines.first?.relieved.minor == 89)
        #expect(tax.rates.map(\.isExempt) == [true])
        #expect(tax.rates.map(\.relieved.minor) == [89])
        #expect(tax.relief?.certificate == "ST-119.1 4711")
    }

    /// 119.00 with 19 % in it: the exempt customer pays 100.00.
    @Test func theContainedTaxComesOffThePrice() throws {
        let rate = try TaxRate(rateMicro: 190_000, code: "A")
        let rules = TaxRules(mode: .inclusive, scope: .line, rounding: .halfEven)
        let tax = try TaxBreakdown([.init(Money(minor: 11_900), at: rate)], rules: rules, relief: relief(.all))
        #expect(tax.total.gross.minor == 10_000)
        #expect(tax.total.net.minor == 10_000)
        #expect(tax.total.tax == .zero)
        #expect(tax.relieved.minor == 1900)
    }

    /// Exempt from the first 10 %: the compound 10 % builds on the price alone, and takes 1000 of 100.00 and not 1100.
    @Test(arguments: [TaxMode.inclusive, .exclusive]) func aCompoundTaxDoesNotBuildOnWhatIsNotCharged(mode: TaxMode) throws {
        let rates = try ["A", "B"].map { try TaxRate(rateMicro: 100_000, code: $0) }
        let components = try TaxComponents([TaxComponent(rates[0]), TaxComponent(rates[1], isCompound: true)])
        let line = TaxBreakdown.Line(Money(minor: mode == .inclusive ? 12_100 : 10_000), at: components)
        let rules = TaxRules(mode: mode, scope: .total, rounding: .halfEven)
        let tax = try TaxBreakdown([line], rules: rules, relief: relief(.named(["A"])))
        #expect(tax.lines.first?.parts.map(\.tax.minor) == [0, 1000])
        #expect(tax.lines.first?.parts.map(\.relieved.minor) == [1000, 100])
        #expect(tax.total.net.minor == 10_000)
        #expect(tax.total.gross.minor == 11_000)
        #expect(tax.rates.map(\.isExempt) == [true, false])
    }

    @Test func otherCodesStayDue() throws {
        let rate = try TaxRate(rateMicro: 190_000, code: "A")
        let rules = TaxRules(mode: .inclusive, scope: .line, rounding: .halfEven)
        let lines = [TaxBreakdown.Line(Money(minor: 11_900), at: rate)]
        let tax = try TaxBreakdown(lines, rules: rules, relief: relief(.named(["B"])))
        #expect(tax.lines == (try TaxBreakdown(lines, rules: rules).lines))
        #expect(tax.relieved == .zero)
    }

    /// Exempt from everything, a customer pays the net amount that everybody's receipt shows, to the cent, on every level.
    @Test(arguments: seeds, TaxScope.allCases) func theExemptPayTheNetOfEverybodyElse(seed: UInt64, scope: TaxScope) throws {
        var random = SeededRandom(seed: seed)
        let all = try relief(.all)
        for _ in 0..<100 {
            let lines = try random.taxLines(upTo: 20)
            let rules = random.taxRules(scope)
            let others = try TaxBreakdown(lines, rules: rules)
            let exempt = try TaxBreakdown(lines, rules: rules, relief: all)
            #expect(exempt.lines.map(\.amount.gross) == others.lines.map(\.amount.net))
            #expect(exempt.lines.map(\.relieved) == others.lines.map(\.amount.tax))
            #expect(exempt.total.gross == others.total.net)
            #expect(exempt.total.tax == .zero)
            #expect(exempt.rates.map(\.relieved) == others.rates.map(\.amount.tax))
        }
    }

    @Test func holdsFromItsFirstDayToTheDayBeforeItsEnd() throws {
        let exemption = try TaxExemption(.all, certificate: "1", from: day, until: day.advanced(by: 10))
        #expect(throws: Never.self) { try exemption.relief(on: day) }
        #expect(throws: Never.self) { try exemption.relief(on: day.advanced(by: 9)) }
        for other in [day.advanced(by: -1), day.advanced(by: 10), Day(number: .max), Day(number: .min)] {
            #expect(faultCode { () throws(Fault) in try exemption.relief(on: other) } == "tax.exemption-not-valid")
        }
        #expect(
            faultCode { () throws(Fault) in try TaxExemption(.all, certificate: "", from: day) } == "tax.exemption-without-certificate")
        #expect(
            faultCode { () throws(Fault) in try TaxExemption(.all, certificate: "1", from: day, until: day) } == "tax.validity-empty")
    }
}
