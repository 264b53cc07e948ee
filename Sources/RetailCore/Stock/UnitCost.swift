/// What one whole unit of a product costs the shop, in millionths of the minor unit, so that an average over many receipts doesn't drift.
public struct UnitCost: Hashable, Comparable, Sendable {
    /// Millionths of a minor unit per whole stock unit: 1.25 € is 125,000,000. Reaches ±9.2 · 10¹² minor units.
    public let microMinor: Int64

    /// It cost nothing.
    public static let zero = UnitCost(microMinor: 0)

    /// So many millionths of a minor unit per whole unit.
    public init(microMinor: Int64) {
        self.microMinor = microMinor
    }

    /// A cost in whole minor units per unit.
    ///
    /// - Throws: `money.overflow`.
    public init(_ money: Money) throws(Fault) {
        try self.init(exactly: Int128(money.minor) * 1_000_000)
    }

    /// The cost of one unit where `quantity` came for `total`, rounded half to even.
    ///
    /// - Throws: `money.overflow`; `cost.quantity-not-positive` (`unprocessable`).
    public init(total: Money, for quantity: Quantity) throws(Fault) {
        guard quantity > .zero else { throw AverageCost.quantityNotPositive }
        try self.init(exactly: RoundingMode.halfEven.quotient(of: Int128(total.minor) * 1_000_000_000, by: Int128(quantity.milli)))
    }

    init(exactly microMinor: Int128) throws(Fault) {
        guard let fits = Int64(exactly: microMinor) else { throw Money.overflow }
        self.init(microMinor: fits)
    }

    /// In the order of the costs.
    public static func < (left: Self, right: Self) -> Bool { left.microMinor < right.microMinor }

    /// What `quantity` costs, rounded once.
    ///
    /// - Throws: `money.overflow`.
    public func value(of quantity: Quantity, mode: RoundingMode = .halfEven) throws(Fault) -> Money {
        try Money(exactly: mode.quotient(of: Int128(microMinor) * Int128(quantity.milli), by: 1_000_000_000))
    }
}
