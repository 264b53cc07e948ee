/// What a unit costs in a set, in millionths. Plain numbers, for it is asked for each way to deal units out.
struct SetPrice {
    let reward: GoodsSet.Reward
    /// Units in a set.
    let size: Int64
    private let lastPart: Int
    /// What works on single units, by their measure.
    private let single: UnitBenefit?
    /// A price for the set or an amount off it, by the units: so much each, and of the rest what falls to the first, second … of them.
    private let slice: Int64
    private let rest: Int64

    init(_ reward: GoodsSet.Reward, _ counts: [Int], single: UnitBenefit?) {
        (self.reward, size, lastPart, self.single) = (reward, Int64(counts.reduce(0, +)), counts.count - 1, single)
        switch reward {
        case .price(let amount), .amount(let amount):
            (slice, rest) = (amount.minor * MicroMoney.perMinor).quotientAndRemainder(dividingBy: size)
        case .percent, .cheapest, .last: (slice, rest) = (0, 0)
        }
    }

    /// What a unit of this price costs as the `filled`-th (from 0) of its set, in `part`. A price for the set, and an amount off it, is
    /// spread over its units as they come; the sum over a set is exact.
    func price(of price: Int64, _ measure: Int64, part: Int, filled: Int64) -> Int64 {
        if let single { return price - single.off(price, measure) }
        switch reward {
        case .price: return slice(filled)
        case .amount: return size == 1 ? max(0, price - slice) : price - slice(filled)
        case .percent(let percent): return price - MicroMoney.share(of: price, percent)
        case .cheapest(let count, let percent):
            return filled >= size - Int64(count) ? price - MicroMoney.share(of: price, percent) : price
        case .last(let percent): return part == lastPart ? price - MicroMoney.share(of: price, percent) : price
        }
    }

    /// The least that a unit can cost, whatever else is in its set.
    func lowestPrice(of price: Int64, _ measure: Int64, part: Int) -> Int64 {
        if let single { return price - single.off(price, measure) }
        return switch reward {
        case .price: slice
        case .amount: size == 1 ? max(0, price - slice) : price - slice - 1
        case .percent, .last: self.price(of: price, measure, part: part, filled: 0)
        case .cheapest(_, let percent): price - MicroMoney.share(of: price, percent)
        }
    }

    /// How much less than the whole amount off its set a unit costs; 0 where the deal is no amount off a set. Sets of units without a shortfall
    /// cost more than the amount for certain.
    func shortfall(of price: Int64) -> Int64 {
        guard case .amount = reward, size > 1 else { return 0 }
        return max(0, slice * size + rest - price)
    }

    /// A part may wait for others with the units of several sets.
    private func slice(_ filled: Int64) -> Int64 {
        guard rest > 0 else { return slice }
        let number = filled % size
        return slice + (number + 1) * rest / size - number * rest / size
    }
}

extension Deal {
    /// What one set costs whose members are given by falling price.
    func cost(of members: [DealSets.Member]) -> Int64 {
        var cost: Int64 = 0
        for (filled, member) in members.enumerated() {
            cost += price.price(of: member.price, member.measure, part: member.part, filled: Int64(filled))
        }
        return max(0, cost)
    }

    /// What one set costs that has all units of a part from one line.
    func cost(ofEqual lines: [CartGoods.Line]) -> Int64 {
        if size == 1, let line = lines.first { return max(0, price.price(of: line.price, line.measure, part: 0, filled: 0)) }
        let prices = lines.map(\.price)
        var full: Int64 = 0
        for (count, price) in zip(counts, prices) { full += price * Int64(count) }
        switch price.reward {
        case .price(let amount): return amount.minor * MicroMoney.perMinor
        case .amount(let amount): return max(0, full - amount.minor * MicroMoney.perMinor)
        case .percent(let percent):
            return zip(counts, prices).reduce(full) { $0 - MicroMoney.share(of: $1.1, percent) * Int64($1.0) }
        case .cheapest(let count, let percent): return full - MicroMoney.share(of: prices[0], percent) * Int64(count)
        case .last(let percent):
            return full - MicroMoney.share(of: prices[prices.count - 1], percent) * Int64(counts[counts.count - 1])
        }
    }
}
