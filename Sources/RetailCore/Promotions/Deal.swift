/// A deal as the search sees it: how many units of which lines make a set, and what a unit costs in it.
struct Deal {
    let promotion: Int32
    let priority: Int
    let group: String?
    /// Units per part.
    let counts: [Int]
    /// The lines that can fill each part, ascending.
    let lines: [[Int32]]
    let reward: GoodsSet.Reward
    /// How many sets there may be; `Int.max` without limit.
    let most: Int
    /// Units in a set.
    let size: Int64
    /// What the first, second … unit of a set costs of its price, or gets of its amount, in millionths: together exactly all of it.
    private let slices: [Int64]

    /// nil where it can never work on single units or sets.
    init?(_ number: Int32, _ promotion: Promotion, lines: [[Int32]], most: Int) {
        let counts: [Int]
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
        size = Int64(counts.reduce(0, +))
        switch reward {
        case .price(let amount), .amount(let amount): slices = Self.slices(amount, Int(size))
        case .percent, .cheapest, .last: slices = []
        }
    }

    /// What a unit of this price costs as the `filled`-th (from 0) of its set, in `part`. A price for the set, and an amount off it, is
    /// spread over its units as they come; the sum over a set is exact.
    func price(of price: Int64, part: Int, filled: Int64) -> Int64 {
        switch reward {
        case .price: return slice(filled)
        case .amount:
            let off = slice(filled)
            return size == 1 ? max(0, price - off) : price - off
        case .percent(let percent): return price - MicroMoney.share(of: price, percent)
        case .cheapest(let count, let percent):
            return filled >= size - Int64(count) ? price - MicroMoney.share(of: price, percent) : price
        case .last(let percent): return part == counts.count - 1 ? price - MicroMoney.share(of: price, percent) : price
        }
    }

    /// The least that a unit can cost in this deal, whatever else is in its set.
    func lowestPrice(of price: Int64, part: Int) -> Int64 {
        switch reward {
        case .price: slice(0)
        case .amount: max(size == 1 ? 0 : .min, price - slice(0) - 1)
        case .percent, .last: self.price(of: price, part: part, filled: 0)
        case .cheapest(_, let percent): price - MicroMoney.share(of: price, percent)
        }
    }

    private static func slices(_ amount: Money, _ count: Int) -> [Int64] {
        let whole = Int128(amount.minor) * Int128(MicroMoney.perMinor)
        return (0..<count).map { number in
            Int64(truncatingIfNeeded: whole * Int128(number + 1) / Int128(count) - whole * Int128(number) / Int128(count))
        }
    }

    /// A part may wait for others with the units of several sets.
    private func slice(_ filled: Int64) -> Int64 { slices[Int(filled % size)] }

    /// Whether the cart has the units for one set, and the best of them would gain by it.
    func isPossible(_ goods: [CartGoods.Line], _ base: [Int64]) -> Bool {
        var gain: Int64 = 0
        for (part, count) in counts.enumerated() {
            var best: [Int64] = []
            for line in lines[part] {
                let least = base[Int(line)] - lowestPrice(of: goods[Int(line)].price, part: part)
                for _ in 0..<min(goods[Int(line)].units, Int64(count)) { best.append(least) }
            }
            guard best.count >= count else { return false }
            best.sort(by: >)
            for value in best.prefix(count) { gain = gain.addingReportingOverflow(value).partialValue }
        }
        return gain > 0
    }
}
