/// One step of the total layer: a promotion, or an exclusive group of which the best holds.
///
/// The order depends on nothing but the promotions themselves: groups by name, percentages, amounts, spend steps, each by id. A step never
/// raises the total, and a lower total going in never comes out higher; so whatever lowers the total before, or adds a step, helps.
struct TotalStep: Sendable {
    let promotions: [Int32]

    static func ordered(_ promotions: [Promotion], _ compiled: [CompiledPromotion]) -> [TotalStep] {
        var groups: [String: [Int32]] = [:]
        var classes: [[TotalStep]] = [[], [], []]
        for (number, promotion) in promotions.enumerated() where promotion.layer == .total {
            if let group = promotion.exclusiveGroup {
                groups[group, default: []].append(Int32(number))
                continue
            }
            let step = TotalStep(promotions: [Int32(number)])
            switch promotion.benefit {
            case .percent: classes[0].append(step)
            case .amount, .fixedPrice, .set: classes[1].append(step)
            case .spend: classes[2].append(step)
            }
        }
        let grouped = groups.sorted { $0.key < $1.key }.map { group in
            TotalStep(promotions: group.value.sorted { compiled.prefers($0, to: $1) })
        }
        return grouped + classes.joined()
    }
}
