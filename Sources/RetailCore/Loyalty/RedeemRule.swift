/// What points are worth when they are paid with.
public struct RedeemRule: Hashable, Sendable {
    /// So many points …
    public let points: Points
    /// … are worth so much; other numbers in proportion, cut to the minor unit.
    public let worth: Money
    /// The fewest that can be redeemed at a time.
    public let minimum: Points
    /// Only multiples of it are redeemed.
    public let step: Points

    /// - Throws: `loyalty.bad-rule` (`unprocessable`) unless all are above zero (the minimum may be zero).
    public init(points: Points, worth: Money, minimum: Points = .zero, step: Points = Points(1)) throws(Fault) {
        guard points > .zero, worth > .zero, minimum >= .zero, step > .zero else {
            throw Fault(.unprocessable, "loyalty.bad-rule", "Points are redeemed for an amount above zero, in steps above zero.")
        }
        self.points = points
        self.worth = worth
        self.minimum = minimum
        self.step = step
    }

    /// What `redeemed` points pay.
    ///
    /// - Throws: `loyalty.bad-redemption` (`unprocessable`) where it isn't above zero, below the minimum, no multiple of the step or worth nothing;
    ///   `loyalty.not-enough-points` (`conflict`); `money.overflow`.
    public func redeeming(_ redeemed: Points, of available: Points) throws(Fault) -> Money {
        guard redeemed > .zero, redeemed >= minimum, redeemed.count % step.count == 0, value(of: redeemed) > 0 else {
            throw Fault(
                .unprocessable, "loyalty.bad-redemption",
                "Points are redeemed in steps of \(step.count), at least \(minimum.count) at a time.")
        }
        guard redeemed <= available else {
            throw Fault(.conflict, "loyalty.not-enough-points", "Only \(available.count) points are available.")
        }
        return try Money(exactly: value(of: redeemed))
    }

    /// The points that pay the most towards `due` without exceeding it, and no more of them than that takes; zero where the rule allows none.
    public func most(towards due: Money, of available: Points) -> Points {
        guard due > .zero, available > .zero else { return .zero }
        // floor(p · worth / points) ≤ due, solved for p.
        let enough = ((Int128(due.minor) + 1) * Int128(points.count) - 1) / Int128(worth.minor)
        let steps = min(enough, Int128(available.count)) / Int128(step.count)
        let amount = value(of: Points(Int64(clamping: steps * Int128(step.count))))
        guard amount > 0 else { return .zero }
        // The fewest that are worth as much; both roundings are up.
        let needed = max((amount * Int128(points.count) + Int128(worth.minor) - 1) / Int128(worth.minor), Int128(minimum.count))
        let fewest = (needed + Int128(step.count) - 1) / Int128(step.count)
        return fewest <= steps ? Points(Int64(clamping: fewest * Int128(step.count))) : .zero
    }

    /// Cut: points are above zero here.
    private func value(of redeemed: Points) -> Int128 { Int128(redeemed.count) * Int128(worth.minor) / Int128(points.count) }
}
