/// A chain's loyalty programme: what sales earn, what points pay, which tier a customer is in, and how long points last.
public struct LoyaltyProgram: Hashable, Sendable {
    /// How points are earned.
    public let earn: EarnRule
    /// What they are worth.
    public let redeem: RedeemRule
    /// Which tiers there are.
    public let tiers: LoyaltyTiers
    /// Points last so many months, to the same day of the month; nil: for ever.
    public let expiryMonths: Int?

    /// - Throws: `loyalty.bad-expiry` (`unprocessable`) outside 1 … 1,200 months.
    public init(earn: EarnRule, redeem: RedeemRule, tiers: LoyaltyTiers, expiryMonths: Int? = nil) throws(Fault) {
        guard LoyaltyTiers.months.contains(expiryMonths ?? 1) else {
            throw Fault(.unprocessable, "loyalty.bad-expiry", "Points last 1 to 1,200 months, or for ever.")
        }
        self.earn = earn
        self.redeem = redeem
        self.tiers = tiers
        self.expiryMonths = expiryMonths
    }

    /// What a sale earns a customer of `level`; see `EarnRule.earned`.
    public func earned(
        on lines: [EarnRule.Line], at level: LoyaltyTiers.Level, paidWithPoints: Money = .zero
    ) throws(Fault) -> EarnRule.Earned {
        try earn.earned(on: lines, paidWithPoints: paidWithPoints, multiplierHundredths: level.multiplierHundredths)
    }

    /// The last day on which points earned on `day` can be redeemed; nil: they last.
    public func lastDay(ofPointsEarnedOn day: Day) -> Day? {
        expiryMonths.map { day.advanced(byMonths: $0) }
    }
}
