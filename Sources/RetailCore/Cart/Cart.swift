/// What is being bought, at its shelf prices.
public struct Cart: Hashable, Sendable {
    public var lines: [CartLine]
    /// Granted by a person on the whole cart, after every promotion, in this order.
    public var discounts: [ManualDiscount]

    public init(lines: [CartLine] = [], discounts: [ManualDiscount] = []) {
        (self.lines, self.discounts) = (lines, discounts)
    }
}

public struct CartLine: Hashable, Sendable {
    public var product: ID<Product>
    /// The product's own and all above it.
    public var categories: [ID<Category>]
    public var brand: String?
    /// Whatever else a promotion may name a line by.
    public var tags: [String]
    /// What the quantity counts. nil: pieces.
    public var unit: UnitOfMeasure?
    /// Thousandths; zero is money without goods. What comes back isn't in here: refunds return what was stored (`StoredLine`).
    public var quantity: Quantity
    /// Per whole unit; nil where only the label's amount is known.
    public var unitPrice: Money?
    /// What the line costs before any discount: unit price times quantity, or what its label says.
    public var shelf: Money
    /// Whether anything may be taken off: not where the law, a maker or an overridden price forbids.
    public var isDiscountable: Bool
    /// Granted by a person on this line, before every promotion, in this order.
    public var discounts: [ManualDiscount]
    public var taxes: TaxComponents

    public init(
        product: ID<Product>, categories: [ID<Category>] = [], brand: String? = nil, tags: [String] = [],
        unit: UnitOfMeasure? = nil, quantity: Quantity, unitPrice: Money?, shelf: Money, isDiscountable: Bool = true,
        discounts: [ManualDiscount] = [],
        taxes: TaxComponents = .none
    ) {
        (self.product, self.categories, self.brand, self.tags) = (product, categories, brand, tags)
        (self.unit, self.quantity, self.unitPrice, self.shelf) = (unit, quantity, unitPrice, shelf)
        (self.isDiscountable, self.discounts, self.taxes) = (isDiscountable, discounts, taxes)
    }

    /// A line at a unit price, its shelf amount rounded once.
    ///
    /// - Throws: `money.overflow`.
    public init(
        product: ID<Product>, categories: [ID<Category>] = [], brand: String? = nil, tags: [String] = [],
        unit: UnitOfMeasure? = nil, quantity: Quantity, unitPrice: Money, rounding: RoundingMode
    ) throws(Fault) {
        self.init(
            product: product, categories: categories, brand: brand, tags: tags, unit: unit, quantity: quantity, unitPrice: unitPrice,
            shelf: try Money.price(unit: unitPrice, times: quantity, mode: rounding))
    }

    /// By weight, length and the like, not in pieces: for promotions it is one unit, and what a promotion gives for each kilogram or metre goes by
    /// the quantity. Also what has a quantity that isn't whole, whatever it counts.
    public var isMeasured: Bool { (unit ?? .one).dimension != .count || quantity.milli % 1000 != 0 }
}

/// A discount that a person grants.
public struct ManualDiscount: Hashable, Sendable {
    public enum Off: Hashable, Sendable {
        case percent(Percent)
        /// Off the line or the cart, not each unit; never more than it costs.
        case amount(Money)
    }

    public var off: Off
    public var reason: String

    public init(_ off: Off, reason: String) {
        (self.off, self.reason) = (off, reason)
    }
}
