/// What X and Z reports sum up. Receipts are folded in one by one as they happen, so nothing is computed at close, and the totals of parts
/// merge to the totals of all, in any order.
///
/// Turnover is of goods with their tax. Deposits and gift cards issued are counted apart from it. All amounts are signed as on the
/// receipts: returns are negative, so that `sales + returns + voids = net`.
public struct RegisterTotals: Hashable, Sendable {
    /// A tax rate as it was charged: a rate that changed under its code is another one.
    public struct Rate: Hashable, Sendable, Comparable {
        /// As on the receipts.
        public let code: String
        /// Millionths: 19 % is 190,000.
        public let rateMicro: Int64

        /// A rate under a code.
        public init(code: String, rateMicro: Int64) {
            (self.code, self.rateMicro) = (code, rateMicro)
        }

        /// By code, which Swift compares in normal form C, then by rate.
        public static func < (left: Self, right: Self) -> Bool {
            left.code == right.code ? left.rateMicro < right.rateMicro : left.code < right.code
        }
    }

    /// What was paid by one method.
    public struct PaymentTotal: Hashable, Sendable {
        /// How many payments.
        public var count: Int64 = 0
        /// As handed over: change isn't taken off.
        public var amount: Money = .zero

        /// Nothing, unless said otherwise.
        public init(count: Int64 = 0, amount: Money = .zero) {
            (self.count, self.amount) = (count, amount)
        }
    }

    /// Of all amounts.
    public let currency: Currency
    /// How many sales.
    public internal(set) var saleCount: Int64 = 0
    /// How many refunds.
    public internal(set) var refundCount: Int64 = 0
    /// How many voids.
    public internal(set) var voidCount: Int64 = 0
    /// Goods sold, gross.
    public internal(set) var sales: Money = .zero
    /// Goods that came back, in refunds and exchanges.
    public internal(set) var returns: Money = .zero
    /// What voids took back of receipts.
    public internal(set) var voids: Money = .zero
    /// The turnover: sales, returns and voids.
    public internal(set) var net: Money = .zero
    /// The sum of the magnitudes of every receipt's turnover.
    public internal(set) var absolute: Money = .zero
    /// What came off goods.
    public internal(set) var discount: Money = .zero
    /// Deposits taken, less those given back.
    public internal(set) var deposits: Money = .zero
    /// Gift cards issued or loaded.
    public internal(set) var giftCards: Money = .zero
    /// Of cash rounding.
    public internal(set) var rounding: Money = .zero
    /// Left unpaid.
    public internal(set) var open: Money = .zero
    /// Given back in cash.
    public internal(set) var change: Money = .zero
    /// Cash that came in, less change.
    public internal(set) var cashPayments: Money = .zero
    /// Cash that was paid out; above zero.
    public internal(set) var cashRefunds: Money = .zero
    /// By rate, of goods.
    public internal(set) var taxes: [Rate: TaxedAmount] = [:]
    /// By method.
    public internal(set) var payments: [Receipt.Payment.Method: PaymentTotal] = [:]

    /// Of no receipts.
    public init(currency: Currency) {
        self.currency = currency
    }

    /// Sales, refunds and voids.
    public var receiptCount: Int64 { saleCount &+ refundCount &+ voidCount }

    /// - Throws: `totals.currency-differs`, `receipt.not-fiscal`, `money.overflow` (`unprocessable`). The totals then stay as they were.
    public mutating func add(_ receipt: Receipt) throws(Fault) {
        guard receipt.currency == currency else { throw Self.currencyDiffers }
        guard receipt.state.isFiscal else {
            throw Fault(.unprocessable, "receipt.not-fiscal", "A receipt that is \(receipt.state.rawValue) is in no totals.")
        }
        var sum = self
        try sum.addLines(of: receipt)
        switch receipt.kind {
        case .sale: sum.saleCount = try Self.adding(saleCount, 1)
        case .refund: sum.refundCount = try Self.adding(refundCount, 1)
        case .void: sum.voidCount = try Self.adding(voidCount, 1)
        }
        sum.discount = try discount.adding(receipt.totals.discount)
        sum.rounding = try rounding.adding(receipt.totals.rounding)
        sum.open = try open.adding(receipt.totals.open)
        sum.change = try change.adding(receipt.totals.change)
        sum.cashPayments = try cashPayments.subtracting(receipt.totals.change)
        for rate in receipt.taxes {
            try sum.add(TaxedAmount(rate.net, tax: rate.tax, mode: .exclusive), at: Rate(code: rate.code, rateMicro: rate.rateMicro))
        }
        for payment in receipt.payments { try sum.add(payment) }
        self = sum
    }

    /// Of a code in several normal forms, which are one and the same, the one with the lowest bytes is kept, whatever came first.
    mutating func add(_ amount: TaxedAmount, at rate: Rate) throws(Fault) {
        guard let index = taxes.index(forKey: rate) else {
            taxes[rate] = amount
            return
        }
        let (known, sum) = (taxes[index].key, try taxes[index].value.adding(amount))
        if rate.code.utf8.lexicographicallyPrecedes(known.code.utf8) { taxes.remove(at: index) }
        taxes[rate] = sum
    }

    private mutating func addLines(of receipt: Receipt) throws(Fault) {
        var turnover = Money.zero
        for line in receipt.lines {
            let gross = try line.gross(receipt.taxRules.mode)
            switch line.kind {
            case .goods:
                turnover = try turnover.adding(gross)
                if receipt.kind == .void { continue }
                if gross < .zero { returns = try returns.adding(gross) } else { sales = try sales.adding(gross) }
            case .deposit: deposits = try deposits.adding(gross)
            case .giftCard: giftCards = try giftCards.adding(gross)
            }
        }
        if receipt.kind == .void { voids = try voids.adding(turnover) }
        net = try net.adding(turnover)
        absolute = try absolute.adding(turnover < .zero ? try turnover.negated() : turnover)
    }

    private mutating func add(_ payment: Receipt.Payment) throws(Fault) {
        var total = payments[payment.method] ?? PaymentTotal()
        total.count = try Self.adding(total.count, 1)
        total.amount = try total.amount.adding(payment.amount)
        payments[payment.method] = total
        guard payment.method == .cash else { return }
        if payment.amount < .zero {
            cashRefunds = try cashRefunds.subtracting(payment.amount)
        } else {
            cashPayments = try cashPayments.adding(payment.amount)
        }
    }

    static func adding(_ count: Int64, _ more: Int64) throws(Fault) -> Int64 {
        try Money(minor: count).adding(Money(minor: more)).minor
    }

    static var currencyDiffers: Fault {
        Fault(.unprocessable, "totals.currency-differs", "Amounts of different currencies have no sum.")
    }
}
