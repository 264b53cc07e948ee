/// A line's base price by every rule there is, in this order:
///
/// 1. Expired goods have no price.
/// 2. The price lists (`PriceBook`).
/// 3. A label that carries its total ends it here: the total stands, the quantity follows from the list's price (without quantity breaks). Near-expiry rules don't
///    touch it (goods marked down get a new label), nor does a hand (take a discount instead).
/// 4. Near-expiry rules: of all that cover the product the lowest price, ties by rule id.
/// 5. A price set by hand, if the policy lets it pass.
public struct UnitPricing: Sendable {
    /// The price lists.
    public let book: PriceBook
    /// By id.
    public let markdowns: [MarkdownRule]
    /// Who may set prices by hand, and how far.
    public let overrides: OverridePolicy
    /// Of each amount, once.
    public let rounding: RoundingMode

    /// Without near-expiry rules, and with overrides only where they are approved, unless said otherwise.
    public init(book: PriceBook, markdowns: [MarkdownRule] = [], overrides: OverridePolicy = .approvedOnly, rounding: RoundingMode) {
        self.book = book
        self.markdowns = markdowns.sorted { $0.id < $1.id }
        self.overrides = overrides
        self.rounding = rounding
    }

    /// - Throws: `price.expired`, `price.none`, `price.label-override` (a price set by hand on a label's total), what `LabelPrice` and
    ///   `OverridePolicy.judge` throw, `money.overflow`.
    public func price(of request: PriceRequest) throws(Fault) -> LinePrice {
        if let expiry = request.expiry, expiry < request.day {
            throw Fault(.unprocessable, "price.expired", "The last day on which this could be sold was \(expiry).")
        }
        // How much is in a labelled pack is only known from the price: no quantity break can count.
        let quantity = request.labelTotal == nil ? request.together ?? request.quantity : .zero
        let quote = book.price(product: request.product, store: request.store, tier: request.tier, quantity: quantity, at: request.at)
        var steps: [LinePrice.Step] = []
        if let quote { steps.append(.list(quote)) }
        if let total = request.labelTotal {
            guard request.override == nil else {
                throw Fault(.unprocessable, "price.label-override", "The label's price stands; take a discount instead.")
            }
            let label = try LabelPrice(total: total, unitPrice: quote?.unitPrice, rounding: rounding)
            return LinePrice(
                quantity: label.quantity, unitPrice: quote?.unitPrice, listPrice: quote?.unitPrice, shelf: total,
                steps: steps + [.label(label)])
        }
        var unitPrice = quote?.unitPrice
        if let price = unitPrice, let markdown = try markdown(of: price, request) {
            unitPrice = markdown.after
            steps.append(.markdown(markdown))
        }
        if let override = request.override {
            try overrides.judge(override, replacing: unitPrice, floor: request.floor)
            steps.append(.override(override, before: unitPrice))
            unitPrice = override.unitPrice
        }
        guard let unitPrice else {
            throw Fault(
                .unprocessable, "price.none",
                "No price was given, and no price list has one for the product, in this store, at this moment.")
        }
        let shelf = try Money.price(unit: unitPrice, times: request.quantity, mode: rounding)
        return LinePrice(quantity: request.quantity, unitPrice: unitPrice, listPrice: quote?.unitPrice, shelf: shelf, steps: steps)
    }

    private func markdown(of price: Money, _ request: PriceRequest) throws(Fault) -> Markdown? {
        guard let expiry = request.expiry else { return nil }
        var best: Markdown?
        for rule in markdowns where rule.covers(request.product, categories: request.categories) {
            guard case .reduced(let markdown) = try rule.verdict(on: price, expiry: expiry, on: request.day, rounding: rounding) else {
                continue
            }
            if best.map({ markdown.after < $0.after }) ?? true { best = markdown }
        }
        return best
    }
}
