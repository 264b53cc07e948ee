/// A deal as the search sees it: how many units of which lines make a set, and what a unit costs in it.
struct Deal {
    let promotion: Int32
    let priority: Int
    let group: String?
    /// Units per part.
    let counts: [Int]
    /// The lines that can fill each part, ascending.
    let lines: [[Int32]]
    /// How many sets there may be; `Int.max` without limit.
    var most: Int
    let price: SetPrice

    /// Units in a set.
    var size: Int64 { price.size }

    /// nil where it can never work on single units or sets.
    init?(_ number: Int32, _ promotion: Promotion, lines: [[Int32]], of goods: [CartGoods.Line], most: Int) {
        let counts: [Int]
        let reward: GoodsSet.Reward
        switch promotion.benefit {
        case .set(let set):
            counts = set.parts.map(\.count)
            reward = set.reward
        case .percent(let percent): (counts, reward) = ([1], .percent(percent))
        case .amount(let amount): (counts, reward) = ([1], .amount(amount))
        case .fixedPrice(let price): (counts, reward) = ([1], .price(price))
        case .spend: return nil
        }
        (self.promotion, priority, group, self.counts, self.lines) = (number, promotion.priority, promotion.exclusiveGroup, counts, lines)
        self.most = most
        var single: UnitBenefit?
        if case .set = promotion.benefit {} else { single = UnitBenefit(promotion.benefit) }
        price = SetPrice(Self.within(reward, counts, lines, goods), counts, single: single)
    }

    /// No more is off a set than the dearest units of the cart would cost.
    private static func within(
        _ reward: GoodsSet.Reward, _ counts: [Int], _ lines: [[Int32]], _ goods: [CartGoods.Line]
    ) -> GoodsSet.Reward {
        guard case .amount(let amount) = reward else { return reward }
        var most: Int128 = 0
        for (count, lines) in zip(counts, lines) { most += Int128(count) * Int128(lines.map { goods[Int($0)].price }.max() ?? 0) }
        let minor = (most + Int128(MicroMoney.perMinor) - 1) / Int128(MicroMoney.perMinor)
        return .amount(Money(minor: Int64(min(Int128(amount.minor), minor))))
    }

    /// Whether the cart has the units for one set, and the best of them would gain by it.
    func isPossible(_ goods: [CartGoods.Line], _ base: [Int64]) -> Bool {
        var gain: Int128 = 0
        for (part, count) in counts.enumerated() {
            var offers = lines[part].map { number in
                let line = goods[Int(number)]
                return (off: base[Int(number)] - price.lowestPrice(of: line.price, line.measure, part: part), units: line.units)
            }
            offers.sort { $0.off > $1.off }
            var missing = Int64(count)
            for offer in offers where missing > 0 {
                let taken = min(offer.units, missing)
                gain += Int128(offer.off) * Int128(taken)
                missing -= taken
            }
            guard missing == 0 else { return false }
        }
        return gain > 0
    }
}
