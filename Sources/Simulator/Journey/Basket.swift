import RetailCore
package import Sales

/// A basket of the data as the sale it was.
///
/// A line: `quantity_milli` = quantity × 1000; `shelf_minor` = sales_value + retail_disc + coupon_match_disc;
/// `loyalty_discount_minor` = retail_disc; `coupon_discount_minor` = coupon_match_disc (the store's own money, matching the
/// maker's); `maker_coupon_minor` = coupon_disc, which is a tender, for the maker pays it; so revenue = sales_value.
/// Lines of quantity 0 (a void scan; 49 times with money: money without goods) and lines of value 0 stay: no line is dropped.
///
/// Payments: the makers' coupons where there are any, and for the rest "other", as the data doesn't say how people paid. Where
/// the coupons come to more than the goods, the rest is change, which the server works out: what the customer was paid out.
package struct Basket: Sendable, Equatable {
    package var lines: [TransactionLine]

    package init(lines: [TransactionLine]) {
        self.lines = lines
    }

    /// - Parameter receiptNumber: the till's own running number.
    package func sale(receiptNumber: Int64) -> CompleteSale {
        var sale = CompleteSale(lines: lines.map(Basket.sold), payments: payments)
        sale.customer = lines.first.map { JourneyNames.customer(household: $0.household) }
        sale.receiptNumber = receiptNumber
        sale.stock = .fact
        return sale
    }

    package var payments: [Payment] {
        let coupons = lines.reduce(0) { $0 + $1.couponDiscount }
        let rest = lines.reduce(0) { $0 + $1.salesValue } - coupons
        var payments: [Payment] = []
        if coupons > 0 { payments.append(Payment(.makerCoupon, Money(minor: coupons))) }
        if rest > 0 { payments.append(Payment(.other, Money(minor: rest))) }
        return payments
    }

    private static func sold(_ line: TransactionLine) -> SoldLine {
        var sold = SoldLine(
            product: JourneyNames.product(line.product), quantity: Quantity(milli: line.quantity * 1000), shelf: Money(minor: line.shelf))
        sold.loyaltyDiscount = Money(minor: line.retailDiscount)
        sold.couponDiscount = Money(minor: line.couponMatchDiscount)
        sold.makerCoupon = Money(minor: line.couponDiscount)
        return sold
    }
}
