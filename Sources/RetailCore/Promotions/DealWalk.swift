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
    /// The most that the units from each one on can still gain.
    private let reach: [Int64]
    private(set) var nodes: [DealNode] = []
    /// Whether more ways were open than were followed.
    private(set) var isTrimmed = false

    init(states: DealStates, units: [Unit], places: [Place]) {
        (self.states, self.units, self.places) = (states, units, places)
        reach = Self.reach(units, places, states.deals)
    }

    /// Walks, and says which node is the best end; nil where none gains `floor`.
    mutating func end(width: Int, atLeast floor: Int64) -> Int? {
        nodes = [DealNode(state: 0, gain: 0, priority: 0, parent: -1, place: -1)]
        isTrimmed = false
        var coming = Array(repeating: Int64(0), count: states.partCount)
        for unit in units { for place in places[unit.places] { coming[states.number(of: place.part, in: place.deal)] += 1 } }
        var table = DealStateTable()
        var frontier = 0..<1
        var bestClosed = floor
        for number in units.indices {
            for place in places[units[number].places] { coming[states.number(of: place.part, in: place.deal)] -= 1 }
            let start = nodes.count
            for parent in frontier where nodes[parent].gain + reach[number] >= bestClosed {
                follow(parent, units[number], coming, &table, start, &bestClosed)
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
    private mutating func follow(
        _ parent: Int, _ unit: Unit, _ coming: [Int64], _ table: inout DealStateTable, _ start: Int, _ bestClosed: inout Int64
    ) {
        let node = nodes[parent]
        if canClose(node.state, after: unit, coming) {
            let left = DealNode(
                state: node.state, gain: node.gain, priority: node.priority + unit.priority, parent: Int32(parent), place: -1)
            table.insert(left, into: &nodes, from: start)
        }
        for index in unit.places {
            let (number, part) = (places[index].deal, places[index].part)
            guard let (state, filled) = states.adding(number, part, to: node.state), canClose(state, after: unit, coming) else { continue }
            let deal = states.deals[number]
            let gain = node.gain + unit.base - deal.price(of: unit.price, part: part, filled: filled)
            // A use that takes nothing off would be wasted.
            guard deal.size > 1 || gain > node.gain else { continue }
            let taken = DealNode(
                state: state, gain: gain, priority: node.priority + Int64(deal.priority), parent: Int32(parent), place: Int32(index))
            table.insert(taken, into: &nodes, from: start)
            if gain > bestClosed, states.isClosed(state) { bestClosed = gain }
        }
    }

    /// Only the sets that the unit could have filled are any further from being closed than before it.
    private func canClose(_ state: UInt64, after unit: Unit, _ coming: [Int64]) -> Bool {
        state == 0 || unit.places.allSatisfy { states.canClose(places[$0].deal, state, coming) }
    }

    private static func reach(_ units: [Unit], _ places: [Place], _ deals: [Deal]) -> [Int64] {
        var reach = Array(repeating: Int64(0), count: units.count + 1)
        for number in units.indices.reversed() {
            var most: Int64 = 0
            for place in places[units[number].places] {
                most = max(most, units[number].base - deals[place.deal].lowestPrice(of: units[number].price, part: place.part))
            }
            reach[number] = reach[number + 1].addingReportingOverflow(most).overflow ? .max / 2 : reach[number + 1] + most
        }
        return reach
    }
}
