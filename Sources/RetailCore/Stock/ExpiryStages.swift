/// How near to its expiry a batch is, in stages: a staff alert for each that is newly reached.
public struct ExpiryStages: Hashable, Sendable {
    /// Ordered by urgency: `fresh` is the least, `expired` the most.
    public enum Stage: Hashable, Comparable, Sendable {
        /// None of the stages is reached.
        case fresh
        /// So many days or fewer to go; the number is the stage's, not what is left. 0: it expires today.
        case within(days: Int)
        /// The last day of sale is over.
        case expired

        /// From fresh to expired.
        public static func < (left: Self, right: Self) -> Bool {
            switch (left, right) {
            case (.within(let days), .within(let fewer)): days > fewer
            case (.fresh, .within), (.fresh, .expired), (.within, .expired): true
            default: false
            }
        }
    }

    /// Descending, each once.
    public let days: [Int]

    /// 30, 15, 7 and 3 days.
    public static let standard = ExpiryStages(descending: [30, 15, 7, 3])

    /// - Throws: `expiry.bad-stage` (`unprocessable`) for days outside 0 … 3,650.
    public init(days: [Int]) throws(Fault) {
        guard days.allSatisfy((0...3650).contains) else {
            throw Fault(.unprocessable, "expiry.bad-stage", "A stage begins 0 to 3,650 days before the expiry.")
        }
        self.init(descending: Set(days).sorted(by: >))
    }

    private init(descending days: [Int]) {
        self.days = days
    }

    /// The stage on `day`; `fresh` for what keeps. The day of expiry is the last day of sale: only the day after is `expired`.
    public func stage(of expiry: Day?, on day: Day) -> Stage {
        guard let expiry else { return .fresh }
        let left = Int(expiry.number) - Int(day.number)
        guard left >= 0 else { return .expired }
        return days.last { left <= $0 }.map { .within(days: $0) } ?? .fresh
    }

    /// The stage that was reached after `seen` and until `day`, the most urgent where there were several; nil: none, or time went back.
    ///
    /// Asked with the last day asked as `seen` it names each stage once, whatever days were left out.
    ///
    /// - Parameter seen: nil: never looked at, as goods just received; whatever stage they are in is new.
    public func reached(by expiry: Day?, after seen: Day?, on day: Day) -> Stage? {
        let now = stage(of: expiry, on: day)
        return now > (seen.map { stage(of: expiry, on: $0) } ?? .fresh) ? now : nil
    }
}
