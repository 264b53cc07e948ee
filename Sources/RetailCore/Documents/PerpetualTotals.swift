/// What a register has turned over since its series began; carried from Z report to Z report, never reset.
public struct PerpetualTotals: Hashable, Sendable {
    /// Sales less returns and voids.
    public let signed: Money
    /// The magnitudes of all receipts: what came back counts on top, so that no pair of sale and void leaves it as it was.
    public let absolute: Money

    /// Of a series without reports.
    public static let zero = PerpetualTotals(signed: .zero, absolute: .zero)

    /// As a report states them.
    public init(signed: Money, absolute: Money) {
        (self.signed, self.absolute) = (signed, absolute)
    }

    /// - Throws: `money.overflow`.
    func adding(net: Money, absolute added: Money) throws(Fault) -> PerpetualTotals {
        PerpetualTotals(signed: try signed.adding(net), absolute: try absolute.adding(added))
    }
}
