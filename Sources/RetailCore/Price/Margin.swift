/// What is earned on one unit. The price is without tax.
public struct Margin: Hashable, Sendable {
    /// Price − cost, in the precision of costs; below zero: a loss.
    public let profit: UnitCost
    /// Profit / price in millionths; nil at a price of 0.
    public let ofPriceMicro: Int64?
    /// Profit / cost in millionths, the markup; nil at a cost of 0.
    public let ofCostMicro: Int64?

    /// Ratios round half to even.
    ///
    /// - Throws: `price.negative` for a price or cost below zero, `money.overflow` (both `unprocessable`).
    public init(netPrice: Money, cost: UnitCost) throws(Fault) {
        guard netPrice >= .zero, cost >= .zero else { throw PriceVersion.negative }
        let price = Int128(netPrice.minor) * 1_000_000
        let gain = price - Int128(cost.microMinor)
        profit = try UnitCost(exactly: gain)
        ofPriceMicro = try Self.ratio(gain, to: price)
        ofCostMicro = try Self.ratio(gain, to: Int128(cost.microMinor))
    }

    private static func ratio(_ gain: Int128, to whole: Int128) throws(Fault) -> Int64? {
        guard whole > 0 else { return nil }
        return try Money(exactly: RoundingMode.halfEven.quotient(of: gain * 1_000_000, by: whole)).minor
    }
}
