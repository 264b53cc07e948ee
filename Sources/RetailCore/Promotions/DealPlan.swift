/// Which units go to which deals.
struct DealPlan {
    struct Share {
        let line: Int32
        var units: Int64
    }

    struct Used {
        let promotion: Int32
        var sets: Int
        /// In millionths; spread over all units of the sets by their prices, so that each that comes back brings its share along.
        var discount: Int64
        var shares: [Share]
    }

    var deals: [Used]
    /// How much less than at base prices the units cost, in millionths.
    var gain: Int64
    /// The sum of the priorities of what each unit takes part in.
    var priority: Int128

    static let nothing = DealPlan(deals: [], gain: 0, priority: 0)
}

extension DealPlan {
    func isBetter(than other: DealPlan?) -> Bool {
        guard let other else { return true }
        return gain != other.gain ? gain > other.gain : priority > other.priority
    }

    mutating func add(_ other: DealPlan) {
        for used in other.deals {
            if let known = deals.firstIndex(where: { $0.promotion == used.promotion }) {
                deals[known].sets += used.sets
                deals[known].discount += used.discount
                for share in used.shares { deals[known].add(share.units, of: share.line) }
            } else {
                deals.append(used)
            }
        }
        gain += other.gain
        priority += other.priority
    }
}

extension DealPlan.Used {
    mutating func add(_ units: Int64, of line: Int32) {
        if let known = shares.firstIndex(where: { $0.line == line }) {
            shares[known].units += units
        } else {
            shares.append(DealPlan.Share(line: line, units: units))
        }
    }
}
