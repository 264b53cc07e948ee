/// What a scale showed, and what of it are goods.
public struct WeighedQuantity: Hashable, Sendable {
    /// With the container.
    public let gross: Quantity
    /// The container.
    public let tare: Quantity
    /// The goods. Above zero.
    public let net: Quantity

    /// - Throws: `weight.tare-negative`, `weight.nothing-left` where the container weighs as much as both (both `unprocessable`).
    public init(gross: Quantity, tare: Quantity = .zero) throws(Fault) {
        guard tare >= .zero else { throw Fault(.unprocessable, "weight.tare-negative", "A tare can't be below zero.") }
        guard gross > tare else { throw Fault(.unprocessable, "weight.nothing-left", "Less the tare, nothing is left of the weight.") }
        self.gross = gross
        self.tare = tare
        net = try gross.subtracting(tare)
    }

    /// What the goods cost at a price per whole unit (a kilogram, mostly), rounded once.
    ///
    /// - Throws: `money.overflow`.
    public func amount(at unitPrice: Money, rounding: RoundingMode) throws(Fault) -> Money {
        try Money.price(unit: unitPrice, times: net, mode: rounding)
    }
}
