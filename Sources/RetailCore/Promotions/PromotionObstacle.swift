/// What stands between a cart and a promotion that did nothing for it; of several the first in this order.
public enum PromotionObstacle: Hashable, Sendable {
    /// The cart has nothing that it is about.
    case otherGoods
    /// The campaign's first day is still to come.
    case begins(Day)
    /// The campaign's last day is over.
    case ended(Day)
    /// It holds at other hours or weekdays.
    case otherHours
    /// It holds in other stores.
    case otherStore
    /// This code was not shown.
    case coupon(String)
    /// It is for customers of other tiers.
    case otherTier
    /// Not within its days of the customer's birthday, or nobody knows the birthday.
    case noBirthday
    /// It is limited per customer, and nobody knows whose cart this is.
    case unknownCustomer
    /// Its limits leave no use of it.
    case usedUp
    /// So much more has to be bought of the goods that its minimum or its lowest spend step measures, at shelf prices.
    case spend(missing: Money)
    /// So much more has to be in the cart of the goods that its minimum measures.
    case quantity(missing: Quantity)
    /// So many more units are needed for a set.
    case units(missing: Int)
    /// Nothing but what the customer gets already: it would take off less, or nothing at all. Where the result is not proven best, nothing better
    /// was found with it.
    case notBetter
}

extension PromotionSet {
    /// Why the promotions that a cart got nothing from did nothing, by promotion id: what a cashier answers "where is my discount?" with, and what a
    /// till says of an offer that is nearly reached.
    ///
    /// - Parameter priced: what `price` made of the same cart in the same sale.
    /// - Throws: `cart.line-invalid`, `cart.too-large` (`unprocessable`).
    public func obstacles(
        of cart: Cart, in sale: SaleContext, pricedAs priced: PricedCart
    ) throws(Fault) -> [(promotion: ID<Promotion>, obstacle: PromotionObstacle)] {
        var pricing = CartPricing(self, cart, sale, try CartGoods(cart, index))
        let used = Set(priced.uses.map(\.promotion))
        var found: [(promotion: ID<Promotion>, obstacle: PromotionObstacle)] = []
        for (number, promotion) in promotions.enumerated() where !used.contains(promotion.id) {
            found.append((promotion.id, pricing.obstacle(ofUnused: Int32(number))))
        }
        return found
    }
}

extension CartPricing {
    fileprivate mutating func obstacle(ofUnused number: Int32) -> PromotionObstacle {
        let promotion = set.promotions[Int(number)]
        guard isAboutThisCart(number, promotion) else { return .otherGoods }
        if let obstacle = obstacle(number) { return obstacle }
        switch promotion.benefit {
        case .set(let goodsSet):
            let missing = missingUnits(of: goodsSet, number)
            return missing > 0 ? .units(missing: missing) : .notBetter
        case .spend(let steps):
            let lowest = steps.map(\.spend).min() ?? .zero
            let missing = Int128(lowest.minor) - goods.measure(set.compiled[Int(number)].goods, set, cart).spend
            return missing > 0 ? .spend(missing: Money(minor: Int64(clamping: missing))) : .notBetter
        case .percent, .amount, .fixedPrice: return .notBetter
        }
    }

    private func isAboutThisCart(_ number: Int32, _ promotion: Promotion) -> Bool {
        switch promotion.benefit {
        case .set: set.parts[Int(number)].contains { !lines(among: $0).isEmpty }
        case .percent, .amount: promotion.layer == .total ? !goods.lines.isEmpty : !lines(among: set.compiled[Int(number)].goods).isEmpty
        case .fixedPrice, .spend: !lines(among: set.compiled[Int(number)].goods).isEmpty
        }
    }

    /// Each unit fills one place of one part. What is missing is what the worst off of all choices of parts is short of (Hall's theorem).
    private func missingUnits(of goodsSet: GoodsSet, _ number: Int32) -> Int {
        let candidates = set.parts[Int(number)].map { Set(lines(among: $0)) }
        var missing = 0
        for choice in 1..<(1 << goodsSet.parts.count) {
            let chosen = goodsSet.parts.indices.filter { choice & (1 << $0) != 0 }
            let wanted = chosen.reduce(0) { $0 + goodsSet.parts[$1].count }
            let there = chosen.reduce(into: Set<Int32>()) { $0.formUnion(candidates[$1]) }
            // No set takes more, so that no sum overflows.
            let units = there.reduce(0) { $0 + min(goods.lines[Int($1)].units, Int64(goodsSet.size)) }
            missing = max(missing, wanted - Int(units))
        }
        return missing
    }

    private func lines(among entry: Int32) -> [Int32] { goods.lines(among: set.goods[Int(entry)], cart) }
}
