/// From a cart to what is due, as tills and server both go: promotions, then taxes.
public struct Checkout: Sendable {
    /// What may come off.
    public let promotions: PromotionSet
    /// How tax is computed; stamped on the receipt.
    public let taxes: TaxRules
    /// How the sum after all discounts becomes whole minor units, once.
    public let rounding: RoundingMode

    /// With `rounding` for what promotions leave of a minor unit.
    public init(promotions: PromotionSet, taxes: TaxRules, rounding: RoundingMode = .halfEven) {
        (self.promotions, self.taxes, self.rounding) = (promotions, taxes, rounding)
    }

    /// - Parameter relief: what an exempt customer is not charged (`TaxExemption.relief`).
    /// - Throws: `cart.line-invalid`, `cart.too-large`, and what `TaxBreakdown` throws; all `unprocessable`.
    public func total(_ cart: Cart, in sale: SaleContext, relief: TaxRelief? = nil) throws(Fault) -> CheckoutTotal {
        let priced = try promotions.price(cart, in: sale, rounding: rounding)
        var lines: [TaxBreakdown.Line] = []
        lines.reserveCapacity(cart.lines.count)
        for (line, outcome) in zip(cart.lines, priced.lines) { lines.append(TaxBreakdown.Line(outcome.amount, at: line.taxes)) }
        return CheckoutTotal(cart: priced, tax: try TaxBreakdown(lines, rules: taxes, relief: relief))
    }
}

/// What a cart comes to: prices after everything that came off them, and their tax.
public struct CheckoutTotal: Hashable, Sendable {
    /// The lines after all discounts.
    public let cart: PricedCart
    /// Line by line, as the cart has them.
    public let tax: TaxBreakdown

    /// What the customer has to pay, before cash is rounded.
    public var due: Money { tax.total.gross }
}
