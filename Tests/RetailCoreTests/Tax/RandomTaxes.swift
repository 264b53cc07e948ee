import RetailCore

extension SeededRandom {
    mutating func taxRules(_ scope: TaxScope) -> TaxRules {
        TaxRules(
            mode: Bool.random(using: &self) ? .inclusive : .exclusive, scope: scope,
            rounding: RoundingMode.allCases.randomElement(using: &self) ?? .up)
    }

    /// Rates in use: Germany, France, Quebec, New York, none.
    mutating func rate() throws -> TaxRate {
        let micro = ([190_000, 70_000, 55_000, 50_000, 99_750, 88_750, 0] as [Int64]).randomElement(using: &self) ?? 0
        return try TaxRate(rateMicro: micro, code: "\(micro)")
    }

    /// None to three taxes of different codes, some of them compound.
    mutating func components() throws -> TaxComponents {
        var list: [TaxComponent] = []
        for _ in 0..<Int.random(in: 0...3, using: &self) {
            let rate = try rate()
            guard !list.contains(where: { $0.rate == rate }) else { continue }
            list.append(TaxComponent(rate, isCompound: Bool.random(using: &self)))
        }
        return try TaxComponents(list)
    }

    /// Lines taxed in one of a few ways, as in a shop, some coming back.
    mutating func taxLines(upTo count: Int) throws -> [TaxBreakdown.Line] {
        var ways: [TaxComponents] = [.none]
        for _ in 0..<4 { ways.append(try components()) }
        return (0..<Int.random(in: 0...count, using: &self)).map { _ in
            TaxBreakdown.Line(Money(minor: Int64.random(in: -2000...9999, using: &self)), at: ways.randomElement(using: &self) ?? .none)
        }
    }

    mutating func relief() throws -> TaxRelief? {
        let day = Day(number: 20_000)
        var codes = TaxExemption.Codes.all
        if Bool.random(using: &self) { codes = .named([try rate().code, try rate().code]) }
        return Bool.random(using: &self) ? nil : try TaxExemption(codes, certificate: "E-1", from: day).relief(on: day)
    }
}
