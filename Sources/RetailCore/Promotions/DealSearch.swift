/// Deals the units of a cart out to deals that want the same goods, at the lowest price in all.
///
/// Goes through the units by falling price; each is left at its base price or put into one of the sets it can fill. Ways that leave the same
/// sets open the same are as good as the best of them, so only that is followed, and none that can't catch up with the best known. What
/// remains is small for real carts: a deal of three has three states, two such deals nine. Where there are still too many, only the
/// best are followed, and the result is not called proven.
struct DealSearch {
    /// Followed ways in all, over the whole search.
    static let mostNodes = 60_000
    static let quickWidth = 24
    /// Of more equal units than this, whole multiples of all set sizes go to the best deal of them alone.
    static let mostEqualUnits: Int64 = 48

    private let deals: [Deal]
    private let lines: [CartGoods.Line]
    private let base: [Int64]
    private let basePriority: [Int]
    private var open: [Int64]
    private(set) var isProvenBest = true

    init(deals: [Deal], lines: [CartGoods.Line], base: [Int64], basePriority: [Int]) {
        (self.deals, self.lines, self.base, self.basePriority) = (deals, lines, base, basePriority)
        open = lines.map(\.units)
    }

    mutating func best() -> DealPlan {
        var plan = takeBulk()
        // Where the states of all don't fit, one half after the other, on what the first one left.
        var pending = [deals]
        while let some = pending.popLast() {
            guard let states = DealStates(some, lines) else {
                isProvenBest = false
                if some.count > 1 { pending += [Array(some.dropFirst(some.count / 2)), Array(some.prefix(some.count / 2))] }
                continue
            }
            let found = search(states)
            for used in found.deals { for share in used.shares { open[Int(share.line)] -= share.units } }
            plan.add(found)
        }
        return plan
    }

    // MARK: - The search

    private mutating func search(_ states: DealStates) -> DealPlan {
        let (units, places) = spread(states.deals)
        guard !units.isEmpty else { return .nothing }
        var walk = DealWalk(states: states, units: units, places: places)
        // A quick look first: it is all that most carts need, and where it isn't, it says what the thorough one has to beat.
        var end = walk.end(width: Self.quickWidth, atLeast: 0)
        if walk.isTrimmed {
            let quick = end.map { plan(endingAt: $0, walk) } ?? .nothing
            end = walk.end(width: max(Self.quickWidth, Self.mostNodes / units.count), atLeast: quick.gain)
            let thorough = end.map { plan(endingAt: $0, walk) } ?? .nothing
            if walk.isTrimmed { isProvenBest = false }
            return thorough.isBetter(than: quick) ? thorough : quick
        }
        return end.map { plan(endingAt: $0, walk) } ?? .nothing
    }

    /// The open units by falling price, and where each can go.
    private func spread(_ deals: [Deal]) -> (units: [DealWalk.Unit], places: [DealWalk.Place]) {
        var wanted: [Int32: [DealWalk.Place]] = [:]
        for (number, deal) in deals.enumerated() {
            for (part, lines) in deal.lines.enumerated() {
                for line in lines { wanted[line, default: []].append(DealWalk.Place(deal: number, part: part)) }
            }
        }
        let order = wanted.keys.sorted { left, right in
            let (first, second) = (lines[Int(left)].price, lines[Int(right)].price)
            return first != second ? first > second : left < right
        }
        var units: [DealWalk.Unit] = []
        var places: [DealWalk.Place] = []
        for line in order {
            let start = places.count
            places += wanted[line] ?? []
            let unit = DealWalk.Unit(
                line: line, price: lines[Int(line)].price, base: base[Int(line)], priority: Int64(basePriority[Int(line)]),
                places: start..<places.count)
            for _ in 0..<open[Int(line)] { units.append(unit) }
        }
        return (units, places)
    }

    private func plan(endingAt end: Int, _ walk: DealWalk) -> DealPlan {
        let deals = walk.states.deals
        var used = deals.map { DealPlan.Used(promotion: $0.promotion, sets: 0, discount: 0, shares: []) }
        var atBase: [Int64] = Array(repeating: 0, count: deals.count)
        var index = end
        for unit in walk.units.reversed() {
            let node = walk.nodes[index]
            if node.place >= 0 {
                let deal = walk.places[Int(node.place)].deal
                used[deal].discount += unit.price - unit.base + node.gain - walk.nodes[Int(node.parent)].gain
                atBase[deal] += unit.price - unit.base
                used[deal].add(1, of: unit.line)
            }
            index = Int(node.parent)
        }
        var plan = DealPlan(deals: [], gain: 0, priority: walk.nodes[end].priority)
        for (number, var entry) in used.enumerated() where !entry.shares.isEmpty {
            entry.sets = Int(entry.units / deals[number].size)
            // An amount can be more than its set costs; then the set is free, or wasn't worth it.
            entry.discount = min(entry.discount, entry.shares.reduce(0) { $0 + lines[Int($1.line)].price * $1.units })
            let gain = entry.discount - atBase[number]
            guard gain > 0 else { continue }
            plan.gain += gain
            plan.deals.append(entry)
        }
        return plan
    }

    // MARK: - Many equal units

    /// Sets aside what a very long line holds beyond what could be mixed with other goods.
    private mutating func takeBulk() -> DealPlan {
        var plan = DealPlan.nothing
        var sizes: [Int32: Int64] = [:]
        for deal in deals where deal.counts.count == 1 {
            for line in deal.lines[0] where open[Int(line)] > Self.mostEqualUnits {
                let size = sizes[line] ?? 1
                sizes[line] = size.isMultiple(of: deal.size) || size * deal.size > 100_000 ? size : size * deal.size
            }
        }
        for (line, size) in sizes.sorted(by: { $0.key < $1.key }) {
            let bulk = (open[Int(line)] - Self.mostEqualUnits) / size * size
            guard bulk > 0 else { continue }
            var best: (deal: Deal, discount: Int64, gain: Int64)?
            for deal in deals where deal.most == .max && deal.counts.count == 1 && deal.lines[0].contains(line) && bulk % deal.size == 0 {
                let price = lines[Int(line)].price
                var cost: Int64 = 0
                for filled in 0..<deal.size { cost += deal.price(of: price, part: 0, filled: filled) }
                let discount = (price * deal.size - max(0, cost)) * (bulk / deal.size)
                let gain = discount - (price - base[Int(line)]) * bulk
                if gain > best?.gain ?? 0 { best = (deal, discount, gain) }
            }
            if deals.count > 1 { isProvenBest = false }
            open[Int(line)] -= bulk
            guard let best else { continue }
            let share = DealPlan.Share(line: line, units: bulk)
            let used = DealPlan.Used(
                promotion: best.deal.promotion, sets: Int(bulk / best.deal.size), discount: best.discount, shares: [share])
            plan.add(DealPlan(deals: [used], gain: best.gain, priority: Int64(best.deal.priority)))
        }
        return plan
    }
}
