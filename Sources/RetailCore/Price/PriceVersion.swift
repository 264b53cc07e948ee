/// A price of a product from some moment on. Never edited: a new price is a new version.
public struct PriceVersion: Hashable, Sendable {
    /// A lower (or other) unit price for larger quantities: from 10 on 0.90.
    public struct Break: Hashable, Sendable {
        /// From this quantity on, for all of it. Above zero.
        public let from: Quantity
        /// Per whole stock unit.
        public let unitPrice: Money

        /// Checked by `PriceVersion`.
        public init(from: Quantity, unitPrice: Money) {
            self.from = from
            self.unitPrice = unitPrice
        }
    }

    /// What it is the price of.
    public let product: ProductID
    /// The first moment at which it holds.
    public let from: Instant
    /// The first moment at which it no longer holds; nil: until another comes.
    public let until: Instant?
    /// Per whole stock unit, below all breaks.
    public let unitPrice: Money
    /// In rising order of quantity.
    public let breaks: [Break]

    /// How many quantity breaks a version may have.
    public static let mostBreaks = 20

    /// - Throws: `price.negative`, `price.validity-empty`, `price.breaks-wrong` (more than `mostBreaks`, two at one quantity, or one that isn't
    ///   above zero); all `unprocessable`.
    public init(_ product: ProductID, from: Instant, until: Instant? = nil, unitPrice: Money, breaks: [Break] = []) throws(Fault) {
        guard unitPrice >= .zero, !breaks.contains(where: { $0.unitPrice < .zero }) else { throw Self.negative }
        if let until, until <= from { throw Fault(.unprocessable, "price.validity-empty", "A price has to end after it begins.") }
        let sorted = breaks.sorted { $0.from < $1.from }
        let areApart = zip(sorted, sorted.dropFirst()).allSatisfy { $0.from < $1.from }
        guard breaks.count <= Self.mostBreaks, areApart, sorted.first.map({ $0.from > .zero }) ?? true else {
            throw Fault(
                .unprocessable, "price.breaks-wrong", "Quantity breaks need different quantities above zero, at most \(Self.mostBreaks).")
        }
        self.product = product
        self.from = from
        self.until = until
        self.unitPrice = unitPrice
        self.breaks = sorted
    }

    /// The break that a quantity has reached; what comes back counts as what is sold.
    func reached(by quantity: Quantity) -> Break? {
        breaks.last { $0.from.milli.magnitude <= quantity.milli.magnitude }
    }

    static var negative: Fault { Fault(.unprocessable, "price.negative", "A price can't be below zero.") }
}
