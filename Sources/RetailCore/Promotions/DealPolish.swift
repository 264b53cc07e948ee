/// Betters a plan that isn't proven best: takes the sets of two or three deals apart and deals their units, and those that nobody has, out anew,
/// as long as that helps. So few deals are searched through to the end, where all of them together are too many.
struct DealPolish {
    let deals: [Deal]
    let lines: [CartGoods.Line]
    let base: [Int64]
    let basePriority: [Int]
    /// How many looks at a place are left for all polishing of a cart: some 20 ms.
    struct Budget {
        var climbing = 1_200_000
        /// For a first look at each deal alone, and at what would be best without base prices.
        var first = 1_650_000
    }

    private(set) var budget: Budget

    /// Of more deals no three are chosen: there would be too many.
    private static let mostForThree = 12
    /// Of many deals, where each step does less.
    private static let mostClimbingForMany = 400_000
    /// What each has for climbing and for a first look, whatever is left for the cart.
    private static let leastClimbing = 20_000
    private static let leastFirst = 100_000
    /// What is left of them for what would be best without base prices.
    private static let shareForPlain = 10
    /// Of very many deals no more choices are looked at than there could be steps for.
    private static let mostChoices = 1000
    /// What beginning a search counts as, besides one for each line.
    private static let stepsPerSearch = 300

    init(deals: [Deal], lines: [CartGoods.Line], base: [Int64], basePriority: [Int], budget: Budget) {
        (self.deals, self.lines, self.base, self.basePriority, self.budget) = (deals, lines, base, basePriority, budget)
    }

    /// No worse than `plan`, nor than what each deal makes of the cart alone.
    mutating func bettered(_ plan: DealPlan) -> DealPlan {
        let allowedFirst = max(Self.leastFirst, budget.first)
        var left = allowedFirst
        var starts = [plan, plain(&left)]
        if deals.count > 1 { starts += alone(&left) }
        budget.first -= allowedFirst - left
        // From the best first: what is found there leaves the least to do for the others.
        let first = starts.indices.dropFirst().reduce(0) { starts[$1].isBetter(than: starts[$0]) ? $1 : $0 }
        starts.insert(starts.remove(at: first), at: 0)
        var best = starts[0]
        let choices = self.choices
        let most = deals.count <= Self.mostForThree ? budget.climbing : min(budget.climbing, Self.mostClimbingForMany)
        let allowed = max(Self.leastClimbing, most)
        var steps = allowed
        for start in starts {
            let found = climb(from: start, choices, &steps)
            if found.isBetter(than: best) { best = found }
        }
        budget.climbing -= allowed - steps
        return best
    }

    /// What would be best if nothing else took anything off the units: where a low base price makes an amount off a set look better on goods that
    /// cost less than it, this is where it does the most.
    private func plain(_ steps: inout Int) -> DealPlan {
        var plan = search(deals, open: lines.map(\.units), base: lines.map(\.price), &steps, upTo: steps / Self.shareForPlain)
        for index in plan.deals.indices {
            plan.deals[index].gain = plan.deals[index].shares.reduce(plan.deals[index].discount) { gain, share in
                gain - (lines[Int(share.line)].price - base[Int(share.line)]) * share.units
            }
        }
        plan.deals.removeAll { $0.gain <= 0 }
        return plan
    }

    /// What each deal makes of the cart alone. Each gets its share of the steps, and what those before it have left of theirs.
    private func alone(_ steps: inout Int) -> [DealPlan] {
        let chosen = deals.prefix(Self.mostChoices)
        return chosen.enumerated().map { number, deal in
            let share = max(0, steps) / (chosen.count - number)
            let plan = search([deal], open: lines.map(\.units), base: base, &steps, upTo: share)
            steps -= Self.stepsPerSearch + lines.count
            return plan
        }
    }

    /// Each deal alone; two that want a line both; then, of few deals, three of which each wants one with another.
    private var choices: [[Int]] {
        let single = deals.indices.prefix(Self.mostChoices).map { [$0] }
        guard deals.count > 1 else { return single }
        let wanted = deals.map { Set($0.lines.joined()) }
        var pairs: [[Int]] = []
        for one in deals.indices where pairs.count < Self.mostChoices {
            for other in deals.indices.dropFirst(one + 1).prefix(Self.mostChoices) where !wanted[one].isDisjoint(with: wanted[other]) {
                pairs.append([one, other])
            }
        }
        guard deals.count <= Self.mostForThree else { return single + pairs }
        let triples = pairs.flatMap { pair in
            deals.indices.dropFirst(pair[1] + 1).filter { third in pair.contains { !wanted[$0].isDisjoint(with: wanted[third]) } }.map {
                pair + [$0]
            }
        }
        return single + pairs + triples
    }

    /// Round and round, until all choices have been tried in vain.
    private func climb(from start: DealPlan, _ choices: [[Int]], _ steps: inout Int) -> DealPlan {
        var plan = start
        var (next, inVain) = (0, 0)
        while inVain < choices.count, steps > 0 {
            if let better = bettered(plan, choices[next], &steps) { (plan, inVain) = (better, 0) } else { inVain += 1 }
            next = (next + 1) % choices.count
        }
        return plan
    }

    private func bettered(_ plan: DealPlan, _ choice: [Int], _ steps: inout Int) -> DealPlan? {
        steps -= Self.stepsPerSearch + lines.count
        let chosen = choice.map { deals[$0] }
        var (kept, taken) = (DealPlan.nothing, DealPlan.nothing)
        var open = lines.map(\.units)
        for used in plan.deals {
            if chosen.contains(where: { $0.promotion == used.promotion }) {
                taken.deals.append(used)
            } else {
                kept.deals.append(used)
                for share in used.shares { open[Int(share.line)] -= share.units }
            }
        }
        let found = search(chosen, open: open, base: base, &steps, upTo: steps)
        guard found.isBetter(than: taken) else { return nil }
        kept.add(found)
        return kept
    }

    /// The best that some deals can make of what is open, found in no more than `most` steps, which are taken off `steps`.
    private func search(_ some: [Deal], open: [Int64], base: [Int64], _ steps: inout Int, upTo most: Int) -> DealPlan {
        var search = DealSearch(deals: some, lines: lines, open: open, base: base, basePriority: basePriority, steps: most)
        defer { steps -= most - search.steps }
        return search.best()
    }
}
