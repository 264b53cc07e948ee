/// A document's lines against its taxes: computes every part exactly and rounds at the scope of the rules.
///
/// A part is one tax on one line; the parts of all lines stand in one row, line by line.
struct TaxSheet {
    let rules: TaxRules
    /// For each line, in minor units. Copied out of the lines: handing those around means counting references to their taxes each time.
    let amounts: [Int64]
    /// By code, then by rate.
    let rates: [TaxRate]
    let treatments: [TaxTreatment]
    /// For each line.
    let treatmentOfLine: [Int]
    /// For each part.
    let lineOfPart: [Int]

    /// What is computed of a treatment.
    enum Side {
        case charged, relieved
    }

    /// - Throws: `tax.code-with-two-rates`, `tax.rates-too-fine`.
    init(_ lines: [TaxBreakdown.Line], rules: TaxRules, relief: TaxRelief?) throws(Fault) {
        var treatments: [TaxTreatment] = []
        var positions: [TaxComponents: Int] = [:]
        var treatmentOfLine: [Int] = []
        var lineOfPart: [Int] = []
        treatmentOfLine.reserveCapacity(lines.count)
        lineOfPart.reserveCapacity(lines.count)
        let amounts = lines.map(\.amount.minor)
        var position = 0
        for index in lines.indices {
            // Neighbours are often taxed alike.
            if treatments.isEmpty || treatments[position].components != lines[index].components {
                if let known = positions[lines[index].components] {
                    position = known
                } else {
                    position = treatments.count
                    positions[lines[index].components] = position
                    treatments.append(try TaxTreatment(lines[index].components, mode: rules.mode, relief: relief))
                }
            }
            treatments[position].amount += Int128(amounts[index])
            treatmentOfLine.append(position)
            for _ in treatments[position].charged.indices { lineOfPart.append(index) }
        }
        rates = try Self.rank(&treatments, treatmentOfLine)
        self.rules = rules
        self.amounts = amounts
        self.treatments = treatments
        self.treatmentOfLine = treatmentOfLine
        self.lineOfPart = lineOfPart
    }

    /// Every rate once, in order; tells the treatments where theirs stand, and which of them comes first where nothing else decides.
    private static func rank(_ treatments: inout [TaxTreatment], _ treatmentOfLine: [Int]) throws(Fault) -> [TaxRate] {
        var rates: [TaxRate] = []
        for treatment in treatments { rates += treatment.components.list.map(\.rate) }
        rates = Array(Set(rates)).sorted()
        for (rate, next) in zip(rates, rates.dropFirst()) where rate.code == next.code {
            throw twoRates(rate, next, treatments, treatmentOfLine)
        }
        var position: [TaxRate: Int] = [:]
        for (index, rate) in rates.enumerated() { position[rate] = index }
        for index in treatments.indices {
            treatments[index].rates = treatments[index].components.list.compactMap { position[$0.rate] }
        }
        let order = treatments.indices.sorted { treatments[$0].components.precedes(treatments[$1].components) }
        for (rank, index) in order.enumerated() { treatments[index].rank = rank }
        return rates
    }

    /// The fault names the first line that has the second of the two rates.
    private static func twoRates(_ one: TaxRate, _ other: TaxRate, _ treatments: [TaxTreatment], _ treatmentOfLine: [Int]) -> Fault {
        let words = "The tax code \(one.code) stands for two rates on one document."
        let lines = [one, other].compactMap { rate in
            treatmentOfLine.firstIndex { index in treatments[index].components.list.contains { $0.rate == rate } }
        }
        let field = Fault.Field(field: "lines[\(lines.max() ?? 0)].taxes", code: "code-with-two-rates", message: words)
        return Fault(.unprocessable, "tax.code-with-two-rates", words, fields: [field])
    }

    /// The parts as whole minor units.
    ///
    /// - Throws: `money.overflow`; `number.overflow` where a sum over many different divisors can't be kept exactly.
    func parts(_ side: Side) throws(Fault) -> [Money] {
        var exact: [ExactAmount] = []
        exact.reserveCapacity(lineOfPart.count)
        let shares = treatments.map { $0[side] }
        for (line, index) in treatmentOfLine.enumerated() {
            let (amount, divisor) = (Int128(amounts[line]), Int128(treatments[index].divisor))
            // 64 by 63 bits.
            for position in shares[index].indices { exact.append(ExactAmount(amount * Int128(shares[index][position]), over: divisor)) }
        }
        var whole: [Int128] = Array(repeating: 0, count: exact.count)
        if rules.scope == .line {
            for (index, part) in exact.enumerated() { whole[index] = try part.rounded(rules.rounding) }
        } else {
            var partsOfRate: [[Int]] = Array(repeating: [], count: rates.count)
            var part = 0
            for index in treatmentOfLine {
                for position in treatments[index].rates.indices {
                    partsOfRate[treatments[index].rates[position]].append(part)
                    part += 1
                }
            }
            for (parts, tax) in zip(partsOfRate, try roundedRates(side)) {
                let shares = try ExactAmount.largestRemainder(parts.map { exact[$0] }, target: tax) { precedes(parts[$0], parts[$1]) }
                for (part, share) in zip(parts, shares) { whole[part] = share }
            }
        }
        var money: [Money] = []
        money.reserveCapacity(whole.count)
        for part in whole { money.append(try Money(exactly: part)) }
        return money
    }

    /// What each rate comes to in whole minor units, rounded by itself or together with the others.
    private func roundedRates(_ side: Side) throws(Fault) -> [Int128] {
        var exact = Array(repeating: ExactAmount(0, over: 1), count: rates.count)
        for treatment in treatments {
            for (rate, share) in zip(treatment.rates, treatment[side]) where share != 0 {
                let (product, overflow) = treatment.amount.multipliedReportingOverflow(by: Int128(share))
                guard !overflow else { throw Money.overflow }
                exact[rate] = try exact[rate].adding(ExactAmount(product, over: Int128(treatment.divisor)))
            }
        }
        guard rules.scope == .total else {
            var rounded: [Int128] = []
            for amount in exact { rounded.append(try amount.rounded(rules.rounding)) }
            return rounded
        }
        var sum = ExactAmount(0, over: 1)
        for amount in exact { sum = try sum.adding(amount) }
        return try ExactAmount.largestRemainder(exact, target: sum.rounded(rules.rounding))
    }

    /// Which of two parts of one rate with equal fractions comes first: the one of the larger amount, then the first
    /// list of components; lines that are alike in both are told apart by where they stand.
    private func precedes(_ left: Int, _ right: Int) -> Bool {
        let (leftLine, rightLine) = (lineOfPart[left], lineOfPart[right])
        let (mine, theirs) = (amounts[leftLine].magnitude, amounts[rightLine].magnitude)
        if mine != theirs { return mine > theirs }
        let (first, second) = (treatments[treatmentOfLine[leftLine]].rank, treatments[treatmentOfLine[rightLine]].rank)
        return first != second ? first < second : left < right
    }
}

extension TaxTreatment {
    subscript(side: TaxSheet.Side) -> [Int64] { side == .charged ? charged : relieved }
}
