/// The promotions of the price layer that name a line, in the order in which they lower its price: exclusive groups by name (one step each),
/// percentages, amounts, fixed prices, each by id.
struct PricePromotions {
    /// Under heading 0: on every line.
    private let everywhere: [Int32]
    /// Line and promotion, sorted.
    private var named: [(line: Int32, promotion: Int32)] = []
    private var next = 0

    init(_ goods: CartGoods, _ set: PromotionSet) {
        everywhere = set.headings[0].prices
        for place in goods.places {
            for promotion in set.headings[Int(place.heading)].prices { named.append((place.line, promotion)) }
        }
        named.sort { $0.line != $1.line ? $0.line < $1.line : $0.promotion < $1.promotion }
    }

    /// To be asked for one line after the other.
    mutating func steps(for line: Int, _ set: PromotionSet) -> [[Int32]] {
        var promotions = everywhere
        while next < named.count, named[next].line == Int32(line) {
            promotions.append(named[next].promotion)
            next += 1
        }
        guard !promotions.isEmpty else { return [] }
        var steps: [(group: String, kind: Int, promotions: [Int32])] = []
        for number in promotions.sortedOnce() {
            let promotion = set.promotions[Int(number)]
            if let group = promotion.exclusiveGroup, let known = steps.firstIndex(where: { $0.group == group }) {
                steps[known].promotions.append(number)
            } else {
                steps.append((promotion.exclusiveGroup ?? "", promotion.exclusiveGroup == nil ? Self.kind(promotion.benefit) : 0, [number]))
            }
        }
        steps.sort { left, right in
            if left.kind != right.kind { return left.kind < right.kind }
            return left.group != right.group ? left.group < right.group : left.promotions[0] < right.promotions[0]
        }
        return steps.map { step in step.promotions.sorted { set.promotions.prefers($0, to: $1) } }
    }

    private static func kind(_ benefit: Benefit) -> Int {
        switch benefit {
        case .percent: 1
        case .amount: 2
        case .fixedPrice, .set, .spend: 3
        }
    }
}
