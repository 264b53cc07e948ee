/// A tender of the sale, as stored: what it settled, and what of that has gone back.
public struct PaidTender: Hashable, Sendable {
    /// What it was.
    public let kind: TenderKind
    /// `Settlement.Part.settled`: what it paid of the exact amount, without change and cash rounding. Never below zero.
    public let settled: Money
    /// What of `settled` has gone back, 0 … `settled`.
    public let refunded: Money
    /// What it named: the terminal's token, the gift card's id.
    public let reference: String?
    /// The points that `settled` was the value of; for loyalty points only.
    public let points: Points

    /// - Throws: `refund.bad-tender` (`unprocessable`) where an amount is below zero, more went back than was paid, or what isn't points has some.
    public init(_ kind: TenderKind, settled: Money, refunded: Money = .zero, reference: String? = nil, points: Points = .zero) throws(Fault)
    {
        guard settled >= .zero, refunded >= .zero, refunded <= settled, points >= .zero, kind == .loyaltyPoints || points == .zero else {
            throw Fault(.unprocessable, "refund.bad-tender", "A tender can't have given back more than it paid, nor points it wasn't.")
        }
        self.kind = kind
        self.settled = settled
        self.refunded = refunded
        self.reference = reference
        self.points = points
    }

    /// What can still go back to it.
    public var open: Money { Money(minor: settled.minor - refunded.minor) }
}

/// One way in which a refund is paid.
public struct RefundTender: Hashable, Sendable {
    /// What is given.
    public let kind: TenderKind
    /// Above zero.
    public let amount: Money
    /// Which tender of the sale it goes back to, by its place in the list.
    public let source: Int
    /// Of the tender it goes back to; nil where something replaces cash.
    public let reference: String?
    /// For loyalty points: how many. The parts of partial refunds add up to what was redeemed.
    public let points: Points
}

extension RefundPolicy {
    /// Shares a refund out over the tenders its sale was paid with.
    ///
    /// The maker's coupon part goes back to the coupons, which is to say to nobody's hand; the rest to the customer, kind by kind in the
    /// policy's order, within a kind in the order of the sale, each tender up to what it still has open. The parts always add up to `amount`.
    /// What is given back in cash is rounded when it is paid, by a `Settlement` of its own; its rules have to let a coupon pay back.
    ///
    /// - Parameter paid: the sale's tenders, and what it took back itself: empties of 3.00 paid for as much of the goods, which their tenders
    ///   alone never could give back. They count as a cash tender of 3.00.
    /// - Parameter makerCoupon: what the lines that come back say was paid with makers' coupons; more than `amount` counts as `amount`.
    /// - Throws: `refund.bad-amount` (`unprocessable`) below zero; `refund.bad-policy` (`unprocessable`) where nobody could use what the policy gives instead of cash;
    ///   `refund.more-than-paid` (`conflict`) where the tenders don't have as much open.
    public func tenders(for amount: Money, makerCoupon: Money = .zero, over paid: [PaidTender]) throws(Fault) -> [RefundTender] {
        guard amount >= .zero, makerCoupon >= .zero else {
            throw Fault(.unprocessable, "refund.bad-amount", "A refund can't be less than nothing.")
        }
        guard replacesCash else {
            throw Fault(.unprocessable, "refund.bad-policy", "Instead of cash a refund gives store credit, a gift card, or the like.")
        }
        var result: [RefundTender] = []
        var coupon = min(makerCoupon, amount)
        var rest = try amount.subtracting(coupon)
        var cash = mostCash.map { max($0, .zero) }
        try take(&coupon, .makerCoupon, paid, &cash, into: &result)
        for kind in fullOrder { try take(&rest, kind, paid, &cash, into: &result) }
        guard coupon == .zero, rest == .zero else {
            throw Fault(.conflict, "refund.more-than-paid", "More was to be given back than was paid and is still there to give.")
        }
        return result
    }

    private func take(
        _ wanted: inout Money, _ kind: TenderKind, _ paid: [PaidTender], _ cash: inout Money?,
        into result: inout [RefundTender]
    ) throws(Fault) {
        for (index, tender) in paid.enumerated() where tender.kind == kind {
            let part = min(wanted, tender.open)
            guard part > .zero else { continue }
            wanted = try wanted.subtracting(part)
            guard kind == .cash, let most = cash, part > most else {
                if kind == .cash { cash = try cash?.subtracting(part) }
                result.append(try RefundTender(part, to: tender, at: index))
                continue
            }
            // The same source twice: some of it in cash, the rest as the policy says.
            if most > .zero { result.append(try RefundTender(most, to: tender, at: index)) }
            result.append(
                RefundTender(
                    kind: insteadOfCash, amount: try part.subtracting(most), source: index, reference: nil, points: .zero))
            cash = .zero
        }
    }
}

extension RefundTender {
    fileprivate init(_ amount: Money, to tender: PaidTender, at index: Int) throws(Fault) {
        let after = tender.refunded.minor + amount.minor
        let points = try stepShare(tender.points.count, from: tender.refunded.minor, to: after, of: tender.settled.minor)
        self.init(
            kind: tender.kind, amount: amount, source: index, reference: tender.reference, points: try Points(exactly: points))
    }
}
