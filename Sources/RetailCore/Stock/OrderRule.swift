/// How an order that is due is sized.
public struct OrderRule: Hashable, Sendable {
    /// The stock position to order up to; below the reorder point it counts as that.
    public let orderUpTo: Quantity
    /// Only whole packs are delivered; above zero.
    public let packSize: Quantity
    /// The least that is delivered.
    public let minimum: Quantity

    /// - Throws: `reorder.bad-order-rule` (`unprocessable`) for a pack size of zero or below, or a minimum below zero.
    public init(orderUpTo: Quantity, packSize: Quantity = .one, minimum: Quantity = .zero) throws(Fault) {
        guard packSize > .zero, minimum >= .zero else {
            throw Fault(.unprocessable, "reorder.bad-order-rule", "A pack holds something, and a minimum isn't below zero.")
        }
        self.orderUpTo = orderUpTo
        self.packSize = packSize
        self.minimum = minimum
    }

    /// How much to order; zero while the position (on hand, plus what is ordered already, less what is promised) is above the reorder
    /// point. At least the minimum, in whole packs, rounded up.
    ///
    /// - Throws: `quantity.overflow`.
    public func suggestion(onHand: Quantity, onOrder: Quantity, promised: Quantity, reorderAt point: Quantity) throws(Fault) -> Quantity {
        let position = Int128(onHand.milli) + Int128(onOrder.milli) - Int128(promised.milli)
        guard position <= Int128(point.milli) else { return .zero }
        let wanted = max(Int128(max(orderUpTo, point).milli) - position, Int128(minimum.milli))
        return try Quantity(exactly: RoundingMode.up.quotient(of: wanted, by: Int128(packSize.milli)) * Int128(packSize.milli))
    }
}
