extension Receipt {
    /// What all lines of one tax rate come to: `net + tax = gross`.
    ///
    /// Where a line carries several taxes, each rate's net is what that tax was computed on, so that the nets of all rates may come to more
    /// than the receipt's.
    public struct RateTotal: Hashable, Sendable {
        /// The tax rate's code.
        public var code: String
        /// Millionths: 19 % is 190,000.
        public var rateMicro: Int64
        /// Without tax.
        public var net: Money
        /// The tax.
        public var tax: Money
        /// With tax.
        public var gross: Money

        /// What a rate's lines come to.
        public init(code: String, rateMicro: Int64, net: Money, tax: Money, gross: Money) {
            (self.code, self.rateMicro, self.net, self.tax, self.gross) = (code, rateMicro, net, tax, gross)
        }
    }

    /// The sums of a receipt.
    public struct Totals: Hashable, Sendable {
        /// Before discounts.
        public var shelf: Money
        /// What came off.
        public var discount: Money
        /// Of all lines without tax.
        public var net: Money
        /// Of all lines.
        public var tax: Money
        /// Net and tax.
        public var gross: Money
        /// The cash rounding line: due minus gross.
        public var rounding: Money
        /// Gross and rounding.
        public var due: Money
        /// Handed over, in all methods.
        public var paid: Money
        /// Given back in cash.
        public var change: Money
        /// What stays owed: due less what was paid and not given back.
        public var open: Money

        /// As stated.
        public init(
            shelf: Money, discount: Money, net: Money, tax: Money, gross: Money, rounding: Money, due: Money, paid: Money, change: Money,
            open: Money
        ) {
            (self.shelf, self.discount, self.net, self.tax, self.gross) = (shelf, discount, net, tax, gross)
            (self.rounding, self.due, self.paid, self.change, self.open) = (rounding, due, paid, change, open)
        }

        /// As they follow from the parts.
        ///
        /// - Throws: `money.overflow`.
        public init(
            lines: [Line], taxes: [RateTotal], mode: TaxMode, payments: [Payment], rounding: Money, change: Money
        ) throws(Fault) {
            let tax = try Money.sum(taxes.map(\.tax))
            let taxed = try TaxedAmount(try Money.sum(lines.map(\.amount)), tax: tax, mode: mode)
            let due = try taxed.gross.adding(rounding)
            let paid = try Money.sum(payments.map(\.amount))
            self.init(
                shelf: try Money.sum(lines.map(\.shelf)), discount: try Money.sum(lines.flatMap(\.discounts).map(\.amount)),
                net: taxed.net, tax: tax, gross: taxed.gross, rounding: rounding, due: due, paid: paid, change: change,
                open: try due.subtracting(try paid.subtracting(change)))
        }
    }
}
