/// The moving average cost of a product in a store, and what its stock's movements cost.
///
/// A receipt of q at c onto q₀ at a: the average becomes c where q₀ ≤ 0, else (q₀a + qc)/(q₀ + q). Issues leave it; at zero the last stays.
/// Selling what isn't there is costed provisionally, at the average of the moment; the receipt that covers it brings the difference as a
/// variance, (c − provisional) · min(q, −q₀), to be written as a row of its own. Averages round half to even at 10⁻⁶ minor units.
public struct AverageCost: Hashable, Sendable {
    /// Below zero while goods are short.
    public let onHand: Quantity
    /// Per unit, of what is on hand; the last known where there is nothing.
    public let average: UnitCost
    /// At what cost the uncovered quantity left, on average; means something only while `onHand` is negative.
    public let provisional: UnitCost

    /// Nothing on hand, and nothing known of its cost.
    public static let none = AverageCost(onHand: .zero, average: .zero, provisional: .zero)

    /// As it was stored.
    public init(onHand: Quantity, average: UnitCost, provisional: UnitCost) {
        self.onHand = onHand
        self.average = average
        self.provisional = provisional
    }

    /// What receiving came to.
    public struct Receipt: Hashable, Sendable {
        /// How it stands after it.
        public let after: AverageCost
        /// How much of the received quantity went to earlier sales.
        public let covered: Quantity
        /// What these cost beyond what was assumed; negative where less.
        public let variance: Money
    }

    /// What issuing came to.
    public struct Issue: Hashable, Sendable {
        /// How it stands after it.
        public let after: AverageCost
        /// What the issued quantity cost, the uncovered part provisionally.
        public let cost: Money
    }

    /// - Throws: `cost.quantity-not-positive` (`unprocessable`), `quantity.overflow`, `money.overflow`.
    public func receiving(_ quantity: Quantity, at cost: UnitCost) throws(Fault) -> Receipt {
        guard quantity > .zero else { throw Self.quantityNotPositive }
        let sum = try onHand.adding(quantity)
        guard onHand <= .zero else {
            let mixed = try Self.mean(of: onHand, at: average, and: quantity, at: cost)
            return Receipt(after: AverageCost(onHand: sum, average: mixed, provisional: .zero), covered: .zero, variance: .zero)
        }
        let covered = try sum < .zero ? quantity : onHand.negated()
        let difference = Int128(cost.microMinor) - Int128(provisional.microMinor)
        let (product, overflow) = difference.multipliedReportingOverflow(by: Int128(covered.milli))
        guard !overflow else { throw Money.overflow }
        let variance = try Money(exactly: RoundingMode.halfEven.quotient(of: product, by: 1_000_000_000))
        let after = AverageCost(onHand: sum, average: cost, provisional: sum < .zero ? provisional : .zero)
        return Receipt(after: after, covered: covered, variance: variance)
    }

    /// - Throws: `cost.quantity-not-positive` (`unprocessable`), `quantity.overflow`, `money.overflow`.
    public func issuing(_ quantity: Quantity) throws(Fault) -> Issue {
        guard quantity > .zero else { throw Self.quantityNotPositive }
        let left = try onHand.subtracting(quantity)
        var provisionally = UnitCost.zero
        if left < .zero {
            provisionally = onHand < .zero ? try Self.mean(of: onHand.negated(), at: provisional, and: quantity, at: average) : average
        }
        return Issue(after: AverageCost(onHand: left, average: average, provisional: provisionally), cost: try average.value(of: quantity))
    }

    /// Both quantities are above zero, so that the sums of 64-bit products stay inside 128 bits and the mean between the two costs.
    private static func mean(of first: Quantity, at a: UnitCost, and second: Quantity, at b: UnitCost) throws(Fault) -> UnitCost {
        let value = Int128(first.milli) * Int128(a.microMinor) + Int128(second.milli) * Int128(b.microMinor)
        return try UnitCost(exactly: RoundingMode.halfEven.quotient(of: value, by: Int128(first.milli) + Int128(second.milli)))
    }

    static var quantityNotPositive: Fault {
        Fault(.unprocessable, "cost.quantity-not-positive", "A receipt or an issue needs a quantity above zero.")
    }
}
