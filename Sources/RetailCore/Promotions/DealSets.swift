/// The sets that the units of one deal make, each with what it saves. A set that saves nothing is no use and falls apart again.
struct DealSets {
    struct Member {
        let line: Int32
        let part: Int
        let price: Int64
        let measure: Int64
        let base: Int64
        /// Of what sets its base price.
        let priority: Int64
    }

    private(set) var used: DealPlan.Used
    /// Of an amount that is more than some of its sets cost (then the set is free, and the rest of the amount is lost): how many sets cost as much.
    /// nil where all do.
    private(set) var fullSets: Int?

    /// - Parameter members: whole sets, by falling price.
    init(_ deal: Deal, _ members: [Member]) {
        used = DealPlan.Used(promotion: deal.promotion, sets: 0, discount: 0, gain: 0, priority: 0, shares: [])
        var sets = Self.inOrder(deal, members)
        if case .amount(let amount) = deal.price.reward, deal.size > 1 {
            let whole = amount.minor * MicroMoney.perMinor
            func isCheap(_ set: [Member]) -> Bool { set.reduce(0) { $0 + $1.price } < whole }
            if sets.contains(where: isCheap) {
                sets = Self.balanced(deal, members)
                if sets.contains(where: isCheap) { fullSets = sets.count { !isCheap($0) } }
            }
        }
        for set in sets {
            let cost = deal.cost(of: set)
            let saved = set.reduce(-cost) { $0 + $1.base }
            guard saved > 0 else { continue }
            used.sets += 1
            used.gain += saved
            used.discount += set.reduce(-cost) { $0 + $1.price }
            for member in set {
                used.priority += Int128(deal.priority) - Int128(member.priority)
                used.add(1, of: member.line)
            }
        }
    }

    /// The dearest units together.
    private static func inOrder(_ deal: Deal, _ members: [Member]) -> [[Member]] {
        var sets: [[Member]] = Array(repeating: [], count: members.count / Int(deal.size))
        var seen = Array(repeating: 0, count: deal.counts.count)
        for member in members {
            sets[seen[member.part] / deal.counts[member.part]].append(member)
            seen[member.part] += 1
        }
        return sets
    }

    /// Each unit, the dearest first, into the set that costs least so far: so that as many as can be cost more than the amount.
    private static func balanced(_ deal: Deal, _ members: [Member]) -> [[Member]] {
        let count = members.count / Int(deal.size)
        var sets: [[Member]] = Array(repeating: [], count: count)
        var costs = Array(repeating: Int64(0), count: count)
        var rooms = Array(repeating: deal.counts, count: count)
        for member in members {
            var best: Int?
            for set in sets.indices where rooms[set][member.part] > 0 && costs[set] < best.map({ costs[$0] }) ?? .max { best = set }
            guard let best else { continue }
            sets[best].append(member)
            costs[best] += member.price
            rooms[best][member.part] -= 1
        }
        return sets
    }
}
