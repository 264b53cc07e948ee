import Operations
import RetailCore

/// A line's price as its sender has it, held against the listed one.
struct PricedLine {
    /// Shelf, discounts and revenue; taxes and cost come later.
    var amounts = LineAmounts()
    let unitPrice: Money
    /// What a manager should look at: the unit's or the line's price is not the listed one.
    let differs: Bool
    /// The sender decided what is paid, and not the list: another price, or any discount, for nothing here computes those yet.
    let isOverridden: Bool

    /// - Throws: `sale.no-price` (422), and what sums beyond all bounds throw.
    init(_ line: SoldLine, listed: Money?, mode: RoundingMode) throws(Fault) {
        let given = line.unitPrice ?? listed
        let shelf: Money
        var isShelfOff = false
        if let told = line.shelf {
            shelf = told
            // The till's word is a fact; that it is not price times quantity is for a manager to see.
            if let given {
                let expected = try? Money.price(unit: given, times: line.quantity, mode: mode)
                isShelfOff = expected != told
            }
        } else if let given {
            shelf = try Money.line(given, times: line.quantity, mode: mode, field: "quantity_milli")
        } else {
            throw Fault(.saleNoPrice, "The product has no price here, and none was given.")
        }
        amounts.shelf = shelf
        if let given { unitPrice = given } else { unitPrice = try PricedLine.unitPrice(shelf, line.quantity) }
        (amounts.loyaltyDiscount, amounts.couponDiscount) = (line.loyaltyDiscount, line.couponDiscount)
        (amounts.promotionDiscount, amounts.manualDiscount) = (line.promotionDiscount, line.manualDiscount)
        amounts.makerCoupon = line.makerCoupon
        let discount = try amounts.discount()
        amounts.revenue = try shelf.subtracting(discount)
        differs = isShelfOff || listed != nil && given != listed
        isOverridden = isShelfOff || given != listed || listed == nil || discount != .zero
    }

    /// What one unit came to, where a till knows only what the line came to.
    private static func unitPrice(_ shelf: Money, _ quantity: Quantity) throws(Fault) -> Money {
        quantity.milli == 0
            ? shelf : try Money(exactly: try RoundingMode.halfEven.quotient(of: Int128(shelf.minor) * 1000, by: Int128(quantity.milli)))
    }
}
