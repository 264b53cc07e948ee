/// The promotions of the price layer that name a line, in the order in which they lower its price: exclusive groups by name (one step each),
/// percentages, amounts, fixed prices, each by id.
struct PricePromotions {
    /// By rank: their places in the order of all promotions of the layer. Under heading 0: on every line.
    private let everywhere: [Int32]
    /// Line and rank, sorted.
    private var named: [(line: Int32, rank: Int32)] = []
    private var next = 0

    init(_ goods: CartGoods, _ set: PromotionSet) {
        everywhere = set.headings[0].prices
        for place in goods.places {
            for rank in set.headings[Int(place.heading)].prices { named.append((place.line, rank)) }
        }
        named.sort { $0.line != $1.line ? $0.line < $1.line : $0.rank < $1.rank }
    }

    /// To be asked for one line after the other.
    mutating func ranks(for line: Int) -> [Int32] {
        let start = next
        while next < named.count, named[next].line == Int32(line) { next += 1 }
        return start == next ? everywhere : (everywhere + named[start..<next].map(\.rank)).sortedOnce()
    }
}

/// A promotion of the price layer; of those with the same step only one holds.
struct PriceStep {
    let promotion: Int32
    let step: Int32

    /// By rank; in a group by preference.
    static func ordered(_ promotions: [Promotion], _ compiled: [CompiledPromotion]) -> [PriceStep] {
        let members = promotions.indices.filter { promotions[$0].layer == .price }.map { number in
            let group = promotions[number].exclusiveGroup
            return (group: group ?? "", kind: group == nil ? kind(promotions[number].benefit) : 0, number: Int32(number))
        }
        let sorted = members.sorted { left, right in
            if left.kind != right.kind { return left.kind < right.kind }
            if left.group != right.group { return left.group < right.group }
            return left.kind == 0 ? compiled.prefers(left.number, to: right.number) : left.number < right.number
        }
        var steps: [PriceStep] = []
        for (rank, member) in sorted.enumerated() {
            let isSame = rank > 0 && member.kind == 0 && sorted[rank - 1].kind == 0 && sorted[rank - 1].group == member.group
            steps.append(PriceStep(promotion: member.number, step: isSame ? steps[rank - 1].step : Int32(rank)))
        }
        return steps
    }

    private static func kind(_ benefit: Benefit) -> Int {
        switch benefit {
        case .percent: 1
        case .amount: 2
        case .fixedPrice, .set, .spend: 3
        }
    }
}
