/// What a label says that carries its price in the code. The printed amount is what the customer was promised: it is the line's total,
/// whatever the price lists say by now.
public struct LabelPrice: Hashable, Sendable {
    /// As printed; above zero.
    public let total: Money
    /// How much must be in the pack: `total` / unit price in thousandths, at least one; one unit where no unit price is known (or it is 0).
    public let quantity: Quantity

    /// - Parameter rounding: of the quantity.
    /// - Throws: `price.label-without-amount` for a total that isn't above zero (labels without a price are printed so), `price.negative`,
    ///   `quantity.overflow` (all `unprocessable`).
    public init(total: Money, unitPrice: Money?, rounding: RoundingMode) throws(Fault) {
        guard total > .zero else { throw Fault(.unprocessable, "price.label-without-amount", "The label carries no amount.") }
        self.total = total
        guard let unitPrice, unitPrice != .zero else {
            quantity = .one
            return
        }
        guard unitPrice > .zero else { throw PriceVersion.negative }
        let exact = try rounding.quotient(of: Int128(total.minor) * 1000, by: Int128(unitPrice.minor))
        quantity = max(try Quantity(exactly: exact), Quantity(milli: 1))
    }
}
