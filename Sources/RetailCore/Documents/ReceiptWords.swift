/// The words of receipts and reports in one language, and how it writes numbers and dates.
public struct ReceiptWords: Hashable, Sendable {
    /// How dates are written.
    public enum DateStyle: Hashable, Sendable {
        /// `2026-03-01`
        case iso
        /// `01.03.2026`
        case dotted
        /// `03/01/2026`
        case monthFirst
    }

    /// Of one column, as the next.
    public var decimalSeparator: Character = "."
    /// Between groups of three digits; nil for none.
    public var groupSeparator: Character?
    /// How dates are written.
    public var dateStyle = DateStyle.iso

    /// Above a receipt that gives back.
    public var refund = "REFUND"
    /// Above a receipt that takes another one back.
    public var void = "VOID"
    /// Before the number of the receipt that is taken back.
    public var refersTo = "Original receipt"
    /// Above what was made to learn.
    public var training = "TRAINING - NOT A RECEIPT"
    /// Above what was given up.
    public var cancelled = "CANCELLED"
    /// Above a receipt that was taken back later.
    public var voided = "VOIDED"
    /// Above what is held.
    public var suspended = "SUSPENDED - NOT A RECEIPT"
    /// Above what is printed again, before the copy's number.
    public var copy = "COPY"
    /// Before the receipt's number.
    public var receipt = "Receipt"
    /// Before the business day.
    public var businessDay = "Business day"
    /// Before the cashier's name.
    public var cashier = "Cashier"
    /// Before the seller's tax number.
    public var taxNumber = "Tax no."
    /// Below a deposit.
    public var deposit = "Deposit"
    /// Below a gift card, and as a payment.
    public var giftCard = "Gift card"
    /// Before the batch's number.
    public var batch = "Batch"
    /// Between quantity and unit price.
    public var times = "x"
    /// Before cash rounding.
    public var subtotal = "Subtotal"
    /// Before what is due.
    public var total = "TOTAL"
    /// Before the sum of the discounts.
    public var saved = "You saved"
    /// Before a tax rate's code.
    public var tax = "Tax"
    /// Before a rate's net amount.
    public var net = "net"
    /// Before what cash was rounded by.
    public var rounding = "Cash rounding"
    /// Before what is given back.
    public var change = "Change"
    /// Before what is still to be paid.
    public var open = "Still to pay"
    /// Before a card payment's authorisation code.
    public var authorisation = "Auth."
    /// Before the first digits of the entry's hash.
    public var check = "Check"

    /// Paid in cash.
    public var cash = "Cash"
    /// Paid by card.
    public var card = "Card"
    /// Paid by transfer.
    public var transfer = "Bank transfer"
    /// Paid with loyalty points.
    public var points = "Points"
    /// Paid with store credit.
    public var storeCredit = "Store credit"
    /// Paid with a manufacturer's coupon.
    public var makerCoupon = "Manufacturer's coupon"
    /// Paid otherwise.
    public var other = "Other"

    /// Heads the X report.
    public var xReport = "X REPORT"
    /// Heads the Z report, before its number.
    public var zReport = "Z REPORT"
    /// Before the number of the report that is completed.
    public var supplementTo = "Supplement to"
    /// Before when the session began.
    public var from = "From"
    /// Before when the report was drawn up.
    public var to = "To"
    /// Before the number of receipts.
    public var receipts = "Receipts"
    /// Before what was sold.
    public var sales = "Sales"
    /// Before what came back.
    public var returns = "Returns"
    /// Before what voids took back.
    public var voids = "Voids"
    /// Before the turnover.
    public var netSales = "Net sales"
    /// Before what came off.
    public var discounts = "Discounts"
    /// Heads the sums of the payments.
    public var payments = "Payments"
    /// Heads the cash.
    public var drawer = "Drawer"
    /// Before what was put in at the start.
    public var float = "Float"
    /// Before cash that came in.
    public var cashPayments = "Cash payments"
    /// Before cash that was paid out.
    public var cashRefunds = "Cash refunds"
    /// Before cash put in without a receipt.
    public var paidIn = "Paid in"
    /// Before cash taken out without a receipt.
    public var paidOut = "Paid out"
    /// Before what should be in the drawer.
    public var expected = "Expected"
    /// Before what was counted.
    public var counted = "Counted"
    /// Before the difference.
    public var variance = "Variance"
    /// Before all that the register has turned over.
    public var perpetual = "Perpetual total"
    /// Before the same, every amount counted as positive.
    public var perpetualAbsolute = "Perpetual absolute"

    /// English, with dates as in ISO 8601.
    public static let english = ReceiptWords()

    /// What a method of payment is called.
    public func name(of method: Receipt.Payment.Method) -> String {
        switch method {
        case .cash: cash
        case .card: card
        case .transfer: transfer
        case .giftCard: giftCard
        case .points: points
        case .storeCredit: storeCredit
        case .makerCoupon: makerCoupon
        case .other: other
        }
    }
}
