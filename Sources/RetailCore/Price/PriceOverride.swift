/// A price that somebody at the till set by hand.
public struct PriceOverride: Hashable, Sendable {
    /// Per whole stock unit.
    public let unitPrice: Money
    /// In the words of whoever set it, or one of the chain's preset ones; goes on the record.
    public let reason: String
    /// nil: nobody approved.
    public let approval: Approval?

    /// - Throws: `price.negative`, `override.without-reason` (both `unprocessable`).
    public init(unitPrice: Money, reason: String, approval: Approval? = nil) throws(Fault) {
        guard unitPrice >= .zero else { throw PriceVersion.negative }
        guard !reason.isEmpty else { throw Fault(.unprocessable, "override.without-reason", "A price set by hand needs a reason.") }
        self.unitPrice = unitPrice
        self.reason = reason
        self.approval = approval
    }
}

/// What may be set by hand.
public struct OverridePolicy: Hashable, Sendable {
    /// So much off, in millionths of the price, needs nobody's leave.
    public let freeOffMicro: Int64
    /// More than this isn't possible with anybody's leave.
    public let mostOffMicro: Int64

    /// Every override needs an approval, and the approver's limit is the only one.
    public static let approvedOnly = OverridePolicy(free: 0, most: 1_000_000)

    /// - Throws: `override.policy-wrong` (`unprocessable`) unless 0 ≤ free ≤ most ≤ 1,000,000.
    public init(freeOffMicro: Int64, mostOffMicro: Int64 = 1_000_000) throws(Fault) {
        guard freeOffMicro >= 0, freeOffMicro <= mostOffMicro, mostOffMicro <= 1_000_000 else {
            throw Fault(.unprocessable, "override.policy-wrong", "What may be taken off has to lie between 0 and 100 per cent.")
        }
        self.init(free: freeOffMicro, most: mostOffMicro)
    }

    private init(free: Int64, most: Int64) {
        freeOffMicro = free
        mostOffMicro = most
    }

    /// Lets an override pass, or says why not. One that lowers the price by no more than is free needs no approval. One that lowers it further
    /// needs an approval that reaches so far. One that raises it, or sets a price where there is none, needs an approval of any limit: a
    /// customer must not pay more than the shelf says by one person's mistake.
    ///
    /// - Parameters:
    ///   - price: the unit price it replaces; nil where there is none.
    ///   - floor: the lowest unit price allowed for the product, its cost, say; no approval reaches below.
    /// - Throws: `override.below-floor`, `override.too-much-off`, `override.needs-approval`, `override.beyond-approval` (all `forbidden`).
    public func judge(_ override: PriceOverride, replacing price: Money?, floor: Money? = nil) throws(Fault) {
        if let floor, override.unitPrice < floor {
            throw Self.refused(
                "below-floor", "The price, \(override.unitPrice.minor), is below the lowest one allowed for the product, \(floor.minor).")
        }
        guard let price, override.unitPrice <= price else {
            guard override.approval != nil else {
                throw Self.refused(
                    "needs-approval",
                    price == nil
                        ? "A price where there is none needs somebody's approval."
                        : "A price above that of the lists needs somebody's approval.")
            }
            return
        }
        let off = Int128(price.minor) - Int128(override.unitPrice.minor)
        func isBeyond(_ limitMicro: Int64) -> Bool { off * 1_000_000 > Int128(limitMicro) * Int128(price.minor) }
        guard isBeyond(freeOffMicro) else { return }
        guard !isBeyond(mostOffMicro) else {
            throw Self.refused(
                "too-much-off", "\(Self.percent(off, of: price)) is taken off, and \(Self.percent(mostOffMicro)) is the most.")
        }
        guard let approval = override.approval else {
            throw Self.refused(
                "needs-approval",
                "\(Self.percent(off, of: price)) is taken off: more than \(Self.percent(freeOffMicro)) needs somebody's approval.")
        }
        guard !isBeyond(approval.limitOffMicro) else {
            throw Self.refused(
                "beyond-approval",
                "\(Self.percent(off, of: price)) is taken off, and the approval reaches to \(Self.percent(approval.limitOffMicro)).")
        }
    }

    private static func percent(_ micro: Int64) -> String { ReceiptWords.english.percent(rateMicro: micro) }

    /// To the hundredth of a percent, rounded up: what is beyond a limit must not read as if it were at it.
    private static func percent(_ off: Int128, of price: Money) -> String {
        let hundredths = (off * 10_000 + Int128(price.minor) - 1) / max(1, Int128(price.minor))
        return percent(Int64(clamping: hundredths) * 100)
    }

    private static func refused(_ code: String, _ words: String) -> Fault {
        Fault(.forbidden, "override." + code, words, fields: [.init(field: "override", code: code, message: words)])
    }
}
