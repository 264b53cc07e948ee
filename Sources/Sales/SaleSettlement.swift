import Operations
import RetailCore

/// How payments settle a sale: the core's `Settlement`, and for what a till says has happened, what it says.
///
/// By request payments that don't come to what is due are refused. A till's sale is paid and printed: it is taken as it is, and flagged.
struct SaleSettlement {
    private(set) var rows: [SalePaymentRow] = []
    private(set) var flags: Set<SaleFlag> = []

    /// - Parameters:
    ///   - coupons: what the lines say that makers' coupons paid.
    ///   - step: the smallest coin.
    /// - Throws: `sale.payments-differ` (422), of what is no fact.
    init(
        _ payments: [Payment], of sale: ID<Sale>, due: Money, coupons: Money, step: Int64, isFact: Bool
    ) throws(Fault) {
        if payments.contains(where: \.hadCardNumber) { flags.insert(.cardNumberDropped) }
        if payments.isEmpty, due == .zero, coupons == .zero { return }
        let problem = SaleSettlement.problem(payments, due: due, coupons: coupons)
        if !isFact, let problem { throw problem }
        if let settlement = SaleSettlement.settled(payments, due: due, step: step) {
            rows = zip(payments, settlement.parts).enumerated().map { ordinal, pair in
                SalePaymentRow(sale, ordinal, pair.0, settled: pair.1.settled, change: pair.1.change, rounding: pair.1.rounding)
            }
            if problem != nil { flags.insert(.paymentsDiffer) }
        } else {
            guard isFact else { throw SaleSettlement.differs("The payments don't come to what is due: \(due.minor).", due) }
            try take(payments, of: sale, due: due)
        }
        let change = try Money.sum(rows.map(\.change))
        if change >= SaleSettlement.muchChange, change.minor / 10 > due.minor { flags.insert(.changeImplausible) }
    }

    /// 1,000.00: a drawer has hardly more. Somebody scanned a code into the field of cash.
    private static let muchChange = Money(minor: 100_000)

    /// As a till says it was.
    private mutating func take(_ payments: [Payment], of sale: ID<Sale>, due: Money) throws(Fault) {
        for (ordinal, payment) in payments.enumerated() {
            let (change, rounding) = (payment.change ?? .zero, payment.rounding ?? .zero)
            let settled = try payment.amount.subtracting(change).subtracting(rounding)
            rows.append(SalePaymentRow(sale, ordinal, payment, settled: settled, change: change, rounding: rounding))
        }
        flags.insert(.paymentsDiffer)
    }

    /// What the core makes of them: nil where they don't settle what is due, or not as the till says.
    private static func settled(_ payments: [Payment], due: Money, step: Int64) -> Settlement? {
        guard due >= .zero, let rounding = try? CashRounding(stepMinor: step) else { return nil }
        var rules = TenderRules(rounding: rounding)
        // A terminal's token and a card's number are not asked for here; of coupons worth more than the goods the rest is paid out.
        for kind in [TenderKind.card, .giftCard, .storeCredit] { rules[kind].needsReference = false }
        rules[.makerCoupon].excess = .change
        let tenders = payments.map { Tendered($0.method, $0.amount, points: $0.method == .loyaltyPoints ? Points(1) : .zero) }
        guard let settlement = try? Settlement(due: due, tenders: tenders, rules: rules), settlement.isSettled else { return nil }
        let isAsSaid = zip(payments, settlement.parts).allSatisfy { payment, part in
            (payment.change ?? part.change) == part.change && (payment.rounding ?? part.rounding) == part.rounding
        }
        return isAsSaid ? settlement : nil
    }

    /// Makers' coupons are what the lines say they are, or a refund would give back what was never paid.
    private static func problem(_ payments: [Payment], due: Money, coupons: Money) -> Fault? {
        let paid = payments.filter { $0.method == .makerCoupon }.reduce(Int64(0)) { $0 &+ $1.amount.minor }
        guard paid != coupons.minor else { return nil }
        return Fault(
            .salePaymentsDiffer, "The makers' coupons paid with are not those of the lines: \(coupons.minor).",
            fields: [.init(field: "payments", code: "wrong-sum", message: "Expected maker_coupon payments of \(coupons.minor) in all.")])
    }

    private static func differs(_ words: String, _ due: Money) -> Fault {
        Fault(
            .unprocessable, "sale.payments-differ", words,
            fields: [.init(field: "payments", code: "wrong-sum", message: "Expected \(due.minor) in all; more only in cash.")])
    }
}

extension SalePaymentRow {
    fileprivate init(_ sale: ID<Sale>, _ ordinal: Int, _ payment: Payment, settled: Money, change: Money, rounding: Money) {
        self.init(sale, ordinal, payment.method, settled, reference: payment.reference)
        (tendered, self.change, self.rounding) = (payment.amount, change, rounding)
    }
}
