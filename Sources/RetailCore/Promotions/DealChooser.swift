/// Finds the best plan: splits the deals into those that want common goods, and weighs exclusive groups.
struct DealChooser {
    let set: PromotionSet
    let lines: [CartGoods.Line]
    let base: [Int64]
    let basePriority: [Int]
    private(set) var isProvenBest = true
    /// Looks at a place that are left for the whole cart.
    private var steps = Self.mostSteps
    /// What was found for deals that share lines, by their promotions: most of them stand in many combinations of groups.
    private var known: [[Int32]: DealPlan] = [:]

    /// Some 20 ms.
    static let mostSteps = 3_000_000
    /// What sorting a deal into its cluster counts as.
    static let stepsPerDeal = 8
    /// More combinations of exclusive groups than this are not all tried.
    static let mostCombinations = 64

    init(set: PromotionSet, lines: [CartGoods.Line], base: [Int64], basePriority: [Int]) {
        (self.set, self.lines, self.base, self.basePriority) = (set, lines, base, basePriority)
    }

    mutating func best(of deals: [Deal]) -> DealPlan {
        var groups: [String: [Int]] = [:]
        for (number, deal) in deals.enumerated() { if let group = deal.group { groups[group, default: []].append(number) } }
        let rivals = groups.filter { $0.value.count > 1 }.sorted { $0.key < $1.key }.map(\.value)
        guard !rivals.isEmpty else { return solve(deals) }
        var combinations = 1
        for members in rivals { combinations = min(combinations * members.count, Self.mostCombinations + 1) }
        return combinations > Self.mostCombinations ? climb(deals, rivals) : tryAll(deals, rivals)
    }

    private mutating func tryAll(_ deals: [Deal], _ rivals: [[Int]]) -> DealPlan {
        var best: DealPlan?
        var choice = Array(repeating: 0, count: rivals.count)
        while true {
            guard steps > 0 else {
                isProvenBest = false
                return best ?? .nothing
            }
            let plan = solve(Self.without(deals, rivals, choice))
            if plan.isBetter(than: best) { best = plan }
            guard let next = choice.indices.first(where: { choice[$0] + 1 < rivals[$0].count }) else { return best ?? .nothing }
            choice[next] += 1
            for lower in 0..<next { choice[lower] = 0 }
        }
    }

    /// One group after the other, the others as they are.
    private mutating func climb(_ deals: [Deal], _ rivals: [[Int]]) -> DealPlan {
        isProvenBest = false
        var choice = Array(repeating: 0, count: rivals.count)
        var best = solve(Self.without(deals, rivals, choice))
        for group in rivals.indices {
            for member in rivals[group].indices.dropFirst() where steps > 0 {
                var other = choice
                other[group] = member
                let plan = solve(Self.without(deals, rivals, other))
                if plan.isBetter(than: best) { (best, choice) = (plan, other) }
            }
        }
        return best
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
        var owner: [Int32] = Array(repeating: -1, count: lines.count)
        var leader = Array(deals.indices)
        func find(_ deal: Int) -> Int {
            var deal = deal
            while leader[deal] != deal {
                // Halves the way for all that come after.
                leader[deal] = leader[leader[deal]]
                deal = leader[deal]
            }
            return deal
        }
        for (number, deal) in deals.enumerated() {
            for part in deal.lines {
                for line in part {
                    let other = owner[Int(line)]
                    if other < 0 { owner[Int(line)] = Int32(number) } else { leader[find(number)] = find(Int(other)) }
                }
            }
        }
        var clusters: [Int: [Deal]] = [:]
        for (number, deal) in deals.enumerated() { clusters[find(number), default: []].append(deal) }
        steps -= Self.stepsPerDeal * deals.count
        var plan = DealPlan.nothing
        for cluster in clusters.sorted(by: { $0.key < $1.key }) {
            let found = best(ofCluster: cluster.value)
            plan.deals += found.deals
            plan.gain += found.gain
            plan.priority += found.priority
        }
        return plan
    }

    private mutating func best(ofCluster deals: [Deal]) -> DealPlan {
        let promotions = deals.map(\.promotion)
        if let found = known[promotions] { return found }
        // Half of what is left: so that there is something left for those to come.
        let allowed = steps / 2
        var search = DealSearch(deals: deals, lines: lines, base: base, basePriority: basePriority, steps: allowed)
        let found = search.best()
        steps -= allowed - search.steps
        if !search.isProvenBest { isProvenBest = false }
        known[promotions] = found
        return found
    }
}
