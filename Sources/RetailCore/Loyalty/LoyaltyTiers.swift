/// The tiers of a programme, how a customer reaches them and what they bring.
public struct LoyaltyTiers: Hashable, Sendable {
    /// What is added up to find a customer's tier.
    public enum Measure: String, Sendable, CaseIterable {
        /// Minor units of the chain's currency.
        case spend
        /// Points earned, whether or not they were spent since.
        case points
    }

    /// A tier, and what it takes to reach it.
    public struct Level: Hashable, Sendable {
        /// What it is called.
        public let tier: CustomerTier
        /// Reached at this much of the measure.
        public let threshold: Int64
        /// What earned points are multiplied by, in hundredths: 150 is one and a half times.
        public let multiplierHundredths: Int64

        /// Multiplies once unless said otherwise; `LoyaltyTiers` checks the bounds.
        public init(_ tier: CustomerTier, threshold: Int64, multiplierHundredths: Int64 = 100) {
            self.tier = tier
            self.threshold = threshold
            self.multiplierHundredths = multiplierHundredths
        }
    }

    /// What a customer did on a day; negative for what came back.
    public struct Activity: Hashable, Sendable {
        /// The day it counts on.
        public let day: Day
        /// In minor units of the chain's currency.
        public let spend: Money
        /// Earned on that day.
        public let points: Points

        /// A day's spending and points.
        public init(day: Day, spend: Money, points: Points) {
            self.day = day
            self.spend = spend
            self.points = points
        }
    }

    /// What is added up.
    public let measure: Measure
    /// How far back counts; nil: for ever.
    public let rollingMonths: Int?
    /// By ascending threshold, the first at zero or below: everybody has a tier.
    public let levels: [Level]

    /// - Throws: `loyalty.bad-tiers` (`unprocessable`) without levels, with more than 100, where the first isn't reached by everybody, thresholds
    ///   don't ascend or a name repeats, or with a window outside 1 … 1,200 months; `loyalty.bad-multiplier` (`unprocessable`).
    public init(_ levels: [Level], by measure: Measure, rollingMonths: Int? = 12) throws(Fault) {
        let ascends = zip(levels, levels.dropFirst()).allSatisfy { $0.threshold < $1.threshold }
        guard let first = levels.first, first.threshold <= 0, levels.count <= 100, ascends, Set(levels.map(\.tier)).count == levels.count,
            Self.months.contains(rollingMonths ?? 1)
        else {
            throw Fault(
                .unprocessable, "loyalty.bad-tiers", "Tiers need ascending thresholds, the first at zero, and a window of whole months.")
        }
        guard levels.allSatisfy({ Self.multipliers.contains($0.multiplierHundredths) }) else { throw Self.badMultiplier }
        self.levels = levels
        self.measure = measure
        self.rollingMonths = rollingMonths
    }

    /// The level for so much of the measure. Below all thresholds (more came back than was bought) it is the first.
    public func level(at measured: Int128) -> Level {
        levels.last { Int128($0.threshold) <= measured } ?? levels[0]
    }

    /// The level on `day`, from what was done in the months up to and including it. The order of the activities changes nothing.
    public func level(of activities: some Sequence<Activity>, on day: Day) -> Level {
        let start = rollingMonths.map { day.advanced(byMonths: -$0) }
        var measured: Int128 = 0
        for activity in activities where activity.day <= day && start.map({ $0 < activity.day }) ?? true {
            measured += Int128(measure == .spend ? activity.spend.minor : activity.points.count)
        }
        return level(at: measured)
    }

    static let multipliers: ClosedRange<Int64> = 0...100_000
    static let months = 1...1200

    static var badMultiplier: Fault {
        Fault(.unprocessable, "loyalty.bad-multiplier", "Points are multiplied by 0 to 1,000, in hundredths.")
    }
}
