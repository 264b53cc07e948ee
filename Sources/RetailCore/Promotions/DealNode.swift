/// A way to deal out the units so far.
struct DealNode {
    var state: UInt64
    var gain: Int64
    /// The most that the deals can still gain from here, each for itself; follows from the state.
    var outlook: Int64
    /// How much the units of amounts off sets cost less than the amount, unit by unit. The walk counts on the whole amount; the less is missing, the
    /// more of it there will be.
    var shortfall: Int64
    var priority: Int64
    var parent: Int32
    /// The index of the place the last unit went to; -1: left at its base price.
    var place: Int32

    func isBetter(than other: DealNode) -> Bool {
        if gain != other.gain { return gain > other.gain }
        return shortfall != other.shortfall ? shortfall < other.shortfall : priority > other.priority
    }
}

extension [DealNode] {
    /// Keeps the nodes from `start` on that can still come to most, or that have come to most so far; equal ones by state, so that every
    /// machine keeps the same.
    mutating func keepBest(_ width: Int, from start: Int, lookingAhead: Bool) {
        // Nothing taken is always a way out.
        let nothing = self[start...].first { $0.state == 0 }
        self[start...].sort { left, right in
            if lookingAhead {
                let (first, second) = (left.gain + left.outlook, right.gain + right.outlook)
                if first != second { return first > second }
            }
            if left.gain != right.gain { return left.gain > right.gain }
            if left.shortfall != right.shortfall { return left.shortfall < right.shortfall }
            return left.priority != right.priority ? left.priority > right.priority : left.state < right.state
        }
        removeLast(count - start - width)
        if let nothing, !self[start...].contains(where: { $0.state == 0 }) { self[count - 1] = nothing }
    }
}

/// Which node stands for a state, among those of one unit.
struct DealStateTable {
    private var slots: [Int32] = Array(repeating: -1, count: 1024)

    /// Adds a node, or betters the one with its state. Entries for nodes before `start` are of an earlier unit and count as free.
    mutating func insert(_ node: DealNode, into nodes: inout [DealNode], from start: Int) {
        if (nodes.count - start) * 2 >= slots.count { grow(nodes, from: start) }
        var slot = Self.hash(node.state) & (slots.count - 1)
        while slots[slot] >= start {
            let known = Int(slots[slot])
            if nodes[known].state == node.state {
                if node.isBetter(than: nodes[known]) { nodes[known] = node }
                return
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        slots[slot] = Int32(nodes.count)
        nodes.append(node)
    }

    private mutating func grow(_ nodes: [DealNode], from start: Int) {
        slots = Array(repeating: -1, count: slots.count * 2)
        for index in start..<nodes.count {
            var slot = Self.hash(nodes[index].state) & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(index)
        }
    }

    private static func hash(_ state: UInt64) -> Int {
        Int(truncatingIfNeeded: (state &* 0x9E37_79B9_7F4A_7C15) >> 32)
    }
}
