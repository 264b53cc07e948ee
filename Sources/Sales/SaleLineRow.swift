import JSON
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
    package static let table = TableShape(SaleLineRow.self, "sale_line", .documents)

    package var key = SaleLineKey(sale: .none, line: 0)
    package var kind: SaleRow.Kind = .sale
    package var store: ID<Store> = .none
    package var businessDay = Day(number: 0)
    package var product: ID<Product> = .none
    package var quantity = Quantity(milli: 0)
    package var unitPrice: Money = .zero
    package var amounts = LineAmounts()
    package var taxRateMicro: Int64 = 0
    package var picks = ""
    package var refunded = Quantity(milli: 0)
    package var refundedRevenue: Money = .zero

    package var group: ID<Sale> { key.sale }

    package init() {}

    package mutating func columns<Visitor: ColumnVisitor>(_ column: inout Visitor) throws(Visitor.Failure) {
        try column("sale_id", &key.sale, .hidden)
        try column("line", &key.line)
        try column("kind", &kind, .hidden)
        try column("store_id", &store, .hidden)
        try column("business_day", &businessDay, .hidden)
        try column("product_id", &product)
        try column("quantity_milli", &quantity)
        try column("unit_price_minor", &unitPrice)
        try column("shelf_minor", &amounts.shelf)
        try column("loyalty_discount_minor", &amounts.loyaltyDiscount, .sparse)
        try column("coupon_discount_minor", &amounts.couponDiscount, .sparse)
        try column("promotion_discount_minor", &amounts.promotionDiscount, .sparse)
        try column("manual_discount_minor", &amounts.manualDiscount, .sparse)
        try column("revenue_minor", &amounts.revenue)
        try column("maker_coupon_minor", &amounts.makerCoupon, .sparse)
        try column("tax_rate_micro", &taxRateMicro, .detail)
        try column("tax_minor", &amounts.tax, .sparse)
        try column("cost_minor", &amounts.cost, .cost)
        try column("picks", &picks, .hidden)
        try column("refunded_milli", &refunded, .detail, "Given back so far.")
        try column("refunded_minor", &refundedRevenue, .detail, "Given back so far.")
    }

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
