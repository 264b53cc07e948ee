/// The cash of a session: what should be in the drawer, and what was counted.
public struct Drawer: Hashable, Sendable {
    /// Put in at the start.
    public let float: Money
    /// Cash that came in, less change.
    public let cashPayments: Money
    /// Cash that was paid out; above zero.
    public let cashRefunds: Money
    /// Put in that no receipt is for.
    public let paidIn: Money
    /// Taken out that no receipt is for.
    public let paidOut: Money
    /// Float + cash payments − cash refunds + paid in − paid out.
    public let expected: Money
    /// nil where nobody has counted yet.
    public let counted: Money?
    /// Counted less expected: below zero, cash is missing.
    public let variance: Money?

    /// - Throws: `money.overflow`.
    public init(
        float: Money, cashPayments: Money, cashRefunds: Money, paidIn: Money, paidOut: Money, counted: Money? = nil
    ) throws(Fault) {
        let expected = try Money.sum([float, cashPayments, try cashRefunds.negated(), paidIn, try paidOut.negated()])
        var variance: Money?
        if let counted { variance = try counted.subtracting(expected) }
        self.init(
            float: float, cashPayments: cashPayments, cashRefunds: cashRefunds, paidIn: paidIn, paidOut: paidOut, expected: expected,
            counted: counted, variance: variance)
    }

    /// As it was stored, whether it adds up or not.
    init(
        float: Money, cashPayments: Money, cashRefunds: Money, paidIn: Money, paidOut: Money, expected: Money, counted: Money?,
        variance: Money?
    ) {
        (self.float, self.cashPayments, self.cashRefunds, self.paidIn, self.paidOut) = (float, cashPayments, cashRefunds, paidIn, paidOut)
        (self.expected, self.counted, self.variance) = (expected, counted, variance)
    }
}
