/// A session at a register, from the float to the Z report: folds its receipts into totals as they happen.
///
/// For the register itself, which knows its receipts in order. Whoever gets them in any order folds `RegisterTotals` and records the
/// numbers in a `ReceiptSequence`.
public struct RegisterSession: Hashable, Sendable {
    /// Who sells.
    public let seller: Seller
    /// The register.
    public let register: RegisterID
    /// Its enrolment.
    public let series: DeviceID
    /// The day on which all its receipts count.
    public let businessDay: Day
    /// The number of the Z report whose day it completes; nil for none.
    public let supplementTo: Int64?
    /// When it was opened.
    public let openedAt: Instant
    /// The cash in the drawer when it was opened.
    public let float: Money
    /// The number that its first receipt has, or will have.
    public let firstReceiptNumber: Int64
    /// The number of the last receipt; below the first where there is none.
    public private(set) var lastReceiptNumber: Int64
    /// What the receipts so far come to.
    public private(set) var totals: RegisterTotals
    /// Cash put in that no receipt is for.
    public private(set) var paidIn: Money = .zero
    /// Cash taken out that no receipt is for.
    public private(set) var paidOut: Money = .zero
    private let lastPerpetual: PerpetualTotals

    /// Opens a session behind the last Z report of the chain.
    ///
    /// - Parameter supplementTo: the number of the Z report that closed the business day already, if one did.
    /// - Throws: `session.day-closed` (`conflict`) for a day before the last one closed without a supplement, or a supplement to no report;
    ///   `session.receipts-before` (`conflict`) where receipts already lie behind the last report.
    public init(
        after head: ChainHead, seller: Seller, businessDay: Day, openedAt: Instant, currency: Currency, float: Money,
        supplementTo: Int64? = nil
    ) throws(Fault) {
        if let closed = head.report.businessDay {
            guard supplementTo.map({ $0 >= 1 && $0 <= head.report.number && businessDay <= closed }) ?? (businessDay >= closed) else {
                throw Fault(.conflict, "session.day-closed", "The day \(businessDay) is closed; sales for it go into a supplement.")
            }
        } else if supplementTo != nil {
            throw Fault(.conflict, "session.day-closed", "There is no report yet that a supplement could belong to.")
        }
        guard head.receiptNumber == head.report.lastReceiptNumber else {
            throw Self.receiptsBefore
        }
        (self.seller, self.businessDay, self.supplementTo, self.openedAt, self.float) = (
            seller, businessDay, supplementTo, openedAt, float
        )
        (register, series, lastPerpetual) = (head.register, head.series, head.report.perpetual)
        (firstReceiptNumber, lastReceiptNumber) = (head.receiptNumber &+ 1, head.receiptNumber)
        totals = RegisterTotals(currency: currency)
    }

    /// Goes on with a session that was open when the register stopped.
    ///
    /// - Parameters:
    ///   - head: of the chain as it now is.
    ///   - receipts: all of the session's, in order.
    /// - Throws: as opening it and adding them; `session.receipts-before` (`conflict`) where the chain has more receipts than these.
    public init(
        resuming head: ChainHead, seller: Seller, businessDay: Day, openedAt: Instant, currency: Currency, float: Money,
        supplementTo: Int64? = nil, receipts: some Sequence<Receipt>, paidIn: Money = .zero, paidOut: Money = .zero
    ) throws(Fault) {
        var opened = head
        opened.receiptNumber = head.report.lastReceiptNumber
        try self.init(
            after: opened, seller: seller, businessDay: businessDay, openedAt: openedAt, currency: currency, float: float,
            supplementTo: supplementTo)
        for receipt in receipts { try add(receipt) }
        guard lastReceiptNumber == head.receiptNumber else { throw Self.receiptsBefore }
        (self.paidIn, self.paidOut) = (paidIn, paidOut)
    }

    private static var receiptsBefore: Fault {
        Fault(.conflict, "session.receipts-before", "There are receipts that no session holds.")
    }

    /// - Throws: `session.other-session` (`conflict`) for a receipt of another register, series or business day or with a number that isn't the
    ///   next; as `RegisterTotals.add`. The session then stays as it was.
    public mutating func add(_ receipt: Receipt) throws(Fault) {
        guard receipt.register == register, receipt.series == series, receipt.businessDay == businessDay,
            receipt.number == lastReceiptNumber &+ 1
        else { throw Fault(.conflict, "session.other-session", "The receipt isn't the next one of this session.") }
        try totals.add(receipt)
        lastReceiptNumber = receipt.number
    }

    /// Cash put into the drawer that no receipt is for.
    ///
    /// - Throws: `session.bad-amount` (`unprocessable`) unless above zero; `money.overflow`.
    public mutating func payIn(_ amount: Money) throws(Fault) {
        paidIn = try paidIn.adding(Self.positive(amount))
    }

    /// Cash taken out of the drawer that no receipt is for.
    ///
    /// - Throws: `session.bad-amount` (`unprocessable`) unless above zero; `money.overflow`.
    public mutating func payOut(_ amount: Money) throws(Fault) {
        paidOut = try paidOut.adding(Self.positive(amount))
    }

    private static func positive(_ amount: Money) throws(Fault) -> Money {
        guard amount > .zero else {
            throw Fault(.unprocessable, "session.bad-amount", "What is paid in or out is above zero.")
        }
        return amount
    }

    /// The X report.
    ///
    /// - Parameter counted: the cash counted, if it was.
    /// - Throws: `money.overflow`.
    public func report(at instant: Instant, counted: Money? = nil) throws(Fault) -> RegisterReport {
        RegisterReport(
            seller: seller, register: register, series: series, businessDay: businessDay, supplementTo: supplementTo,
            openedAt: openedAt, at: instant, firstReceiptNumber: firstReceiptNumber, lastReceiptNumber: lastReceiptNumber,
            totals: totals,
            drawer: try Drawer(
                float: float, cashPayments: totals.cashPayments, cashRefunds: totals.cashRefunds, paidIn: paidIn, paidOut: paidOut,
                counted: counted),
            perpetual: try lastPerpetual.adding(net: totals.net, absolute: totals.absolute))
    }

    /// The Z report, to be appended to the journal.
    ///
    /// - Parameter head: of the register's chain, with all of the session's receipts in it.
    /// - Throws: `session.receipts-before` (`conflict`) where the chain has other receipts than the session; `money.overflow`.
    public func close(after head: ChainHead, at instant: Instant, counted: Money? = nil) throws(Fault) -> ZReport {
        guard head.receiptNumber == lastReceiptNumber else { throw Self.receiptsBefore }
        return ZReport(
            number: head.report.number &+ 1, report: try report(at: instant, counted: counted), previousReportHash: head.report.hash)
    }
}
