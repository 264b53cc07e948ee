import Operations
import RetailCore

/// How the money of a refund goes back: the way it was paid, unless somebody says otherwise.
struct RefundPayments {
    private(set) var rows: [SalePaymentRow] = []
    private(set) var flags: Set<SaleFlag> = []
    private let refund: ID<Sale>

    /// - Parameters:
    ///   - due: of the refund, below zero.
    ///   - coupon: what of it goes back to makers' coupons, not above zero.
    ///   - paid: the sale's payments; what goes back is noted in them, for `world`.
    ///   - method: how it was given back; nil: the way it was paid.
    init(
        _ refund: ID<Sale>, due: Money, coupon: Money, over paid: [SalePaymentRow], by method: TenderKind?, step: Int64, in world: World
    ) throws(Fault) {
        self.refund = refund
        if coupon != .zero { add(.makerCoupon, coupon, nil) }
        let rest = try coupon.subtracting(due)
        guard rest > .zero else {
            // More of coupons than of goods: nothing to give, and nothing to take.
            if rest != .zero { try pay(method ?? .cash, rest, nil, step) }
            return
        }
        var paid = paid
        var open = rest
        for index in RefundPayments.order(of: paid, method) {
            let part = min(open, try paid[index].amount.subtracting(paid[index].refunded))
            guard part > .zero else { continue }
            open = try open.subtracting(part)
            paid[index].refunded = try paid[index].refunded.adding(part)
            world.put(paid[index])
            if method == nil { try pay(paid[index].method, part, paid[index].reference, step) }
        }
        if let method {
            try pay(method, rest, nil, step)
            if open > .zero { flags.insert(.refundTenderDiffers) }
        } else if open > .zero {
            // The sale's own payments don't have as much: what it took back itself, empties say, was paid with goods.
            try pay(.cash, open, nil, step)
        }
    }

    /// In the core's order: value that can only be spent here, then to the card or account, cash last. A maker's coupon is in nobody's hand.
    private static func order(of paid: [SalePaymentRow], _ method: TenderKind?) -> [Int] {
        let kinds = method.map { [$0] } ?? RefundPolicy.usual
        return kinds.flatMap { kind in paid.indices.filter { paid[$0].method == kind } }
    }

    private mutating func pay(_ method: TenderKind, _ amount: Money, _ reference: String?, _ step: Int64) throws(Fault) {
        let exact = try amount.negated()
        add(method, exact, reference)
        guard method == .cash, let last = rows.indices.last else { return }
        rows[last].rounding = try CashRounding(stepMinor: step).adjustment(for: exact)
        rows[last].tendered = try exact.adding(rows[last].rounding)
    }

    private mutating func add(_ method: TenderKind, _ amount: Money, _ reference: String?) {
        rows.append(SalePaymentRow(refund, rows.count, method, amount, reference: reference))
    }
}
