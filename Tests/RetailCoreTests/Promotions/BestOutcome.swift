import RetailCore

/// The rules of `Promotion` taken literally: tries every way to deal the units of a small cart out. Amounts in millionths of a minor unit,
/// exact as long as percentages are whole and at most three meet.
struct BestOutcome {
    let promotions: [Promotion]

    private struct Unit {
        let line: CartLine
        var price: Int64
    }

    /// What is left to pay, rounded half to even.
    func amount(_ cart: Cart) -> Int64 {
        var units: [Unit] = []
        for line in cart.lines {
            let count = max(1, line.quantity.milli / 1000)
            for _ in 0..<count { units.append(Unit(line: line, price: lowered(line.shelf.minor / count * 1_000_000, line))) }
        }
        let left = total(cheapest(units[...]), cart)
        let (whole, rest) = left.quotientAndRemainder(dividingBy: 1_000_000)
        return whole + (rest > 500_000 || (rest == 500_000 && whole % 2 == 1) ? 1 : 0)
    }

    private func off(_ benefit: Benefit, _ price: Int64) -> Int64 {
        switch benefit {
        case .percent(let percent): price / 1_000_000 * percent.micro + price % 1_000_000 * percent.micro / 1_000_000
        case .amount(let amount): min(price, amount.minor * 1_000_000)
        case .fixedPrice(let fixed): max(0, price - fixed.minor * 1_000_000)
        case .set, .spend: 0
        }
    }

    private func order(_ promotion: Promotion) -> Int {
        switch promotion.benefit {
        case .percent: 0
        case .amount: 1
        case .fixedPrice, .spend, .set: 2
        }
    }

    private func ordered(_ layer: Promotion.Layer) -> [Promotion] {
        promotions.filter { $0.layer == layer }.sorted { (order($0), $0.id) < (order($1), $1.id) }
    }

    private func lowered(_ price: Int64, _ line: CartLine) -> Int64 {
        ordered(.price).filter { $0.goods.contains(line) }.reduce(price) { $0 - off($1.benefit, $0) }
    }

    private func total(_ rest: Int64, _ cart: Cart) -> Int64 {
        ordered(.total).reduce(rest) { left, promotion in
            guard case .spend(let steps) = promotion.benefit else { return left - off(promotion.benefit, left) }
            let spend = cart.lines.filter { promotion.goods.contains($0) }.reduce(0) { $0 + $1.shelf.minor }
            return steps.filter { $0.spend.minor <= spend }.reduce(left) { best, step in
                switch step.off {
                case .percent(let percent): min(best, left - off(.percent(percent), left))
                case .amount(let amount): min(best, left - off(.amount(amount), left))
                }
            }
        }
    }

    /// The least that these units can cost.
    private func cheapest(_ units: ArraySlice<Unit>) -> Int64 {
        guard let first = units.first else { return 0 }
        let others = units.dropFirst()
        var best = first.price + cheapest(others)
        for promotion in promotions where promotion.layer == .deal {
            if case .set(let set) = promotion.benefit {
                for part in set.parts.indices where set.parts[part].goods.contains(first.line) {
                    var missing = set.parts.map(\.count)
                    missing[part] -= 1
                    fill(set, missing, [(first, part)], others, []) { members, rest in
                        best = min(best, cost(set, members) + cheapest(rest))
                    }
                }
            } else if promotion.goods.contains(first.line) {
                best = min(best, first.price - off(promotion.benefit, first.price) + cheapest(others))
            }
        }
        return best
    }

    private func fill(
        _ set: GoodsSet, _ missing: [Int], _ members: [(Unit, Int)], _ units: ArraySlice<Unit>, _ skipped: [Unit],
        _ found: ([(Unit, Int)], ArraySlice<Unit>) -> Void
    ) {
        if missing.allSatisfy({ $0 == 0 }) { return found(members, (skipped + units)[...]) }
        guard let next = units.first else { return }
        for part in missing.indices where missing[part] > 0 && set.parts[part].goods.contains(next.line) {
            var fewer = missing
            fewer[part] -= 1
            fill(set, fewer, members + [(next, part)], units.dropFirst(), skipped, found)
        }
        fill(set, missing, members, units.dropFirst(), skipped + [next], found)
    }

    private func cost(_ set: GoodsSet, _ members: [(Unit, Int)]) -> Int64 {
        let sum = members.reduce(0) { $0 + $1.0.price }
        switch set.reward {
        case .price(let price): return price.minor * 1_000_000
        case .amount(let amount): return max(0, sum - amount.minor * 1_000_000)
        case .percent(let percent): return members.reduce(0) { $0 + $1.0.price - off(.percent(percent), $1.0.price) }
        case .cheapest(let count, let percent):
            return sum - members.map(\.0.price).sorted().prefix(count).reduce(0) { $0 + off(.percent(percent), $1) }
        case .last(let percent):
            return sum - members.filter { $0.1 == set.parts.count - 1 }.reduce(0) { $0 + off(.percent(percent), $1.0.price) }
        }
    }
}
