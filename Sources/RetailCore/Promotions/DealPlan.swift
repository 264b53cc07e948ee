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
        /// How much less than at base prices its units cost, in millionths.
        var gain: Int64
        /// The sum of the deal's priority over its units, less those of what sets their base prices.
        var priority: Int128
        var shares: [Share]
    }

    var deals: [Used]

    var gain: Int64 { deals.reduce(0) { $0 + $1.gain } }
    var priority: Int128 { deals.reduce(0) { $0 + $1.priority } }

    static let nothing = DealPlan(deals: [])
}

extension DealPlan {
    func isBetter(than other: DealPlan?) -> Bool {
        guard let other else { return true }
        let (mine, theirs) = (gain, other.gain)
        return mine != theirs ? mine > theirs : priority > other.priority
    }

    mutating func add(_ other: DealPlan) {
        for used in other.deals {
            guard let known = deals.firstIndex(where: { $0.promotion == used.promotion }) else {
                deals.append(used)
                continue
            }
            deals[known].sets += used.sets
            deals[known].discount += used.discount
            deals[known].gain += used.gain
            deals[known].priority += used.priority
            for share in used.shares { deals[known].add(share.units, of: share.line) }
        }
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
