import RetailCore
import TestSupport
import Testing

@Suite struct TaxPropertyTests {
    @Test(arguments: seeds, TaxScope.allCases) func everyLevelIsTheSumOfTheOneBelow(seed: UInt64, scope: TaxScope) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<100 {
            let rules = random.taxRules(scope)
            let lines = try random.taxLines(upTo: 20)
            let relief = try random.relief()
            let tax = try TaxBreakdown(lines, rules: rules, relief: relief)
            #expect(tax.lines.count == lines.count)
            for (line, taxed) in zip(lines, tax.lines) {
                #expect(taxed.amount.net.minor + taxed.amount.tax.minor == taxed.amount.gross.minor)
                let given = rules.mode == .inclusive ? taxed.amount.gross.minor + taxed.relieved.minor : taxed.amount.net.minor
                #expect(given == line.amount.minor)
                #expect(taxed.parts.map(\.rate) == line.components.list.map(\.rate))
                #expect(taxed.parts.reduce(0) { $0 + $1.tax.minor } == taxed.amount.tax.minor)
                #expect(taxed.parts.reduce(0) { $0 + $1.relieved.minor } == taxed.relieved.minor)
            }
            let parts = tax.lines.flatMap(\.parts)
            for rate in tax.rates {
                let own = parts.filter { $0.rate == rate.rate }
                #expect(own.reduce(0) { $0 + $1.tax.minor } == rate.amount.tax.minor)
                #expect(own.reduce(0) { $0 + $1.relieved.minor } == rate.relieved.minor)
                let carrying = tax.lines.filter { $0.parts.contains { $0.rate == rate.rate } }
                #expect(carrying.reduce(0) { $0 + $1.amount.net.minor } == rate.amount.net.minor)
                #expect(rate.isExempt == (relief?.covers(rate.rate.code) ?? false))
                if rate.isExempt { #expect(rate.amount.tax == .zero) }
            }
            #expect(tax.rates.map(\.rate) == Set(parts.map(\.rate)).sorted())
            #expect(tax.rates.reduce(0) { $0 + $1.amount.tax.minor } == tax.total.tax.minor)
            #expect(tax.rates.reduce(0) { $0 + $1.relieved.minor } == tax.relieved.minor)
            #expect(tax.lines.reduce(0) { $0 + $1.amount.net.minor } == tax.total.net.minor)
            #expect(tax.total.net.minor + tax.total.tax.minor == tax.total.gross.minor)
        }
    }

    /// Against fractions of whole numbers worked out another way: the share of each tax step by step, no common parts.
    @Test(arguments: seeds, TaxScope.allCases) func noPartIsOffByAWholeCent(seed: UInt64, scope: TaxScope) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<100 {
            let rules = random.taxRules(scope)
            let lines = try random.taxLines(upTo: 20)
            let tax = try TaxBreakdown(lines, rules: rules)
            for (line, taxed) in zip(lines, tax.lines) {
                // In millionths to the power of the number of taxes: at most three here.
                let unit: Int128 = 1_000_000 * 1_000_000 * 1_000_000
                var shares: [Int128] = []
                for component in line.components.list {
                    let base = component.isCompound ? shares.reduce(unit, +) : unit
                    shares.append(base / 1_000_000 * Int128(component.rate.rateMicro))
                }
                let divisor = rules.mode == .inclusive ? shares.reduce(unit, +) : unit
                for (share, part) in zip(shares, taxed.parts) {
                    let off = Int128(line.amount.minor) * share - Int128(part.tax.minor) * divisor
                    #expect(off.magnitude < divisor.magnitude)
                }
            }
        }
    }

    @Test(arguments: seeds, TaxScope.allCases) func aDocumentAndItsMirrorImageCancelOut(seed: UInt64, scope: TaxScope) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<100 {
            let rules = random.taxRules(scope)
            let lines = try random.taxLines(upTo: 20)
            let relief = try random.relief()
            let tax = try TaxBreakdown(lines, rules: rules, relief: relief)
            let back = try TaxBreakdown(lines.map { .init(try $0.amount.negated(), at: $0.components) }, rules: rules, relief: relief)
            #expect(try back.lines.map(\.amount) == tax.lines.map { try $0.amount.negated() })
            #expect(try back.lines.map(\.relieved) == tax.lines.map { try $0.relieved.negated() })
            #expect(try back.total == tax.total.negated())
        }
    }

    @Test(arguments: seeds, TaxScope.allCases) func theOrderOfLinesDecidesNothing(seed: UInt64, scope: TaxScope) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<100 {
            let rules = random.taxRules(scope)
            // Few different amounts: equal fractions, which something has to decide between.
            let lines = try random.taxLines(upTo: 20).map { TaxBreakdown.Line(Money(minor: $0.amount.minor / 500 * 10), at: $0.components) }
            let relief = try random.relief()
            let tax = try TaxBreakdown(lines, rules: rules, relief: relief)
            let order = lines.indices.shuffled(using: &random)
            let other = try TaxBreakdown(order.map { lines[$0] }, rules: rules, relief: relief)
            #expect(other.total == tax.total)
            #expect(other.rates == tax.rates)
            #expect(other.relieved == tax.relieved)
            // Per line up to lines that are equal: each line as a bag of its results.
            func bag(_ lines: [TaxBreakdown.Line], _ tax: TaxBreakdown) -> [TaxBreakdown.Line: [[Int64]]] {
                var bag: [TaxBreakdown.Line: [[Int64]]] = [:]
                for (line, taxed) in zip(lines, tax.lines) {
                    bag[line, default: []].append(taxed.parts.flatMap { [$0.tax.minor, $0.relieved.minor] })
                }
                return bag.mapValues { $0.sorted { $0.lexicographicallyPrecedes($1) } }
            }
            #expect(bag(order.map { lines[$0] }, other) == bag(lines, tax))
        }
    }

    @Test(arguments: seeds, TaxScope.allCases) func aTaxOfZeroChangesNothing(seed: UInt64, scope: TaxScope) throws {
        var random = SeededRandom(seed: seed)
        let zero = TaxComponent(try TaxRate(rateMicro: 0, code: "!"), isCompound: Bool.random(using: &random))
        for _ in 0..<100 {
            let rules = random.taxRules(scope)
            let lines = try random.taxLines(upTo: 20)
            let tax = try TaxBreakdown(lines, rules: rules)
            let more = try TaxBreakdown(
                lines.map { TaxBreakdown.Line($0.amount, at: try TaxComponents([zero] + $0.components.list)) }, rules: rules)
            #expect(more.lines.map(\.amount) == tax.lines.map(\.amount))
            #expect(more.total == tax.total)
            #expect(more.rates.filter { $0.rate != zero.rate } == tax.rates)
            // Lines at 0 % among them.
            let free = TaxBreakdown.Line(Money(minor: Int64.random(in: -500...500, using: &random)), at: zero.rate)
            let mixed = try TaxBreakdown([free] + lines + [free], rules: rules)
            #expect(mixed.lines.dropFirst().dropLast().map(\.amount) == tax.lines.map(\.amount))
            #expect(mixed.total.tax == tax.total.tax)
            #expect(mixed.lines.first?.amount.net == free.amount)
        }
    }

    /// The gross amount of a net one contains the same tax, wherever the net amount makes it a whole number; and is within a cent elsewhere.
    @Test(arguments: seeds) func whatIsAddedIsWhatIsContained(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<200 {
            let components = try random.components()
            let rounding = RoundingMode.allCases.randomElement(using: &random) ?? .up
            let added = TaxRules(mode: .exclusive, scope: .line, rounding: rounding)
            let contained = TaxRules(mode: .inclusive, scope: .line, rounding: rounding)
            // 40,000 · 4,000 · 4,000 takes three rates of four digits without a remainder.
            let round = Int64.random(in: -20...20, using: &random) * 40_000 * 4000 * 4000
            let on = try TaxBreakdown([.init(Money(minor: round), at: components)], rules: added)
            let of = try TaxBreakdown([.init(on.total.gross, at: components)], rules: contained)
            #expect(of.lines.map(\.parts) == on.lines.map(\.parts))
            #expect(of.total == on.total)

            let any = Money(minor: Int64.random(in: -99_999...99_999, using: &random))
            let near = try TaxBreakdown([.init(any, at: components)], rules: added).total
            let back = try TaxBreakdown([.init(near.gross, at: components)], rules: contained).total
            #expect((back.net.minor - any.minor).magnitude <= UInt64(2 * components.list.count))
        }
    }

    /// One tax on one line: there is only one thing to round.
    @Test(arguments: seeds) func allScopesAgreeOnOneTax(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<100 {
            let rate = try random.rate()
            let line = TaxBreakdown.Line(Money(minor: Int64.random(in: -99_999...99_999, using: &random)), at: rate)
            let rules = random.taxRules(.line)
            let results = try TaxScope.allCases.map {
                try TaxBreakdown([line], rules: TaxRules(mode: rules.mode, scope: $0, rounding: rules.rounding)).lines
            }
            #expect(Set(results).count == 1)
            #expect(results.first?.first?.amount == (try TaxedAmount(line.amount, at: rate, mode: rules.mode, rounding: rules.rounding)))
        }
    }

    @Test(arguments: seeds, TaxScope.allCases) func neverTraps(seed: UInt64, scope: TaxScope) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<200 {
            let relief = try random.relief()
            var rules = random.taxRules(scope)
            rules = TaxRules(mode: Bool.random(using: &random) ? .inclusive : .exclusive, scope: scope, rounding: rules.rounding)
            let code = faultCode { () throws(Fault) in
                var lines: [TaxBreakdown.Line] = []
                for _ in 0..<Int.random(in: 1...12, using: &random) {
                    var list: [TaxComponent] = []
                    for index in 0..<Int.random(in: 0...9, using: &random) {
                        let micro = Int64.random(in: 0...(TaxRate.highest >> Int64.random(in: 0...20, using: &random)), using: &random)
                        list.append(
                            TaxComponent(
                                try TaxRate(rateMicro: micro, code: "\(lines.count) \(index)"),
                                isCompound: Int.random(in: 0...3, using: &random) == 0))
                    }
                    lines.append(.init(Money(minor: random.int64()), at: try TaxComponents(list)))
                }
                return try TaxBreakdown(lines, rules: rules, relief: relief)
            }
            let expected = ["money.overflow", "number.overflow", "tax.rates-too-fine", "tax.too-many-components"]
            #expect(code.map(expected.contains) ?? true)
        }
    }
}
