/// The words of receipts and reports in one language, and how it writes numbers and dates.
public struct ReceiptWords: Hashable, Sendable {
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
    public var dateStyle = DateStyle.iso

    public var refund = "REFUND"
    public var void = "VOID"
    public var refersTo = "Original receipt"
    public var training = "TRAINING - NOT A RECEIPT"
    public var cancelled = "CANCELLED"
    public var voided = "VOIDED"
    public var suspended = "SUSPENDED - NOT A RECEIPT"
    public var copy = "COPY"
    public var receipt = "Receipt"
    public var businessDay = "Business day"
    public var cashier = "Cashier"
    public var taxNumber = "Tax no."
    public var deposit = "Deposit"
    public var giftCard = "Gift card"
    public var batch = "Batch"
    public var times = "x"
    public var subtotal = "Subtotal"
    public var total = "TOTAL"
    public var saved = "You saved"
    public var tax = "Tax"
    public var net = "net"
    public var rounding = "Cash rounding"
    public var change = "Change"
    public var open = "Still to pay"
    public var authorisation = "Auth."
    public var check = "Check"

    public var cash = "Cash"
    public var card = "Card"
    public var transfer = "Bank transfer"
    public var points = "Points"
    public var storeCredit = "Store credit"
    public var makerCoupon = "Manufacturer's coupon"
    public var other = "Other"

    public var xReport = "X REPORT"
    public var zReport = "Z REPORT"
    public var supplementTo = "Supplement to"
    public var from = "From"
    public var to = "To"
    public var receipts = "Receipts"
    public var sales = "Sales"
    public var returns = "Returns"
    public var voids = "Voids"
    public var netSales = "Net sales"
    public var discounts = "Discounts"
    public var payments = "Payments"
    public var drawer = "Drawer"
    public var float = "Float"
    public var cashPayments = "Cash payments"
    public var cashRefunds = "Cash refunds"
    public var paidIn = "Paid in"
    public var paidOut = "Paid out"
    public var expected = "Expected"
    public var counted = "Counted"
    public var variance = "Variance"
    public var perpetual = "Perpetual total"
    public var perpetualAbsolute = "Perpetual absolute"

    public static let english = ReceiptWords()

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
