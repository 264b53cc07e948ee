extension RegisterTotals {
    /// The totals of both, as if all receipts had been folded into one.
    ///
    /// - Throws: `totals.currency-differs`, `money.overflow` (`unprocessable`). The totals then stay as they were.
    public mutating func merge(_ other: RegisterTotals) throws(Fault) {
        guard other.currency == currency else { throw Self.currencyDiffers }
        var sum = self
        sum.saleCount = try Self.adding(saleCount, other.saleCount)
        sum.refundCount = try Self.adding(refundCount, other.refundCount)
        sum.voidCount = try Self.adding(voidCount, other.voidCount)
        sum.sales = try sales.adding(other.sales)
        sum.returns = try returns.adding(other.returns)
        sum.voids = try voids.adding(other.voids)
        sum.net = try net.adding(other.net)
        sum.absolute = try absolute.adding(other.absolute)
        sum.discount = try discount.adding(other.discount)
        sum.deposits = try deposits.adding(other.deposits)
        sum.giftCards = try giftCards.adding(other.giftCards)
        sum.rounding = try rounding.adding(other.rounding)
        sum.open = try open.adding(other.open)
        sum.change = try change.adding(other.change)
        sum.cashPayments = try cashPayments.adding(other.cashPayments)
        sum.cashRefunds = try cashRefunds.adding(other.cashRefunds)
        for (rate, amount) in other.taxes { try sum.add(amount, at: rate) }
        for (method, added) in other.payments {
            let total = sum.payments[method] ?? PaymentTotal()
            sum.payments[method] = PaymentTotal(
                count: try Self.adding(total.count, added.count), amount: try total.amount.adding(added.amount))
        }
        self = sum
    }
}
