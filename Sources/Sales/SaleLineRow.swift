package import JSON
package import Operations
package import RetailCore

package struct SaleLineKey: TableKey {
    package var sale: ID<Sale>
    package var line: Int32

    package init(sale: ID<Sale>, line: Int32) {
        (self.sale, self.line) = (sale, line)
    }

    package static var width: Int { 2 }

    package func write(to cells: inout CellWriter) {
        cells.id(sale)
        cells.int32(line)
    }

    package static func < (left: Self, right: Self) -> Bool { (left.sale, left.line) < (right.sale, right.line) }
}

/// A line as it was sold. What a refund gives back is computed from what stands here, never from today's prices.
package struct SaleLineRow: GroupedTable {
    package static var name: String { "sale_line" }
    package static var lockOrder: LockOrder { .saleLine }
    package static let columns = [
        Column("sale_id", .id), Column("line", .int32), Column("kind", .text), Column("store_id", .id), Column("business_day", .day),
        Column("product_id", .id),
        Column("quantity_milli", .int64), Column("unit_price_minor", .int64), Column("shelf_minor", .int64),
        Column("loyalty_discount_minor", .int64),
        Column("coupon_discount_minor", .int64), Column("promotion_discount_minor", .int64), Column("manual_discount_minor", .int64),
        Column("revenue_minor", .int64), Column("maker_coupon_minor", .int64), Column("tax_rate_micro", .int64),
        Column("tax_minor", .int64),
        Column("cost_minor", .int64), Column("picks", .text), Column("refunded_milli", .int64), Column("refunded_minor", .int64),
    ]

    package var key: SaleLineKey
    package var kind: SaleRow.Kind
    package var store: ID<Store>
    package var businessDay: Day
    package var product: ID<Product>
    package var quantity: Quantity
    package var unitPrice: Money
    package var amounts: LineAmounts
    package var taxRateMicro: Int64
    package var picks: String
    package var refunded: Quantity = Quantity(milli: 0)
    package var refundedRevenue: Money = .zero

    package var group: ID<Sale> { key.sale }

    package init(
        key: SaleLineKey, kind: SaleRow.Kind, store: ID<Store>, businessDay: Day, product: ID<Product>, quantity: Quantity,
        unitPrice: Money,
        amounts: LineAmounts, taxRateMicro: Int64, picks: String
    ) {
        (self.key, self.kind, self.store, self.businessDay, self.product, self.quantity) = (
            key, kind, store, businessDay, product, quantity
        )
        (self.unitPrice, self.amounts, self.taxRateMicro, self.picks) = (unitPrice, amounts, taxRateMicro, picks)
    }

    package init(_ cells: inout CellReader) throws(Fault) {
        key = SaleLineKey(sale: try cells.id(), line: try cells.int32())
        kind = SaleRow.Kind(rawValue: try cells.text()) ?? .sale
        store = try cells.id()
        businessDay = try cells.day()
        product = try cells.id()
        quantity = try cells.quantity()
        unitPrice = try cells.money()
        amounts = LineAmounts()
        amounts.shelf = try cells.money()
        amounts.loyaltyDiscount = try cells.money()
        amounts.couponDiscount = try cells.money()
        amounts.promotionDiscount = try cells.money()
        amounts.manualDiscount = try cells.money()
        amounts.revenue = try cells.money()
        amounts.makerCoupon = try cells.money()
        taxRateMicro = try cells.int64()
        amounts.tax = try cells.money()
        amounts.cost = try cells.money()
        picks = try cells.text()
        refunded = try cells.quantity()
        refundedRevenue = try cells.money()
    }

    package func write(to cells: inout CellWriter) {
        key.write(to: &cells)
        cells.text(kind.rawValue)
        cells.id(store)
        cells.day(businessDay)
        cells.id(product)
        cells.quantity(quantity)
        cells.money(unitPrice)
        cells.money(amounts.shelf)
        cells.money(amounts.loyaltyDiscount)
        cells.money(amounts.couponDiscount)
        cells.money(amounts.promotionDiscount)
        cells.money(amounts.manualDiscount)
        cells.money(amounts.revenue)
        cells.money(amounts.makerCoupon)
        cells.int64(taxRateMicro)
        cells.money(amounts.tax)
        cells.money(amounts.cost)
        cells.text(picks)
        cells.quantity(refunded)
        cells.money(refundedRevenue)
    }

    /// As tills and callers see it.
    package func members(_ writer: inout JSONWriter) {
        writer.member("line", Int64(key.line))
        writer.member("product_id", product)
        writer.member("quantity_milli", quantity)
        writer.member("unit_price_minor", unitPrice)
        writer.member("shelf_minor", amounts.shelf)
        if amounts.loyaltyDiscount != .zero { writer.member("loyalty_discount_minor", amounts.loyaltyDiscount) }
        if amounts.couponDiscount != .zero { writer.member("coupon_discount_minor", amounts.couponDiscount) }
        if amounts.promotionDiscount != .zero { writer.member("promotion_discount_minor", amounts.promotionDiscount) }
        if amounts.manualDiscount != .zero { writer.member("manual_discount_minor", amounts.manualDiscount) }
        writer.member("revenue_minor", amounts.revenue)
        if amounts.makerCoupon != .zero { writer.member("maker_coupon_minor", amounts.makerCoupon) }
        if amounts.tax != .zero { writer.member("tax_minor", amounts.tax) }
    }
}

/// Every amount of a line, in minor units; all of them negative on a refund's.
package struct LineAmounts: Sendable, Equatable {
    /// Price times quantity, before any discount.
    package var shelf: Money = .zero
    /// Granted to holders of the loyalty card.
    package var loyaltyDiscount: Money = .zero
    /// Granted by the store against a coupon, its own or matching a maker's.
    package var couponDiscount: Money = .zero
    package var promotionDiscount: Money = .zero
    package var manualDiscount: Money = .zero
    /// Shelf less the discounts: what the store earns.
    package var revenue: Money = .zero
    /// Paid with a manufacturer's coupon: a tender that the maker reimburses, not a discount.
    package var makerCoupon: Money = .zero
    package var tax: Money = .zero
    package var cost: Money = .zero

    package init() {}

    package func discount() throws(Fault) -> Money { try Money.sum([loyaltyDiscount, couponDiscount, promotionDiscount, manualDiscount]) }

    /// What goes back in proportion with the revenue; the shelf amount follows from revenue and discounts.
    var shared: [Money] { [loyaltyDiscount, couponDiscount, promotionDiscount, manualDiscount, makerCoupon, tax, cost] }

    /// What came of a refund: parts in the order of `shared`.
    init(revenue: Money, shared: [Money]) throws(Fault) {
        guard shared.count == 7 else {
            throw Fault(.broken, "internal.refund-parts", "The refund could not be computed.", diagnosis: "\(shared.count) parts")
        }
        self.revenue = revenue
        (loyaltyDiscount, couponDiscount, promotionDiscount, manualDiscount) = (shared[0], shared[1], shared[2], shared[3])
        (makerCoupon, tax, cost) = (shared[4], shared[5], shared[6])
        shelf = try revenue.adding(try discount())
    }

    func negated() throws(Fault) -> LineAmounts {
        var parts: [Money] = []
        for amount in shared { parts.append(try amount.negated()) }
        return try LineAmounts(revenue: try revenue.negated(), shared: parts)
    }
}
