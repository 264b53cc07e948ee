/// A row of a customer's points ledger. Written once, never changed.
public struct PointsEntry: Hashable, Sendable {
    /// What happened to the points.
    public enum Kind: String, Sendable, CaseIterable {
        /// By a sale, or given.
        case earn
        /// Paid with.
        case redeem
        /// Takes back what a sale earned, all or some, because goods came back.
        case reverse
        /// Gives back what was redeemed, all or some, because goods came back.
        case restore
        /// What was not redeemed in time is lost.
        case expire
    }

    /// The operation's: an entry that comes twice counts once.
    public let id: ID<PointsEntry>
    /// What happened.
    public let kind: Kind
    /// Above zero.
    public let points: Points
    /// The earning that is reversed, the redemption that is restored; nil for all others.
    public let of: ID<PointsEntry>?
    /// The business day.
    public let day: Day
    /// For what is earned or restored: the last day on which it can be redeemed; nil: it lasts.
    public let lastDay: Day?

    /// A row to be recorded.
    public init(id: ID<PointsEntry>, kind: Kind, points: Points, of: ID<PointsEntry>? = nil, day: Day, lastDay: Day? = nil) {
        self.id = id
        self.kind = kind
        self.points = points
        self.of = of
        self.day = day
        self.lastDay = lastDay
    }
}
