/// How a register's session stands: as it is, the X report, which changes nothing and may be printed at any time; closed under a number,
/// the body of a `ZReport`.
public struct RegisterReport: Hashable, Sendable {
    /// Who sells.
    public var seller: Seller
    /// The register.
    public var register: RegisterID
    /// Its enrolment.
    public var series: DeviceID
    /// The day whose receipts it sums up.
    public var businessDay: Day
    /// The number of the Z report whose day it completes: what was sold after that day had been closed.
    public var supplementTo: Int64?
    /// When the session was opened.
    public var openedAt: Instant
    /// When it was drawn up; the Z report's closing time.
    public var at: Instant
    /// The receipts from the first number to the last are the session's; a session without any ends one before it began.
    public var firstReceiptNumber: Int64
    /// The last receipt of the session.
    public var lastReceiptNumber: Int64
    /// What the receipts come to.
    public var totals: RegisterTotals
    /// The cash.
    public var drawer: Drawer
    /// With this session's totals.
    public var perpetual: PerpetualTotals

    /// Whether everything on the report adds up.
    ///
    /// - Throws: `report.differs` (`unprocessable`) with the field; `money.overflow`.
    public func check() throws(Fault) {
        try expect("totals.net_minor", totals.net, try Money.sum([totals.sales, totals.returns, totals.voids]))
        guard totals.receiptCount == lastReceiptNumber &- firstReceiptNumber &+ 1 else {
            throw differs("receipt_count", "It counts \(totals.receiptCount), but covers another number of receipts.")
        }
        try expect("drawer.cash_payments_minor", drawer.cashPayments, totals.cashPayments)
        try expect("drawer.cash_refunds_minor", drawer.cashRefunds, totals.cashRefunds)
        let right = try Drawer(
            float: drawer.float, cashPayments: drawer.cashPayments, cashRefunds: drawer.cashRefunds, paidIn: drawer.paidIn,
            paidOut: drawer.paidOut, counted: drawer.counted)
        try expect("drawer.expected_minor", drawer.expected, right.expected)
        guard drawer.variance == right.variance else { throw differs("drawer.variance_minor", "It isn't counted less expected.") }
    }

    private func expect(_ field: String, _ given: Money, _ expected: Money) throws(Fault) {
        guard given != expected else { return }
        throw differs(field, "It says \(given.minor), but its parts come to \(expected.minor).")
    }

    private func differs(_ field: String, _ message: String) -> Fault {
        Fault(
            .unprocessable, "report.differs", "The report doesn't add up: \(message)",
            fields: [.init(field: field, code: "report.differs", message: message)])
    }
}
