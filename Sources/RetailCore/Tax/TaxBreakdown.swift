/// The tax of a whole document: per tax on a line, per line, per rate and in total, each level the exact sum of the one below.
///
/// Rounded once, at the scope of the rules. At the scope of the line each tax on each line is rounded by itself; at that of the rate, all that
/// is due under one rate; at that of the total, all tax together. Rounded above the line, tax is shared back to rates and lines by largest
/// remainder, so that what a line says can be stored and refunded without ever being computed again. Ties go to the larger amount, so
/// that the order of the lines decides nothing but which of several equal ones gets the odd cent.
///
/// **Exempt customers.** Where prices exclude tax, what they are exempt from is not added. Where prices include it, it comes off what they
/// pay: the shelf price is the net price and the tax, and a tax that is not due must not stay with the shop as a higher net price; so an
/// exempt customer pays the net amount that everybody else's receipt shows. What was relieved is rounded like the tax that is charged, by
/// itself. A compound tax does not build on one that isn't charged: what it is lower by is relieved too.
public struct TaxBreakdown: Hashable, Sendable {
    /// A line's amount after all discounts, with its taxes. Negative for goods coming back.
    public struct Line: Hashable, Sendable {
        /// The gross amount where prices include tax, the net amount where not.
        public let amount: Money
        /// The taxes on it.
        public let components: TaxComponents

        /// A line with several taxes, or none.
        public init(_ amount: Money, at components: TaxComponents) {
            self.amount = amount
            self.components = components
        }

        /// A line with one tax.
        public init(_ amount: Money, at rate: TaxRate) {
            self.init(amount, at: TaxComponents(rate))
        }
    }

    /// One tax on one line.
    public struct Part: Hashable, Sendable {
        /// Which tax.
        public let rate: TaxRate
        /// What is charged, as allocated.
        public let tax: Money
        /// What would have been due without the exemption.
        public let relieved: Money
    }

    /// A line with its tax, as allocated.
    public struct TaxedLine: Hashable, Sendable {
        /// What the customer owes for it: where prices include tax, less than the line's amount by what was relieved.
        public let amount: TaxedAmount
        /// What an exempt customer was not charged on it.
        public let relieved: Money
        /// One for each of the line's taxes, in their order.
        public var parts: [Part] { Array(slice) }
        /// Of the document's one row of parts: an array for each line would cost more than the sum of the rest.
        fileprivate let slice: ArraySlice<Part>
    }

    /// What all lines under one rate come to.
    public struct RateTotal: Hashable, Sendable {
        /// Which rate.
        public let rate: TaxRate
        /// The net amount of the lines that carry this tax (without the taxes that a compound one builds on), this tax, and their sum.
        public let amount: TaxedAmount
        /// What an exempt customer was not charged under it.
        public let relieved: Money
        /// Whether the customer is exempt from this tax: its net amount is then exempt turnover.
        public let isExempt: Bool
    }

    /// In the order of the lines given.
    public let lines: [TaxedLine]
    /// By code, then by rate.
    public let rates: [RateTotal]
    /// All lines.
    public let total: TaxedAmount
    /// The tax that an exempt customer was not charged.
    public let relieved: Money
    /// By what rules this was computed.
    public let rules: TaxRules
    /// What the customer was exempt from, if at all.
    public let relief: TaxRelief?

    /// - Throws: `tax.code-with-two-rates` (a code is all that a receipt's line says of its tax); `money.overflow`; `number.overflow` where
    ///   more different rates meet than can be summed exactly (at the scope of the total, some ten of the kind in use that prices include);
    ///   `tax.rates-too-fine` where an exemption splits compound taxes into too many digits.
    public init(_ lines: [Line], rules: TaxRules, relief: TaxRelief? = nil) throws(Fault) {
        let sheet = try TaxSheet(lines, rules: rules, relief: relief)
        let taxes = try sheet.parts(.charged)
        let spared = relief == nil ? nil : try sheet.parts(.relieved)
        var parts: [Part] = []
        parts.reserveCapacity(taxes.count)
        let ratesOfTreatment = sheet.treatments.map(\.rates)
        for index in sheet.treatmentOfLine {
            for position in ratesOfTreatment[index].indices {
                let rate = sheet.rates[ratesOfTreatment[index][position]]
                parts.append(Part(rate: rate, tax: taxes[parts.count], relieved: spared?[parts.count] ?? .zero))
            }
        }
        var taxed: [TaxedLine] = []
        taxed.reserveCapacity(lines.count)
        var totals = sheet.rates.map { RunningTotal(rate: $0) }
        var total = TaxedAmount.zero
        var relieved = Money.zero
        var start = 0
        for (line, index) in sheet.treatmentOfLine.enumerated() {
            let end = start + ratesOfTreatment[index].count
            let result = try Self.line(Money(minor: sheet.amounts[line]), parts[start..<end], rules.mode)
            for part in start..<end { try totals[ratesOfTreatment[index][part - start]].add(parts[part], net: result.amount.net) }
            total = try total.adding(result.amount)
            relieved = try relieved.adding(result.relieved)
            taxed.append(result)
            start = end
        }
        self.lines = taxed
        rates = totals.map {
            RateTotal(rate: $0.rate, amount: $0.amount, relieved: $0.relieved, isExempt: relief?.covers($0.rate.code) ?? false)
        }
        self.total = total
        self.relieved = relieved
        self.rules = rules
        self.relief = relief
    }

    private static func line(_ amount: Money, _ parts: ArraySlice<Part>, _ mode: TaxMode) throws(Fault) -> TaxedLine {
        var (tax, relieved) = (Money.zero, Money.zero)
        for part in parts {
            tax = try tax.adding(part.tax)
            relieved = try relieved.adding(part.relieved)
        }
        let owed = mode == .inclusive ? try amount.subtracting(relieved) : amount
        return TaxedLine(amount: try TaxedAmount(owed, tax: tax, mode: mode), relieved: relieved, slice: parts)
    }

    private struct RunningTotal {
        let rate: TaxRate
        var amount = TaxedAmount.zero
        var relieved = Money.zero

        mutating func add(_ part: Part, net: Money) throws(Fault) {
            amount = try amount.adding(TaxedAmount(net, tax: part.tax, mode: .exclusive))
            relieved = try relieved.adding(part.relieved)
        }
    }
}
