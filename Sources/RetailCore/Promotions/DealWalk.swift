/// One walk over the units of a cart, by falling price, that follows a number of ways to deal them out.
struct DealWalk {
    struct Unit {
        let line: Int32
        let price: Int64
        let base: Int64
        let priority: Int64
        /// The deals and parts it can go to.
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
    /// For each part of a deal, how many units are still to come that could fill it; for each deal, how many of its units have been passed.
    private var coming: [Int64] = []
    private var passed: [Int] = []
    private var bestClosed: Int64 = 0

    init(states: DealStates, units: [Unit], places: [Place]) {
        (self.states, self.units, self.places) = (states, units, places)
        outlooks = states.deals.indices.map { deal in
            DealOutlook(
                states.deals[deal],
                units.compactMap { unit in
                    let parts = places[unit.places].filter { $0.deal == deal }.map(\.part)
                    return parts.isEmpty ? nil : (unit.price, unit.base, parts)
                })
        }
    }

    /// Walks, and says which node is the best end; nil where none gains `floor`.
    mutating func end(width: Int, atLeast floor: Int64) -> Int? {
        (isTrimmed, bestClosed) = (false, floor)
        passed = Array(repeating: 0, count: states.deals.count)
        coming = Array(repeating: 0, count: states.partCount)
        for unit in units { for place in places[unit.places] { coming[states.number(of: place.part, in: place.deal)] += 1 } }
        let outlook = outlooks.reduce(0) { $0 + $1.gain(passed: 0, filled: 0) }
        nodes = [DealNode(state: 0, gain: 0, outlook: outlook, priority: 0, parent: -1, place: -1)]
        var table = DealStateTable()
        var frontier = 0..<1
        for unit in units {
            for place in places[unit.places] { coming[states.number(of: place.part, in: place.deal)] -= 1 }
            let start = nodes.count
            for parent in frontier where nodes[parent].gain + nodes[parent].outlook >= bestClosed { follow(parent, unit, &table, start) }
            // A line that fills two parts of a deal is one unit of it all the same.
            for index in unit.places where index == unit.places.lowerBound || places[index].deal != places[index - 1].deal {
                passed[places[index].deal] += 1
            }
            if nodes.count - start > width {
                isTrimmed = true
                nodes.keepBest(width, from: start)
                // The numbers of the dropped ones are given out again.
                table = DealStateTable()
            }
            frontier = start..<nodes.count
        }
        return frontier.filter { states.isClosed(nodes[$0].state) }.max { nodes[$1].isBetter(than: nodes[$0]) }
    }

    /// What can be done with the next unit: leave it, or put it into one of the sets it can fill.
    private mutating func follow(_ parent: Int, _ unit: Unit, _ table: inout DealStateTable, _ start: Int) {
        let node = nodes[parent]
        if canClose(node.state, after: unit) {
            let left = DealNode(
                state: node.state, gain: node.gain, outlook: outlook(of: node, at: node.state, after: unit),
                priority: node.priority + unit.priority, parent: Int32(parent), place: -1)
            table.insert(left, into: &nodes, from: start)
        }
        for index in unit.places {
            let (number, part) = (places[index].deal, places[index].part)
            guard let (state, filled) = states.adding(number, part, to: node.state), canClose(state, after: unit) else { continue }
            let deal = states.deals[number]
            let gain = node.gain + unit.base - deal.price(of: unit.price, part: part, filled: filled)
            // A use that takes nothing off would be wasted.
            guard deal.size > 1 || gain > node.gain else { continue }
            let taken = DealNode(
                state: state, gain: gain, outlook: outlook(of: node, at: state, after: unit),
                priority: node.priority + Int64(deal.priority), parent: Int32(parent), place: Int32(index))
            table.insert(taken, into: &nodes, from: start)
            if gain > bestClosed, states.isClosed(state) { bestClosed = gain }
        }
    }

    /// Only the deals that wanted the unit have anything else to look out for than before.
    private func outlook(of node: DealNode, at state: UInt64, after unit: Unit) -> Int64 {
        var outlook = node.outlook
        for index in unit.places where index == unit.places.lowerBound || places[index].deal != places[index - 1].deal {
            let deal = places[index].deal
            outlook -= outlooks[deal].gain(passed: passed[deal], filled: states.filled(deal, node.state))
            outlook += outlooks[deal].gain(passed: passed[deal] + 1, filled: states.filled(deal, state))
        }
        return outlook
    }

    /// Only the sets that the unit could have filled are any further from being closed than before it.
    private func canClose(_ state: UInt64, after unit: Unit) -> Bool {
        state == 0 || unit.places.allSatisfy { states.canClose(places[$0].deal, state, coming) }
    }
}
