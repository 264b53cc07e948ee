/// A line as a sale stored it, and how much of it has come back: the only source of what a refund gives.
///
/// Each refund takes the difference of two shares of the stored amounts: up to and including what comes back now, less what came back
/// before. So the last part takes the rest, any partial refunds together are the line to the minor unit in every amount, and no part goes
/// beyond what is stored or against its sign. Amounts that follow from others (net = paid − tax) are to be derived from the parts, not
/// stored beside them. A line of money alone (quantity zero) comes back once, whole.
public struct StoredLine: Hashable, Sendable {
    /// What was sold; never below zero.
    public let quantity: Quantity
    /// What the line cost the customer, with whatever it was paid; decides whether a line of money alone has anything to give back.
    public let paid: Money
    /// What of it makers' coupons paid.
    public let makerCoupon: Money
    /// All else that goes back in proportion, in an order of the caller's: tax per rate, each discount, cost.
    public let amounts: [Money]
    /// Earned by the line.
    public let points: Points
    /// How much has come back.
    public let refunded: Quantity
    /// For a line of money alone: that it has come back.
    public let moneyIsRefunded: Bool

    /// - Throws: `refund.bad-line` (`unprocessable`) where the quantity is below zero, or what came back below zero or more than that.
    public init(
        quantity: Quantity, paid: Money, makerCoupon: Money = .zero, amounts: [Money] = [], points: Points = .zero,
        refunded: Quantity = .zero, moneyIsRefunded: Bool = false
    ) throws(Fault) {
        guard quantity >= .zero, refunded >= .zero, refunded <= quantity else {
            throw Fault(.unprocessable, "refund.bad-line", "Only a sold line can come back, and no more of it than was sold.")
        }
        self.quantity = quantity
        self.paid = paid
        self.makerCoupon = makerCoupon
        self.amounts = amounts
        self.points = points
        self.refunded = refunded
        self.moneyIsRefunded = moneyIsRefunded
    }

    /// What can still come back.
    public var left: Quantity { Quantity(milli: quantity.milli - refunded.milli) }

    /// Nothing is left to come back: no goods, and for a line of money alone, no money.
    public var isSpent: Bool { quantity > .zero ? refunded == quantity : moneyIsRefunded || paid == .zero }

    /// Takes back all that is left.
    ///
    /// - Throws: `refund.too-much` (`conflict`) where nothing is.
    public func refundingRest() throws(Fault) -> LineRefund {
        guard !isSpent else { throw Self.tooMuch(left) }
        return try take(left)
    }

    /// Takes back a part, or all.
    ///
    /// - Throws: `refund.quantity-not-positive` (`unprocessable`); `refund.too-much` (`conflict`) where less is left.
    public func refunding(_ quantity: Quantity) throws(Fault) -> LineRefund {
        guard quantity > .zero else {
            throw Fault(.unprocessable, "refund.quantity-not-positive", "What comes back has to be more than nothing.")
        }
        guard quantity <= left else { throw Self.tooMuch(left) }
        return try take(quantity)
    }

    private func take(_ taken: Quantity) throws(Fault) -> LineRefund {
        let after = try refunded.adding(taken)
        var shares: [Money] = []
        shares.reserveCapacity(amounts.count)
        for amount in amounts { shares.append(try share(amount, upTo: after)) }
        return LineRefund(
            quantity: taken, paid: try share(paid, upTo: after), makerCoupon: try couponShare(upTo: after), amounts: shares,
            points: try Points(exactly: stepShare(points.count, from: refunded.milli, to: after.milli, of: quantity.milli)),
            after: try StoredLine(
                quantity: quantity, paid: paid, makerCoupon: makerCoupon, amounts: amounts, points: points, refunded: after,
                moneyIsRefunded: moneyIsRefunded || quantity == .zero))
    }

    private func share(_ amount: Money, upTo after: Quantity) throws(Fault) -> Money {
        try Money(exactly: stepShare(amount.minor, from: refunded.milli, to: after.milli, of: quantity.milli))
    }

    /// By the money where the coupon is a part of it: then no step of the one is larger than that of the other.
    private func couponShare(upTo after: Quantity) throws(Fault) -> Money {
        guard quantity > .zero, makerCoupon > .zero, makerCoupon <= paid else { return try share(makerCoupon, upTo: after) }
        let before = try cumulativeShare(paid.minor, refunded.milli, of: quantity.milli)
        let now = try cumulativeShare(paid.minor, after.milli, of: quantity.milli)
        return try Money(
            exactly: cumulativeShare(makerCoupon.minor, Money(exactly: now).minor, of: paid.minor)
                - cumulativeShare(makerCoupon.minor, Money(exactly: before).minor, of: paid.minor))
    }

    private static func tooMuch(_ left: Quantity) -> Fault {
        Fault(.conflict, "refund.too-much", "Only \(left.milli) thousandths of the line can still come back.")
    }
}

/// What comes back of a line. All parts have the sign of what is stored: the caller negates them for a document.
public struct LineRefund: Hashable, Sendable {
    /// Of the goods that come back.
    public let quantity: Quantity
    /// What of the line's cost goes back.
    public let paid: Money
    /// Never more than `paid`, where that is so of the line's.
    public let makerCoupon: Money
    /// In the order of the line's.
    public let amounts: [Money]
    /// What of the points earned is taken back.
    public let points: Points
    /// The line once this has come back: to be stored in the same transaction.
    public let after: StoredLine
}
