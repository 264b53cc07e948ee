/// Finds the best plan: splits the deals into those that want common goods, and weighs exclusive groups.
struct DealChooser {
    let lines: [CartGoods.Line]
    let base: [Int64]
    let basePriority: [Int]
    private(set) var isProvenBest = true
    /// Looks at a place that are left for the whole cart.
    private var steps = Self.mostSteps
    /// The same, for bettering what isn't proven.
    private var polishBudget = DealPolish.Budget()
    /// What was found for deals that share lines, by their promotions: most of them stand in many combinations of groups.
    private var known: [[Int32]: (plan: DealPlan, isProven: Bool)] = [:]

    /// Some 20 ms.
    static let mostSteps = 3_000_000
    /// What sorting a deal into its cluster counts as.
    static let stepsPerDeal = 8
    /// More combinations of exclusive groups than this are not all tried.
    static let mostCombinations = 64

    init(lines: [CartGoods.Line], base: [Int64], basePriority: [Int]) {
        (self.lines, self.base, self.basePriority) = (lines, base, basePriority)
    }

    mutating func best(of deals: [Deal]) -> DealPlan {
        let parts = DealClusters.apart(deals, lines: lines.count, byGroups: true)
        var plan = DealPlan.nothing
        // The smallest first: what they don't need is for the largest, and none goes without.
        var spare = steps
        for (done, number) in parts.indices.sorted(by: { (parts[$0].count, $0) < (parts[$1].count, $1) }).enumerated() {
            steps = max(0, spare) / (parts.count - done)
            spare -= steps
            plan.add(best(ofConnected: parts[number]))
            spare += steps
        }
        return plan
    }

    private mutating func best(ofConnected deals: [Deal]) -> DealPlan {
        var groups: [String: [Int]] = [:]
        for (number, deal) in deals.enumerated() { if let group = deal.group { groups[group, default: []].append(number) } }
        let rivals = groups.filter { $0.value.count > 1 }.sorted { $0.key < $1.key }.map(\.value)
        guard !rivals.isEmpty else { return polished(deals) }
        var combinations = 1
        for members in rivals { combinations = min(combinations * members.count, Self.mostCombinations + 1) }
        let choice = combinations > Self.mostCombinations ? climb(deals, rivals) : tryAll(deals, rivals)
        return polished(Self.without(deals, rivals, choice))
    }

    /// Which of each group's rivals to take.
    private mutating func tryAll(_ deals: [Deal], _ rivals: [[Int]]) -> [Int] {
        var choice = Array(repeating: 0, count: rivals.count)
        var best: (plan: DealPlan?, choice: [Int]) = (nil, choice)
        while true {
            guard steps > 0 else {
                isProvenBest = false
                return best.choice
            }
            let plan = solve(Self.without(deals, rivals, choice))
            if plan.isBetter(than: best.plan) { best = (plan, choice) }
            guard let next = choice.indices.first(where: { choice[$0] + 1 < rivals[$0].count }) else { return best.choice }
            choice[next] += 1
            for lower in 0..<next { choice[lower] = 0 }
        }
    }

    /// One group after the other, the others as they are, then two at once; again and again, as long as that helps.
    private mutating func climb(_ deals: [Deal], _ rivals: [[Int]]) -> [Int] {
        isProvenBest = false
        var choice = Array(repeating: 0, count: rivals.count)
        var best = solve(Self.without(deals, rivals, choice))
        func isBettered(by other: [Int]) -> Bool {
            guard steps > 0, other != choice else { return false }
            let plan = solve(Self.without(deals, rivals, other))
            guard plan.isBetter(than: best) else { return false }
            (best, choice) = (plan, other)
            return true
        }
        var isDone = false
        while !isDone, steps > 0 {
            isDone = true
            for group in rivals.indices {
                for member in rivals[group].indices {
                    var other = choice
                    other[group] = member
                    if isBettered(by: other) { isDone = false }
                }
            }
            guard isDone else { continue }
            for (group, second) in rivals.indices.flatMap({ group in rivals.indices.dropFirst(group + 1).map { (group, $0) } }) {
                for member in rivals[group].indices where isDone {
                    for rival in rivals[second].indices where isDone {
                        var other = choice
                        (other[group], other[second]) = (member, rival)
                        if isBettered(by: other) { isDone = false }
                    }
                }
            }
        }
        return choice
    }

    private static func without(_ deals: [Deal], _ rivals: [[Int]], _ choice: [Int]) -> [Deal] {
        var dropped: Set<Int> = []
        for (group, members) in rivals.enumerated() {
            for (number, deal) in members.enumerated() where number != choice[group] { dropped.insert(deal) }
        }
        return deals.indices.filter { !dropped.contains($0) }.map { deals[$0] }
    }

    /// Deals that share no line can't get in each other's way: each such part of the cart is searched alone.
    private mutating func solve(_ deals: [Deal]) -> DealPlan {
        steps -= Self.stepsPerDeal * deals.count
        var plan = DealPlan.nothing
        for cluster in DealClusters.apart(deals, lines: lines.count) { plan.add(best(ofCluster: cluster).plan) }
        return plan
    }

    /// The same, with what could not be proven bettered.
    private mutating func polished(_ deals: [Deal]) -> DealPlan {
        var plan = DealPlan.nothing
        for cluster in DealClusters.apart(deals, lines: lines.count) {
            let found = best(ofCluster: cluster)
            guard !found.isProven else {
                plan.add(found.plan)
                continue
            }
            var polish = DealPolish(deals: cluster, lines: lines, base: base, basePriority: basePriority, budget: polishBudget)
            plan.add(polish.bettered(found.plan))
            polishBudget = polish.budget
        }
        return plan
    }

    private mutating func best(ofCluster deals: [Deal]) -> (plan: DealPlan, isProven: Bool) {
        let promotions = deals.map(\.promotion)
        if let found = known[promotions] { return found }
        // Half of what is left: so that there is something left for those to come.
        let allowed = steps / 2
        var search = DealSearch(
            deals: deals, lines: lines, open: lines.map(\.units), base: base, basePriority: basePriority, steps: allowed)
        let found = search.best()
        steps -= allowed - search.steps
        if !search.isProvenBest { isProvenBest = false }
        known[promotions] = (found, search.isProvenBest)
        return (found, search.isProvenBest)
    }
}
