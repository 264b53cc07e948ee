extension DealSearch {
    /// Of a line with more equal units than this, sets of nothing but its own are taken beforehand; the rest can be mixed with other goods.
    static let mostEqualUnits: Int64 = 48

    /// Up to so many units are first searched through as they are.
    static let mostUnitsWithoutBulk: Int64 = 400

    /// Whether a line that a deal wants is as long as that.
    var hasBulk: Bool { deals.contains { $0.lines.joined().contains { open[Int($0)] > Self.mostEqualUnits } } }

    /// What a search without bulk would go through.
    var unitsToWalk: Int64 {
        Set(deals.flatMap { $0.lines.joined() }).reduce(0) { $0 + min(open[Int($1)], Self.mostUnitsWithoutBulk + 1) }
    }

    /// A set that has all units of a part from one line.
    private struct PureSet {
        let deal: Int
        let lines: [Int32]
        let discount: Int64
        let gain: Int64
        let size: Int64
    }

    /// Sets aside what very long lines hold beyond what could be mixed with other goods, the sets that save most per unit first.
    mutating func takeBulk() -> DealPlan {
        var plan = DealPlan.nothing
        // One deal on single units needs no search: the units on which it saves most get it.
        let isSimple = deals.count == 1 && deals[0].size == 1
        let reserve = isSimple ? 0 : Self.mostEqualUnits
        // A deal of several parts names one line for each; when one of these runs out, the next takes its place.
        for _ in 0...deals.count {
            guard open.contains(where: { $0 > reserve }) else { break }
            let round = takeBulk(beyond: reserve)
            guard !round.deals.isEmpty else { break }
            plan.add(round)
        }
        if !plan.deals.isEmpty, !isSimple {
            // Of a single deal it loses nothing to put equal units together, unless a limit makes units of other lines go without.
            let isAlone = deals.count == 1 && deals[0].counts.count == 1
            let isFree = isAlone && deals[0].most == .max && deals[0].size <= Self.mostEqualUnits
            if !isFree && !(isAlone && deals[0].lines[0].count == 1) { doubt() }
        }
        return plan
    }

    private mutating func takeBulk(beyond reserve: Int64) -> DealPlan {
        var plan = DealPlan.nothing
        var claimed: Set<Int32> = []
        for pure in pureSets() where claimed.isDisjoint(with: pure.lines) {
            let deal = deals[pure.deal]
            // What the best leave over is for the search: it may be just what one more of them takes.
            if deal.most == .max { claimed.formUnion(pure.lines) }
            var sets = Int64(deal.most)
            var unitsOfSet = DealPlan.Used(promotion: deal.promotion, sets: 1, discount: 0, gain: 0, priority: 0, shares: [])
            for (line, count) in zip(pure.lines, deal.counts) { unitsOfSet.add(Int64(count), of: line) }
            for share in unitsOfSet.shares { sets = min(sets, (open[Int(share.line)] - reserve) / share.units) }
            guard sets > 0 else { continue }
            var used = DealPlan.Used(
                promotion: deal.promotion, sets: Int(sets), discount: pure.discount * sets, gain: pure.gain * sets, priority: 0, shares: [])
            for share in unitsOfSet.shares {
                used.add(share.units * sets, of: share.line)
                used.priority += Int128(deal.priority - basePriority[Int(share.line)]) * Int128(share.units) * Int128(sets)
            }
            let found = DealPlan(deals: [used])
            take(found)
            plan.add(found)
        }
        return plan
    }

    private func pureSets() -> [PureSet] {
        var found: [PureSet] = []
        for (number, deal) in deals.enumerated() where deal.most > 0 {
            if deal.counts.count == 1 {
                for line in deal.lines[0] where open[Int(line)] >= deal.size { add(number, [line], &found) }
                continue
            }
            // All of it from one line, where one fills every part.
            for line in deal.lines[0] where open[Int(line)] >= deal.size && deal.lines.allSatisfy({ $0.contains(line) }) {
                add(number, deal.counts.map { _ in line }, &found)
            }
            // The longest line for each part, no line twice.
            var chosen: [Int32] = []
            for part in deal.lines {
                let longest = part.filter { !chosen.contains($0) }.max { left, right in
                    open[Int(left)] != open[Int(right)] ? open[Int(left)] < open[Int(right)] : left > right
                }
                if let longest { chosen.append(longest) }
            }
            if zip(chosen, deal.counts).allSatisfy({ open[Int($0)] >= Int64($1) }), chosen.count == deal.counts.count {
                add(number, chosen, &found)
            }
        }
        return found.sorted { left, right in
            let (first, second) = (Int128(left.gain) * Int128(right.size), Int128(right.gain) * Int128(left.size))
            if first != second { return first > second }
            return left.deal != right.deal ? left.deal < right.deal : left.lines.lexicographicallyPrecedes(right.lines)
        }
    }

    private func add(_ number: Int, _ chosen: [Int32], _ found: inout [PureSet]) {
        let deal = deals[number]
        let cost = deal.cost(ofEqual: chosen.map { lines[Int($0)] })
        var (gain, discount) = (-cost, -cost)
        for (line, count) in zip(chosen, deal.counts) {
            gain += base[Int(line)] * Int64(count)
            discount += lines[Int(line)].price * Int64(count)
        }
        if gain > 0 { found.append(PureSet(deal: number, lines: chosen, discount: discount, gain: gain, size: deal.size)) }
    }
}
