/// What a promotion gives.
public enum Benefit: Hashable, Sendable {
    /// Off the price of each unit; in the total layer off the total.
    case percent(Percent)
    /// Minor units off the price of each unit, never below zero; in the total layer off the total, once.
    case amount(Money)
    /// What each unit costs where it would cost more.
    case fixedPrice(Money)
    /// So many units together: buy X get Y, cheapest free, mix and match, bundles. Deal layer only.
    case set(GoodsSet)
    /// By how much of the promotion's goods is bought, at shelf prices: of the steps reached, the one that takes most off. Total layer only.
    case spend([SpendStep])
}

/// From `spend` minor units on, this comes off the total.
public struct SpendStep: Hashable, Sendable {
    /// Minor units at shelf prices.
    public let spend: Money
    /// Off the total.
    public let off: Off

    /// Checked by `Promotion`.
    public init(from spend: Money, off: Off) {
        (self.spend, self.off) = (spend, off)
    }
}

/// Units that are bought together, and what together they get.
public struct GoodsSet: Hashable, Sendable {
    /// So many units of these goods.
    public struct Part: Hashable, Sendable {
        /// Any of these.
        public let goods: Goods
        /// 1 … 1000 units. A weighed line counts as one.
        public let count: Int

        /// Checked by `Promotion`.
        public init(_ count: Int, of goods: Goods) {
            (self.goods, self.count) = (goods, count)
        }
    }

    /// What a set gets.
    public enum Reward: Hashable, Sendable {
        /// The set costs this: mix and match, bundles.
        case price(Money)
        /// Off the set, never more than it costs.
        case amount(Money)
        /// Off each unit of the set.
        case percent(Percent)
        /// Off the cheapest so many units of the set. One part only.
        case cheapest(Int, Percent)
        /// Off the units of the last part only: buy these, get those.
        case last(Percent)
    }

    /// 1 … 8, in which a unit fills one place only.
    public let parts: [Part]
    /// What the set gets.
    public let reward: Reward

    /// Checked by `Promotion`.
    public init(_ parts: [Part], _ reward: Reward) {
        (self.parts, self.reward) = (parts, reward)
    }

    /// Any `count` of `goods` for `price`.
    public static func mixAndMatch(_ count: Int, of goods: Goods, for price: Money) -> GoodsSet {
        GoodsSet([Part(count, of: goods)], .price(price))
    }

    /// Of any `count` of `goods`, the cheapest `free` cost nothing. "Buy 2 get 1 free" of the same goods is 1 free of 3.
    public static func cheapestFree(_ free: Int, of count: Int, _ goods: Goods) -> GoodsSet {
        GoodsSet([Part(count, of: goods)], .cheapest(free, .whole))
    }

    /// Buy `bought`, get `given` with `percent` off.
    public static func buy(_ bought: Part, get given: Part, off percent: Percent = .whole) -> GoodsSet {
        GoodsSet([bought, given], .last(percent))
    }

    /// One price for all parts together.
    public static func bundle(_ parts: [Part], for price: Money) -> GoodsSet { GoodsSet(parts, .price(price)) }

    /// Units in one set.
    var size: Int { parts.reduce(0) { $0 + $1.count } }
}
