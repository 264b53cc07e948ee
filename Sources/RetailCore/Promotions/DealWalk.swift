/// One walk over the units of a cart, by falling price, that follows a number of ways to deal them out.
struct DealWalk {
    struct Unit {
        let line: Int32
        let price: Int64
        let measure: Int64
        let base: Int64
        let priority: Int64
        /// The deals and parts it can go to, deal by deal.
        let places: Range<Int>
    }

    struct Place {
        let deal: Int
        let part: Int
    }

    let states: DealStates
    let units: [Unit]
    let places: [Place]
    private let outlooks: [DealOutlook]
    private(set) var nodes: [DealNode] = []
    /// Whether more ways were open than were followed.
    private(set) var isTrimmed = false
    /// How many looks at a place are left; the walk ends early where they are used up.
    private(set) var steps: Int
    /// How many units the last walk has seen.
    private var depth = 0
    /// For each part of a deal, how many units are still to come that could fill it; for each deal, how many of its units have been passed.
    private var coming: [Int64] = []
    private var passed: [Int] = []
    private var bestClosed: Int64 = 0

    /// A way that gains or costs more than this isn't followed: far beyond any cart, and with what it could still gain within 64 bits.
    private static let highestGain = Int64.max / 4
    /// What following one way past one unit counts as, besides one for each place that the unit can go to.
    static let stepsPerWay = 4

    init(states: DealStates, units: [Unit], places: [Place], steps: Int) {
        (self.states, self.units, self.places) = (states, units, places)
        var unitsOfDeal: [[DealOutlook.Unit]] = Array(repeating: [], count: states.deals.count)
        for unit in units {
            var start = unit.places.lowerBound
            while start < unit.places.upperBound {
                let deal = places[start].deal
                var end = start + 1
                while end < unit.places.upperBound, places[end].deal == deal { end += 1 }
                unitsOfDeal[deal].append(DealOutlook.Unit(price: unit.price, measure: unit.measure, base: unit.base, places: start..<end))
                start = end
            }
        }
        outlooks = zip(states.deals, unitsOfDeal).map { DealOutlook($0, $1, places, deals: states.deals.count) }
        self.steps = steps - outlooks.reduce(0) { $0 + $1.size }
    }

    /// Walks, and says which node is the best end; nil where none gains `floor`.
    ///
    /// - Parameter lookingAhead: whether, of too many ways, those are followed that promise most rather than those that have gained most.
    mutating func end(width: Int, atLeast floor: Int64, lookingAhead: Bool = true) -> Int? {
        (isTrimmed, depth, bestClosed) = (outlooks.contains(where: \.isCut), 0, floor)
        passed = Array(repeating: 0, count: states.deals.count)
        coming = Array(repeating: 0, count: states.partCount)
        for unit in units { for place in places[unit.places] { coming[states.number(of: place.part, in: place.deal)] += 1 } }
        let outlook = outlooks.reduce(0) { $0 + $1.gain(passed: 0, filled: 0) }
        nodes = [DealNode(state: 0, gain: 0, outlook: outlook, shortfall: 0, priority: 0, parent: -1, place: -1)]
        var table = DealStateTable()
        var frontier = 0..<1
        for unit in units {
            for place in places[unit.places] { coming[states.number(of: place.part, in: place.deal)] -= 1 }
            let start = nodes.count
            for parent in frontier where steps > 0 && nodes[parent].gain + nodes[parent].outlook >= bestClosed {
                follow(parent, unit, &table, start)
            }
            guard steps > 0 else {
                isTrimmed = true
                nodes.removeLast(nodes.count - start)
                break
            }
            for index in unit.places where isFirst(index, of: unit) { passed[places[index].deal] += 1 }
            if nodes.count - start > width {
                isTrimmed = true
                nodes.keepBest(width, from: start, lookingAhead: lookingAhead)
                // The numbers of the dropped ones are given out again.
                table = DealStateTable()
            }
            frontier = start..<nodes.count
            depth += 1
        }
        return frontier.filter { states.isClosed(nodes[$0].state) }.max { nodes[$1].isBetter(than: nodes[$0]) }
    }

    /// The units that went somewhere on the way to a node, by falling price, with the index of their place.
    func placings(endingAt end: Int) -> [(unit: Unit, place: Int)] {
        var found: [(unit: Unit, place: Int)] = []
        var index = end
        for unit in units[..<depth].reversed() {
            let node = nodes[index]
            if node.place >= 0 { found.append((unit, Int(node.place))) }
            index = Int(node.parent)
        }
        return found.reversed()
    }

    /// A line that fills two parts of a deal is one unit of it all the same.
    private func isFirst(_ index: Int, of unit: Unit) -> Bool {
        index == unit.places.lowerBound || places[index].deal != places[index - 1].deal
    }

    /// What can be done with the next unit: leave it, or put it into one of the sets it can fill.
    private mutating func follow(_ parent: Int, _ unit: Unit, _ table: inout DealStateTable, _ start: Int) {
        let node = nodes[parent]
        steps -= Self.stepsPerWay + unit.places.count
        // Only the deals that want the unit have anything else to look out for than before.
        var outlook = node.outlook
        var needy: Int?
        for index in unit.places where isFirst(index, of: unit) {
            let deal = places[index].deal
            if node.state != 0, !states.canClose(deal, node.state, coming) {
                // Two deals that can't be completed without this unit: a dead end.
                guard needy == nil else { return }
                needy = deal
            }
            let filled = states.filled(deal, node.state)
            outlook +=
                outlooks[deal].gain(passed: passed[deal] + 1, filled: filled) - outlooks[deal].gain(passed: passed[deal], filled: filled)
        }
        if needy == nil {
            let left = DealNode(
                state: node.state, gain: node.gain, outlook: outlook, shortfall: node.shortfall, priority: node.priority + unit.priority,
                parent: Int32(parent), place: -1)
            table.insert(left, into: &nodes, from: start)
        }
        for index in unit.places where places[index].deal == needy ?? places[index].deal {
            put(unit, index, node, outlook, parent, &table, start)
        }
    }

    private mutating func put(
        _ unit: Unit, _ index: Int, _ node: DealNode, _ outlook: Int64, _ parent: Int, _ table: inout DealStateTable, _ start: Int
    ) {
        let (deal, part) = (places[index].deal, places[index].part)
        guard let (state, filled) = states.adding(deal, part, to: node.state), states.canClose(deal, state, coming) else { return }
        let price = states.deals[deal].price
        let cost = price.price(of: unit.price, unit.measure, part: part, filled: filled)
        let (gain, overflow) = node.gain.addingReportingOverflow(unit.base - cost)
        guard !overflow, gain.magnitude <= Self.highestGain.magnitude else {
            isTrimmed = true
            return
        }
        // A use that takes nothing off would be wasted.
        guard price.size > 1 || gain > node.gain else { return }
        let after = passed[deal] + 1
        let hopes =
            outlooks[deal].gain(passed: after, filled: states.filled(deal, state))
            - outlooks[deal].gain(passed: after, filled: states.filled(deal, node.state))
        let taken = DealNode(
            state: state, gain: gain, outlook: outlook + hopes, shortfall: node.shortfall &+ price.shortfall(of: unit.price),
            priority: node.priority + Int64(states.deals[deal].priority), parent: Int32(parent), place: Int32(index))
        table.insert(taken, into: &nodes, from: start)
        if gain > bestClosed, states.isClosed(state) { bestClosed = gain }
    }
}
