/// A cart with everything that came off it, line by line, to the cent.
///
/// For each line, shelf − discounts = amount. The total is rounded once, from the exact sum; the lines share it by largest remainder.
public struct PricedCart: Hashable, Sendable {
    /// A line of the cart, priced.
    public struct Line: Hashable, Sendable {
        /// Before anything came off.
        public let shelf: Money
        /// What the line costs after all discounts; its tax is not computed yet. What a refund gives back in the end.
        public let amount: Money
        /// In the order in which they came off; each above zero.
        public let discounts: [Discount]
    }

    /// A part of a line's price that came off.
    public struct Discount: Hashable, Sendable {
        /// What took it off.
        public let source: DiscountSource
        /// Above zero.
        public let amount: Money

        /// One part of what came off a line.
        public init(source: DiscountSource, amount: Money) {
            (self.source, self.amount) = (source, amount)
        }
    }

    /// What a promotion did for the whole cart.
    public struct Use: Hashable, Sendable {
        /// Which promotion.
        public let promotion: ID<Promotion>
        /// Units or sets in the deal layer, else 1: what counts towards the promotion's limits.
        public let uses: Int
        /// What it took off the whole cart.
        public let discount: Money
        /// Which of its spend steps took it off, from 0; nil where it has none.
        public let step: Int?
        /// Whose units took part, also where nothing came off them: by line. Deal layer only.
        public let shares: [Share]

        /// As the cart's pricing found it.
        public init(promotion: ID<Promotion>, uses: Int, discount: Money, step: Int? = nil, shares: [Share] = []) {
            (self.promotion, self.uses, self.discount, self.step, self.shares) = (promotion, uses, discount, step, shares)
        }
    }

    /// Some units of a line.
    public struct Share: Hashable, Sendable {
        /// Its index in the cart.
        public let line: Int
        /// How many of the line's units.
        public let units: Int

        /// So many units of a line.
        public init(line: Int, units: Int) {
            (self.line, self.units) = (line, units)
        }
    }

    /// In the cart's order.
    public let lines: [Line]
    /// The sum of the lines before anything came off.
    public let shelf: Money
    /// The sum of the lines after all discounts.
    public let amount: Money
    /// By promotion id.
    public let uses: [Use]
    /// Whether it was proved that no other combination costs less. Not so where very many sets compete for the same goods: then it is the
    /// best of those looked at, still the same on every machine.
    public let isProvenBest: Bool
}

/// Where a discount comes from.
public enum DiscountSource: Hashable, Sendable {
    /// A promotion, by its id.
    case promotion(ID<Promotion>)
    /// The line's own manual discount of this index.
    case line(Int)
    /// The cart's manual discount of this index.
    case cart(Int)
}
