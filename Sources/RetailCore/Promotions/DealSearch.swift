/// Deals the units of a cart out to deals that want the same goods, at the lowest price in all.
///
/// Goes through the units by falling price; each is left at its base price or put into one of the sets it can fill. Ways that leave the same
/// sets open the same are as good as the best of them, so only that is followed, and none that can't catch up with the best known. What
/// remains is small for real carts: a deal of three has three states, two such deals nine. Where there are still too many, only the
/// best are followed, and the result is not called proven.
struct DealSearch {
    /// Followed ways in all, over one walk.
    static let mostNodes = 60_000
    static let quickWidth = 24
    /// Walks over the units: a quick one, one that looks ahead, one that doesn't.
    static let mostLooks = 3
    /// Units, and units times the places they can go to, of one walk; the dearest are looked at.
    static let mostUnits = 5_000
    static let mostPlacings = 100_000

    private(set) var deals: [Deal]
    let lines: [CartGoods.Line]
    let base: [Int64]
    let basePriority: [Int]
    /// The units of each line that are still to be had.
    private(set) var open: [Int64]
    private(set) var isProvenBest = true
    /// How many looks at a place are left. Carts that would need more are hostile; no till may hang on them.
    private(set) var steps: Int

    init(deals: [Deal], lines: [CartGoods.Line], open: [Int64], base: [Int64], basePriority: [Int], steps: Int) {
        (self.deals, self.lines, self.open, self.steps) = (deals, lines, open, steps)
        (self.base, self.basePriority) = (base, basePriority)
    }

    mutating func best() -> DealPlan {
        guard hasBulk else { return searched() }
        var whole: DealPlan?
        if unitsToWalk <= Self.mostUnitsWithoutBulk {
            let before = (deals, open)
            let found = searched()
            if isProvenBest { return found }
            (whole, deals, open) = (found, before.0, before.1)
        }
        var plan = takeBulk()
        plan.add(searched())
        return whole.map { $0.isBetter(than: plan) ? $0 : plan } ?? plan
    }

    private mutating func searched() -> DealPlan {
        var plan = DealPlan.nothing
        // Where the states of all don't fit, one half after the other, on what the first one left.
        var pending = [deals]
        while !pending.isEmpty {
            guard steps > 0 else {
                isProvenBest = false
                break
            }
            let some = pending.removeLast()
            guard let states = DealStates(some, open) else {
                isProvenBest = false
                if some.count > 1 { pending += [Array(some.dropFirst(some.count / 2)), Array(some.prefix(some.count / 2))] }
                continue
            }
            let found = search(states)
            take(found)
            plan.add(found)
        }
        return plan
    }

    /// Takes the units of a plan out of what is open, and its sets off the limits.
    mutating func take(_ plan: DealPlan) {
        for used in plan.deals {
            for share in used.shares { open[Int(share.line)] -= share.units }
            guard let number = deals.firstIndex(where: { $0.promotion == used.promotion }), deals[number].most != .max else { continue }
            deals[number].most -= used.sets
        }
    }

    mutating func doubt() { isProvenBest = false }

    // MARK: - The search

    private mutating func search(_ states: DealStates) -> DealPlan {
        let (units, places) = spread(states)
        guard !units.isEmpty else { return .nothing }
        var walk = DealWalk(states: states, units: units, places: places, steps: steps)
        // As wide as the steps allow to walk to the end as often as is looked below.
        let stepsOfOneWay = units.reduce(0) { $0 + DealWalk.stepsPerWay + $1.places.count }
        let widest = max(2, walk.steps / Self.mostLooks / stepsOfOneWay)
        // A quick look first: it is all that most carts need, and where it isn't, it says what the thorough one has to beat.
        var found = outcome(of: walk.end(width: min(widest, Self.quickWidth), atLeast: 0), walk)
        func look(width: Int, lookingAhead: Bool) {
            let end = walk.end(width: width, atLeast: found.plan.gain, lookingAhead: lookingAhead)
            let other = outcome(of: end, walk)
            // What a way counted on in vain it may have preferred to something better, also where it is not the best itself.
            found = (other.plan.isBetter(than: found.plan) ? other.plan : found.plan, found.short + other.short)
        }
        let width = min(widest, max(Self.quickWidth, Self.mostNodes / units.count))
        if walk.isTrimmed { look(width: width, lookingAhead: true) }
        if walk.isTrimmed {
            isProvenBest = false
            // Where many deals promise the same goods, promises say little.
            look(width: width, lookingAhead: false)
        }
        steps = walk.steps
        guard !found.short.isEmpty else { return found.plan }
        // The search counted on more than these deals can give. With fewer of their sets, or without them, there may be something better.
        isProvenBest = false
        var best = found.plan
        for (promotion, fullSets) in found.short where steps > 0 {
            guard let fewer = DealStates(Self.limit(states.deals, promotion, to: fullSets), open) else { continue }
            let other = search(fewer)
            if other.isBetter(than: best) { best = other }
        }
        return best
    }

    private static func limit(_ deals: [Deal], _ promotion: Int32, to most: Int) -> [Deal] {
        deals.compactMap { deal in
            guard deal.promotion == promotion else { return deal }
            guard most > 0 else { return nil }
            var limited = deal
            limited.most = most
            return limited
        }
    }

    /// The open units by falling price, and where each can go.
    private mutating func spread(_ states: DealStates) -> (units: [DealWalk.Unit], places: [DealWalk.Place]) {
        var wanted: [Int32: (places: [DealWalk.Place], room: Int64)] = [:]
        for (number, deal) in states.deals.enumerated() {
            for (part, lines) in deal.lines.enumerated() {
                for line in lines {
                    wanted[line, default: ([], 0)].places.append(DealWalk.Place(deal: number, part: part))
                    wanted[line, default: ([], 0)].room += states.room(number, part)
                }
            }
        }
        let order = wanted.keys.sorted { left, right in
            let (first, second) = (lines[Int(left)].price, lines[Int(right)].price)
            return first != second ? first > second : left < right
        }
        var units: [DealWalk.Unit] = []
        var places: [DealWalk.Place] = []
        var placings = 0
        for line in order {
            guard let wants = wanted[line] else { continue }
            let start = places.count
            places += wants.places
            let unit = DealWalk.Unit(
                line: line, price: lines[Int(line)].price, measure: lines[Int(line)].measure, base: base[Int(line)],
                priority: Int64(basePriority[Int(line)]), places: start..<places.count)
            let count = min(open[Int(line)], wants.room)
            let allowed = min(count, Int64(min(Self.mostUnits - units.count, (Self.mostPlacings - placings) / wants.places.count)))
            if allowed < count { isProvenBest = false }
            placings += Int(allowed) * wants.places.count
            units.append(contentsOf: repeatElement(unit, count: Int(allowed)))
        }
        return (units, places)
    }

    /// The plan that ends at a node, and the promotions that give less than the walk counted on, with how many of their sets give all.
    private func outcome(of end: Int?, _ walk: DealWalk) -> (plan: DealPlan, short: [(promotion: Int32, fullSets: Int)]) {
        guard let end else { return (.nothing, []) }
        var members: [[DealSets.Member]] = Array(repeating: [], count: walk.states.deals.count)
        for (unit, placing) in walk.placings(endingAt: end) {
            let place = walk.places[placing]
            members[place.deal].append(
                DealSets.Member(
                    line: unit.line, part: place.part, price: unit.price, measure: unit.measure, base: unit.base, priority: unit.priority))
        }
        var plan = DealPlan.nothing
        var short: [(promotion: Int32, fullSets: Int)] = []
        for (deal, members) in zip(walk.states.deals, members) where !members.isEmpty {
            let sets = DealSets(deal, members)
            if let fullSets = sets.fullSets { short.append((deal.promotion, fullSets)) }
            if sets.used.sets > 0 { plan.deals.append(sets.used) }
        }
        return (plan, short)
    }
}
