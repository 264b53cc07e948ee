/// How many points a sale earns: so many per amount, rounded once for the whole sale, then shared out over its lines to be stored there, so
/// that a refund reverses exactly what a line earned.
public struct EarnRule: Hashable, Sendable {
    /// So many points.
    public let points: Points
    /// For this much, above zero.
    public let per: Money
    /// How the sale's points are rounded.
    public let rounding: RoundingMode

    /// - Parameter points: 0 … 1,000,000 for each `per`, above zero.
    /// - Throws: `loyalty.bad-rule` (`unprocessable`).
    public init(points: Points, per: Money, rounding: RoundingMode = .down) throws(Fault) {
        guard (0...1_000_000).contains(points.count), per > .zero else {
            throw Fault(.unprocessable, "loyalty.bad-rule", "Points are earned, up to a million of them, per amount above zero.")
        }
        self.points = points
        self.per = per
        self.rounding = rounding
    }

    /// A line of a sale as far as points are concerned.
    public struct Line: Hashable, Sendable {
        /// What it costs after all discounts; zero or below (goods that come back) earns nothing.
        public let paid: Money
        /// false for the issue of gift cards, deposits, and whatever else the programme leaves out.
        public let earns: Bool

        /// A line that cost `paid`.
        public init(paid: Money, earns: Bool = true) {
            self.paid = paid
            self.earns = earns
        }
    }

    /// What a sale earned: the points of the lines, in their order, add up to `total`.
    public struct Earned: Hashable, Sendable {
        /// The sale's points.
        public let total: Points
        /// What each line earned.
        public let lines: [Points]
    }

    /// - Parameter paidWithPoints: earns nothing; taken off all lines in proportion, those that earn nothing included.
    /// - Parameter multiplierHundredths: the tier's; 100 is once.
    /// - Throws: `loyalty.paid-too-much` (`unprocessable`) where more was paid with points than the lines cost, or less than nothing;
    ///   `loyalty.bad-multiplier` (`unprocessable`) outside 0 … 100,000; `points.overflow`.
    public func earned(on lines: [Line], paidWithPoints: Money = .zero, multiplierHundredths: Int64 = 100) throws(Fault) -> Earned {
        guard LoyaltyTiers.multipliers.contains(multiplierHundredths) else { throw LoyaltyTiers.badMultiplier }
        let costs = lines.map { max($0.paid.minor, 0) }
        guard paidWithPoints >= .zero, Int128(paidWithPoints.minor) <= costs.reduce(Int128(0), { $0 + Int128($1) }) else {
            throw Fault(.unprocessable, "loyalty.paid-too-much", "More was paid with points than the lines cost.")
        }
        let taken = try paidWithPoints.allocated(over: costs)
        // A share never exceeds its line, because the sum doesn't exceed the lines'.
        let bases = zip(lines, zip(costs, taken)).map { line, amounts in line.earns ? amounts.0 - amounts.1.minor : 0 }
        let base = bases.reduce(Int128(0)) { $0 + Int128($1) }
        let numerator = base.multipliedReportingOverflow(by: Int128(points.count) * Int128(multiplierHundredths))
        guard !numerator.overflow else { throw Points.overflow }
        let total = try Points(exactly: rounding.quotient(of: numerator.partialValue, by: Int128(per.minor) * 100))
        let shares = try Money(minor: total.count).allocated(over: bases)
        return Earned(total: total, lines: shares.map { Points($0.minor) })
    }
}
