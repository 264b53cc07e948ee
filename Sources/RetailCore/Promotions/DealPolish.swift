/// Betters a plan that isn't proven best: takes the sets of two or three deals apart and deals their units, and those that nobody has, out anew,
/// as long as that helps. So few deals are searched through to the end, where all of them together are too many.
struct DealPolish {
    let deals: [Deal]
    let lines: [CartGoods.Line]
    let base: [Int64]
    let basePriority: [Int]
    /// Of more deals no three are chosen: there would be too many.
    private static let mostForThree = 12
    /// Of few deals, and of many, where each step does less.
    private static let mostSteps = (few: 1_200_000, many: 400_000)
    /// What beginning a search counts as, besides one for each line.
    private static let stepsPerSearch = 300
    /// How many looks at a place are left.
    private(set) var steps: Int

    init(deals: [Deal], lines: [CartGoods.Line], base: [Int64], basePriority: [Int], steps: Int) {
        (self.deals, self.lines, self.base, self.basePriority) = (deals, lines, base, basePriority)
        self.steps = min(steps, deals.count <= Self.mostForThree ? Self.mostSteps.few : Self.mostSteps.many)
    }

    /// No worse than `plan`; also tries what comes of beginning with each deal alone.
    mutating func bettered(_ plan: DealPlan) -> DealPlan {
        guard deals.count > 1 else { return plan }
        let choices = self.choices
        var best = plan
        for first in [nil] + choices.indices.prefix(deals.count).map(Optional.some) {
            let found = climb(from: first == nil ? plan : .nothing, choices, first: first ?? 0)
            if found.isBetter(than: best) { best = found }
        }
        return best
    }

    /// Each deal alone; two that want a line both; then, of few deals, three of which each wants one with another.
    private var choices: [[Int]] {
        let wanted = deals.map { Set($0.lines.joined()) }
        let single = deals.indices.map { [$0] }
        var pairs: [[Int]] = []
        for one in deals.indices {
            for other in deals.indices.dropFirst(one + 1) where !wanted[one].isDisjoint(with: wanted[other]) { pairs.append([one, other]) }
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
    private mutating func climb(from start: DealPlan, _ choices: [[Int]], first: Int) -> DealPlan {
        var plan = start
        var (next, inVain) = (first, 0)
        while inVain < choices.count, steps > 0 {
            if let better = bettered(plan, choices[next]) { (plan, inVain) = (better, 0) } else { inVain += 1 }
            next = (next + 1) % choices.count
        }
        return plan
    }

    private mutating func bettered(_ plan: DealPlan, _ choice: [Int]) -> DealPlan? {
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
        var search = DealSearch(deals: chosen, lines: lines, open: open, base: base, basePriority: basePriority, steps: steps)
        let found = search.best()
        steps = search.steps
        guard found.isBetter(than: taken) else { return nil }
        kept.add(found)
        return kept
    }
}
