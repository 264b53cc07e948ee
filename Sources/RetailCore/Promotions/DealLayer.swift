extension CartPricing {
    /// Deals the units out to the deals so that the customer pays least.
    ///
    /// A deal that works on units one by one is best taken wherever nothing better is had: it sets a unit's base price. What is left are deals
    /// that need several units or run out; only where these beat the base prices of their units do they have to be weighed against each
    /// other, and only against those that want the same goods. `DealSearch` does that.
    mutating func deal() throws(Fault) {
        let base = basePrices()
        let deals = candidates(base)
        var plan = DealPlan.nothing
        if !deals.isEmpty {
            var chooser = DealChooser(set: set, lines: goods.lines, base: base.map(\.price), basePriority: base.map(\.priority))
            plan = chooser.best(of: deals)
            isProvenBest = chooser.isProvenBest
        }
        try apply(plan, base)
    }

    struct Base {
        /// What a unit costs with the best deal that works on it alone, in millionths.
        var price: Int64
        var promotion: Int32?
        var priority: Int
    }

    private mutating func basePrices() -> [Base] {
        var base = goods.lines.map { Base(price: $0.price, promotion: nil, priority: 0) }
        for line in base.indices { improve(&base[line], heading: 0, line: line) }
        for place in goods.places { improve(&base[Int(place.line)], heading: place.heading, line: Int(place.line)) }
        return base
    }

    private mutating func improve(_ base: inout Base, heading: Int32, line: Int) {
        let price = goods.lines[line].price
        let lists = set.headings[Int(heading)]
        for list in [lists.percents, lists.amounts, lists.fixedPrices] where !list.isEmpty {
            guard let number = strongest(of: list, line) else { continue }
            let lower = price - Self.off(set.promotions[Int(number)].benefit, price)
            let isPreferred = base.promotion.map { set.promotions.prefers(number, to: $0) } ?? true
            guard lower < price, lower < base.price || (lower == base.price && isPreferred) else { continue }
            base = Base(price: lower, promotion: number, priority: set.promotions[Int(number)].priority)
        }
    }

    /// The first that holds takes most off, for the list is sorted; others may take as much, where it is all there is.
    private mutating func strongest(of list: [Int32], _ line: Int) -> Int32? {
        var found: (number: Int32, off: Int64)?
        for number in list where holds(number) && !excepts(set.compiled[Int(number)].goods, line) {
            let off = Self.off(set.promotions[Int(number)].benefit, goods.lines[line].price)
            if let found, off < found.off { break }
            if found.map({ set.promotions.prefers(number, to: $0.number) }) ?? true { found = (number, off) }
        }
        return found?.number
    }

    /// The deals that hold and could be filled from the cart with a gain, by preference.
    private mutating func candidates(_ base: [Base]) -> [Deal] {
        var found: [(promotion: Int32, part: Int32, line: Int32)] = []
        for reference in set.headings[0].parts where holds(reference.promotion) {
            for line in goods.lines.indices { found.append((reference.promotion, reference.part, Int32(line))) }
        }
        for place in goods.places {
            for reference in set.headings[Int(place.heading)].parts where holds(reference.promotion) {
                found.append((reference.promotion, reference.part, place.line))
            }
        }
        found.sort { left, right in
            if left.promotion != right.promotion { return left.promotion < right.promotion }
            return left.part != right.part ? left.part < right.part : left.line < right.line
        }
        var deals: [Deal] = []
        var start = 0
        while start < found.count {
            let number = found[start].promotion
            var parts: [[Int32]] = Array(repeating: [], count: set.compiled[Int(number)].parts.count)
            while start < found.count, found[start].promotion == number {
                let (part, line) = (Int(found[start].part), found[start].line)
                if parts[part].last != line, !excepts(set.compiled[Int(number)].parts[part], Int(line)) { parts[part].append(line) }
                start += 1
            }
            if let deal = Deal(number, set.promotions[Int(number)], lines: parts, most: usesLeft(set.promotions[Int(number)])),
                deal.isPossible(goods.lines, base.map(\.price))
            {
                deals.append(deal)
            }
        }
        return deals.sorted { set.promotions.prefers($0.promotion, to: $1.promotion) }
    }

    private mutating func apply(_ plan: DealPlan, _ base: [Base]) throws(Fault) {
        var left = goods.lines.map(\.units)
        for used in plan.deals.sorted(by: { $0.promotion < $1.promotion }) {
            // Equal fractions of a millionth go to the first line.
            let shares = used.shares.sorted { $0.line < $1.line }
            for share in shares { left[Int(share.line)] -= share.units }
            let off = try allocate(Money(minor: used.discount), over: shares.map { goods.lines[Int($0.line)].price * $0.units })
            for (share, amount) in zip(shares, off) { take(amount.minor, off: Int(share.line), .promotion(used.promotion)) }
            uses[used.promotion, default: 0] += used.sets
        }
        for line in base.indices where left[line] > 0 {
            guard let promotion = base[line].promotion else { continue }
            take((goods.lines[line].price - base[line].price) * left[line], off: line, .promotion(promotion))
            uses[promotion, default: 0] += Int(left[line])
        }
    }
}
