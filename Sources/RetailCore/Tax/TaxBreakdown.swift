/// The tax of a whole document: per line, per rate and in total, each level the exact sum of the one below.
///
/// Rounded once, at the scope of the rules; where that is above the line, the rounded tax is shared out over rates and lines by largest
/// remainder (ties by position), so that what a line says can be stored and refunded without ever being computed again.
public struct TaxBreakdown: Hashable, Sendable {
    /// A line's amount after all discounts, with the rate it is taxed at. Negative for goods coming back.
    public struct Line: Hashable, Sendable {
        public let amount: Money
        public let rate: TaxRate

        public init(_ amount: Money, at rate: TaxRate) {
            self.amount = amount
            self.rate = rate
        }
    }

    /// What all lines of one rate come to.
    public struct RateTotal: Hashable, Sendable {
        public let rate: TaxRate
        public let amount: TaxedAmount
    }

    /// In the order of the lines given.
    public let lines: [TaxedAmount]
    /// In the order in which the rates first appear.
    public let rates: [RateTotal]
    public let total: TaxedAmount

    /// - Throws: `money.overflow`; `number.overflow` where the scope is the total and more rates meet than can be summed exactly (more than
    ///   five of arbitrary precision, about nine of the kind in use).
    public init(_ lines: [Line], rules: TaxRules) throws(Fault) {
        var positions: [TaxRate: Int] = [:]
        var groups: [(rate: TaxRate, lines: [Int])] = []
        for (index, line) in lines.enumerated() {
            if let position = positions[line.rate] {
                groups[position].lines.append(index)
            } else {
                positions[line.rate] = groups.count
                groups.append((line.rate, [index]))
            }
        }
        var exact: [ExactAmount] = []
        for line in lines { exact.append(try line.rate.exactTax(Int128(line.amount.minor), rules.mode)) }

        var taxes: [Int128] = Array(repeating: 0, count: lines.count)
        switch rules.scope {
        case .line:
            for index in lines.indices { taxes[index] = try exact[index].rounded(rules.rounding) }
        case .rate, .total:
            var perRate: [ExactAmount] = []
            for group in groups {
                perRate.append(try group.rate.exactTax(group.lines.reduce(0) { $0 + Int128(lines[$1].amount.minor) }, rules.mode))
            }
            for (group, tax) in zip(groups, try Self.roundedPerRate(perRate, rules)) {
                let shares = try ExactAmount.largestRemainder(group.lines.map { exact[$0] }, target: tax)
                for (index, share) in zip(group.lines, shares) { taxes[index] = share }
            }
        }
        try self.init(lines, groups, taxes, rules.mode)
    }

    private static func roundedPerRate(_ exact: [ExactAmount], _ rules: TaxRules) throws(Fault) -> [Int128] {
        guard rules.scope == .total else {
            var rounded: [Int128] = []
            for amount in exact { rounded.append(try amount.rounded(rules.rounding)) }
            return rounded
        }
        var sum = ExactAmount(0, over: 1)
        for amount in exact { sum = try sum.adding(amount) }
        return try ExactAmount.largestRemainder(exact, target: sum.rounded(rules.rounding))
    }

    private init(_ lines: [Line], _ groups: [(rate: TaxRate, lines: [Int])], _ taxes: [Int128], _ mode: TaxMode) throws(Fault) {
        var taxed: [TaxedAmount] = []
        taxed.reserveCapacity(lines.count)
        for (line, tax) in zip(lines, taxes) { taxed.append(try TaxedAmount(line.amount, tax: Money(exactly: tax), mode: mode)) }
        var rates: [RateTotal] = []
        var total = TaxedAmount.zero
        for group in groups {
            var sum = TaxedAmount.zero
            for index in group.lines { sum = try sum.adding(taxed[index]) }
            rates.append(RateTotal(rate: group.rate, amount: sum))
            total = try total.adding(sum)
        }
        self.lines = taxed
        self.rates = rates
        self.total = total
    }
}
