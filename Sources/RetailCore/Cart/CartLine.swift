/// One line of a cart: what is bought, how much of it, at what shelf price.
public struct CartLine: Hashable, Sendable {
    /// What is bought.
    public var product: ProductID
    /// Deposits and gift cards are no turnover: they carry no tax, and promotions don't see them.
    public var kind: Receipt.Line.Kind
    /// The product's own and all above it.
    public var categories: [CategoryID]
    /// Whose make it is, for promotions that name brands.
    public var brand: String?
    /// Whatever else a promotion may name a line by.
    public var tags: [String]
    /// What the quantity counts. nil: pieces.
    public var unit: UnitOfMeasure?
    /// Thousandths; zero is money without goods. Below zero, as the amount, for empties taken back and the like, only where nothing may come
    /// off. What a receipt sold isn't returned in here: refunds go by what was stored (`StoredLine`).
    public var quantity: Quantity
    /// Per whole unit, 0 or more; nil where only the label's amount is known.
    public var unitPrice: Money?
    /// What the line costs before any discount: unit price times quantity, or what its label says.
    public var shelf: Money
    /// Whether anything may be taken off: not where the law, a maker or an overridden price forbids.
    public var isDiscountable: Bool
    /// Granted by a person on this line, before every promotion, in this order.
    public var discounts: [ManualDiscount]
    /// The taxes on it; none for deposits and gift cards.
    public var taxes: TaxComponents

    /// A line as it is: `Checkout` refuses what can't be.
    public init(
        product: ProductID, kind: Receipt.Line.Kind = .goods, categories: [CategoryID] = [], brand: String? = nil, tags: [String] = [],
        unit: UnitOfMeasure? = nil, quantity: Quantity, unitPrice: Money?, shelf: Money, isDiscountable: Bool = true,
        discounts: [ManualDiscount] = [], taxes: TaxComponents = .none
    ) {
        (self.product, self.kind, self.categories, self.brand, self.tags) = (product, kind, categories, brand, tags)
        (self.unit, self.quantity, self.unitPrice, self.shelf) = (unit, quantity, unitPrice, shelf)
        (self.isDiscountable, self.discounts, self.taxes) = (isDiscountable, discounts, taxes)
    }

    /// A line at the price that was found for it (`UnitPricing`): a label's total stands, and its quantity with it.
    public init(
        product: ProductID, categories: [CategoryID] = [], brand: String? = nil, tags: [String] = [], unit: UnitOfMeasure? = nil,
        price: LinePrice, isDiscountable: Bool = true, discounts: [ManualDiscount] = [], taxes: TaxComponents = .none
    ) {
        self.init(
            product: product, categories: categories, brand: brand, tags: tags, unit: unit, quantity: price.quantity,
            unitPrice: price.unitPrice, shelf: price.shelf, isDiscountable: isDiscountable, discounts: discounts, taxes: taxes)
    }

    /// The same line at the price that was found for it.
    public func priced(as price: LinePrice) -> CartLine {
        var line = self
        (line.quantity, line.unitPrice, line.shelf) = (price.quantity, price.unitPrice, price.shelf)
        return line
    }

    /// A line at a unit price, its shelf amount rounded once. Not for a labelled pack, whose amount is printed: that is computed anew here.
    ///
    /// - Throws: `money.overflow`.
    public init(
        product: ProductID, categories: [CategoryID] = [], brand: String? = nil, tags: [String] = [],
        unit: UnitOfMeasure? = nil, quantity: Quantity, unitPrice: Money, rounding: RoundingMode
    ) throws(Fault) {
        self.init(
            product: product, categories: categories, brand: brand, tags: tags, unit: unit, quantity: quantity, unitPrice: unitPrice,
            shelf: try Money.price(unit: unitPrice, times: quantity, mode: rounding))
    }

    /// Whether promotions and people may take anything off.
    public var mayBeReduced: Bool { isDiscountable && kind == .goods }

    /// By weight, length and the like, not in pieces: for promotions it is one unit, and what a promotion gives for each kilogram or metre goes by
    /// the quantity. Also what has a quantity that isn't whole, whatever it counts; not money without goods, which has no kilograms to go by.
    public var isMeasured: Bool { quantity != .zero && ((unit ?? .one).dimension != .count || quantity.milli % 1000 != 0) }

    /// - Throws: `cart.line-invalid` (`unprocessable`).
    func check() throws(Fault) {
        guard (unitPrice ?? .zero) >= .zero else { throw Self.invalid("unit_price_minor", "A unit can't cost less than nothing.") }
        if shelf < .zero || quantity < .zero {
            guard kind != .giftCard, !mayBeReduced else {
                throw Self.invalid(
                    quantity < .zero ? "quantity_milli" : "shelf_minor",
                    "Only a deposit, or goods that nothing may be taken off, can be below zero.")
            }
            guard shelf <= .zero, quantity <= .zero else {
                throw Self.invalid("shelf_minor", "Quantity and amount are both below zero, or neither is.")
            }
        }
        guard kind == .goods || taxes == .none else { throw Self.invalid("taxes", "Money that is no turnover carries no tax.") }
    }

    private static func invalid(_ field: String, _ message: String) -> Fault {
        Fault(
            .unprocessable, "cart.line-invalid", "A line of the cart can't be as it is.",
            fields: [.init(field: field, code: "line-invalid", message: message)])
    }
}
