/// The price per unit of measurement that has to be shown beside the selling price, so that packs of different sizes can be compared.
///
/// Source: directive 98/6/EC, article 2 (b): "the final price … for one kilogramme, one litre, one metre, one square metre or one cubic metre of
/// the product or a different single unit of quantity which is widely and customarily used in the Member State" (100 g, 100 ml, a pound).
public struct ComparisonPrice: Hashable, Sendable {
    /// Of `base`, rounded once.
    public let price: Money
    /// What it is the price of.
    public let base: Base

    /// What the price is for: 1 kg, 100 g, 1 lb.
    public struct Base: Hashable, Sendable {
        /// Above zero.
        public let quantity: Quantity
        /// What the quantity is in.
        public let unit: UnitOfMeasure

        /// - Throws: `price.comparison-base-empty` (`unprocessable`).
        public init(_ quantity: Quantity, _ unit: UnitOfMeasure) throws(Fault) {
            guard quantity > .zero else {
                throw Fault(.unprocessable, "price.comparison-base-empty", "A comparison price needs a quantity above zero.")
            }
            self.quantity = quantity
            self.unit = unit
        }
    }

    /// Of goods that cost `price` and contain `contents`: 250 g at 1.99 are 7.96 per kg, 0.80 per 100 g. Rounded once.
    ///
    /// - Throws: `price.contents-empty`, `unit.other-dimension`, `money.overflow` (all `unprocessable`).
    public init(of price: Money, for contents: Quantity, _ unit: UnitOfMeasure, per base: Base, rounding: RoundingMode) throws(Fault) {
        guard contents > .zero else {
            throw Fault(.unprocessable, "price.contents-empty", "A comparison price needs contents above zero.")
        }
        guard unit.dimension == base.unit.dimension else {
            throw Fault(
                .unprocessable, "unit.other-dimension",
                "A price per \(base.unit.dimension.rawValue) can't be given for a \(unit.dimension.rawValue).")
        }
        let whole = Fraction(Int128(base.quantity.milli), over: Int128(contents.milli))
        let share = try whole.multiplied(by: base.unit.factor.multiplied(by: unit.factor.inverse))
        let (product, overflow) = Int128(price.minor).multipliedReportingOverflow(by: share.numerator)
        guard !overflow else { throw Money.overflow }
        self.price = try Money(exactly: rounding.quotient(of: product, by: share.divisor))
        self.base = base
    }
}
