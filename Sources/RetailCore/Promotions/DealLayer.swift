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
            var chooser = DealChooser(lines: goods.lines, base: base.map(\.price), basePriority: base.map(\.priority))
            plan = chooser.best(of: deals)
            if !chooser.isProvenBest { isProvenBest = false }
        }
        try apply(plan, base)
    }

    /// So many times a deal may want a line; no usual cart comes to a hundredth.
    static let mostWanted = 50_000

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
        if !set.headings[Int(heading)].percents.isEmpty { improve(&base, set.headings[Int(heading)].percents, line) }
        if !set.headings[Int(heading)].amounts.isEmpty { improve(&base, set.headings[Int(heading)].amounts, line) }
        if !set.headings[Int(heading)].fixedPrices.isEmpty { improve(&base, set.headings[Int(heading)].fixedPrices, line) }
    }

    private mutating func improve(_ base: inout Base, _ list: [Int32], _ line: Int) {
        let full = goods.lines[line].price
        for number in list where holds(number) && !excepts(number, line) {
            let price = full - set.compiled[Int(number)].benefit.off(full, goods.lines[line].measure)
            guard price < full else { return }
            let isPreferred = base.promotion.map { set.compiled.prefers(number, to: $0) } ?? true
            if price < base.price || (price == base.price && isPreferred) {
                base = Base(price: price, promotion: number, priority: set.compiled[Int(number)].priority)
            }
            // The strongest that holds is enough: the lists are sorted. But several can take off all there is.
            guard price == 0 else { return }
        }
    }

    /// The deals that hold and could be filled from the cart with a gain, by preference.
    private mutating func candidates(_ base: [Base]) -> [Deal] {
        var found: [(promotion: Int32, part: Int32, line: Int32)] = []
        func add(_ reference: PartReference, _ line: Int32) {
            if found.count < Self.mostWanted { found.append((reference.promotion, reference.part, line)) } else { isProvenBest = false }
        }
        for reference in set.headings[0].parts where holds(reference.promotion) {
            for line in goods.lines.indices { add(reference, Int32(line)) }
        }
        for place in goods.places {
            for reference in set.headings[Int(place.heading)].parts where holds(reference.promotion) { add(reference, place.line) }
        }
        found.sort { left, right in
            if left.promotion != right.promotion { return left.promotion < right.promotion }
            return left.part != right.part ? left.part < right.part : left.line < right.line
        }
        var deals: [Deal] = []
        var start = 0
        while start < found.count {
            let number = found[start].promotion
            var parts: [[Int32]] = Array(repeating: [], count: set.parts[Int(number)].count)
            while start < found.count, found[start].promotion == number {
                let (part, line) = (Int(found[start].part), found[start].line)
                if parts[part].last != line, !excepts(goods: set.parts[Int(number)][part], Int(line)) { parts[part].append(line) }
                start += 1
            }
            if let deal = Deal(
                number, set.promotions[Int(number)], lines: parts, of: goods.lines, most: usesLeft(set.promotions[Int(number)])),
                deal.isPossible(goods.lines, base.map(\.price))
            {
                deals.append(deal)
            }
        }
        return deals.sorted { set.compiled.prefers($0.promotion, to: $1.promotion) }
    }

    private mutating func apply(_ plan: DealPlan, _ base: [Base]) throws(Fault) {
        var left = goods.lines.map(\.units)
        for used in plan.deals.sorted(by: { $0.promotion < $1.promotion }) {
            // Equal fractions of a millionth go to the first line.
            let shares = used.shares.sorted { $0.line < $1.line }
            for share in shares { left[Int(share.line)] -= share.units }
            let off = try Money(minor: used.discount).allocated(over: shares.map { goods.lines[Int($0.line)].price * $0.units })
            for (share, amount) in zip(shares, off) { take(amount.minor, off: Int(share.line), .promotion(used.promotion)) }
            uses[used.promotion, default: 0] += used.sets
            for share in shares { note(share.units, of: Int(share.line), in: used.promotion) }
        }
        for line in base.indices where left[line] > 0 {
            guard let promotion = base[line].promotion else { continue }
            take((goods.lines[line].price - base[line].price) * left[line], off: line, .promotion(promotion))
            uses[promotion, default: 0] += Int(left[line])
            note(left[line], of: line, in: promotion)
        }
    }

    private mutating func note(_ units: Int64, of line: Int, in promotion: Int32) {
        shares[promotion, default: []].append(PricedCart.Share(line: goods.lines[line].position, units: Int(units)))
    }
}
