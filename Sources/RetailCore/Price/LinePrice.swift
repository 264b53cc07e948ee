/// What a line's price depends on.
public struct PriceRequest: Hashable, Sendable {
    /// What is priced.
    public var product: ProductID
    /// The product's category, and those above it.
    public var categories: [CategoryID] = []
    /// Where.
    public var store: StoreID
    /// The customer's; nil: of no tier.
    public var tier: CustomerTier?
    /// Below zero for goods coming back without a receipt. Not used where a label carries the total.
    public var quantity: Quantity
    /// How much of the product the whole cart has, which is what quantity breaks go by; nil: this line alone (`countTogether`).
    public var together: Quantity?
    /// At which moment the price lists are asked.
    public var at: Instant
    /// The store's business day.
    public var day: Day
    /// The last day on which this batch may be sold; nil where it keeps, or nobody knows.
    public var expiry: Day?
    /// The amount in a price-embedded code.
    public var labelTotal: Money?
    /// A price set by hand.
    public var override: PriceOverride?
    /// The lowest unit price that may be set by hand.
    public var floor: Money?

    /// Without categories, expiry, label or override, which may be set.
    public init(product: ProductID, store: StoreID, quantity: Quantity, at: Instant, day: Day) {
        self.product = product
        self.store = store
        self.quantity = quantity
        self.at = at
        self.day = day
    }

    /// Sets `together` for the lines of a cart: those of one product reach quantity breaks together, so that it doesn't matter how they were
    /// scanned. What is sold and what comes back count apart, and packs whose label says their price not at all.
    ///
    /// - Throws: `quantity.overflow`.
    public static func countTogether(_ requests: inout [PriceRequest]) throws(Fault) {
        var sold: [ProductID: Quantity] = [:]
        var returned = sold
        for request in requests where request.labelTotal == nil {
            if request.quantity < .zero {
                returned[request.product] = try (returned[request.product] ?? .zero).adding(request.quantity)
            } else {
                sold[request.product] = try (sold[request.product] ?? .zero).adding(request.quantity)
            }
        }
        for index in requests.indices {
            let (product, quantity) = (requests[index].product, requests[index].quantity)
            requests[index].together = quantity < .zero ? returned[product] : sold[product]
        }
    }
}

/// What a line costs before promotions, and how that came about.
public struct LinePrice: Hashable, Sendable {
    /// One thing that decided the price; what comes later in the list of steps changed what was before.
    public enum Step: Hashable, Sendable {
        /// The price lists have one.
        case list(PriceQuote)
        /// A near-expiry rule lowered it.
        case markdown(Markdown)
        /// Set by hand; `before` is nil where there was no price.
        case override(PriceOverride, before: Money?)
        /// The label's total stands.
        case label(LabelPrice)
    }

    /// As asked for, or as derived from the label's total.
    public let quantity: Quantity
    /// Per whole stock unit, after all steps; nil where only a label's total is known.
    public let unitPrice: Money?
    /// What the price lists say, if they say anything.
    public let listPrice: Money?
    /// Unit price × quantity, rounded once, or the label's total.
    public let shelf: Money
    /// In the order in which they worked.
    public let steps: [Step]
}
