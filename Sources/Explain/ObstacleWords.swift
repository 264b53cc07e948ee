import RetailCore
import TradeJSON

extension CheckoutExplanation {
    /// A chain may have thousands of promotions; a person reads so many reasons.
    private static let mostObstacles = 20

    /// Why promotions that are about goods of the cart did nothing.
    func obstacles(_ print: inout PrintColumns) {
        let near = result.obstacles.filter { $0.obstacle != .otherGoods }
        for (id, obstacle) in near.prefix(Self.mostObstacles) {
            let name = promotions[id]?.name ?? "Promotion \(id)"
            print.text("Not applied: \(name), \(words(obstacle, promotions[id]))", indent: 2)
        }
        if near.count > Self.mostObstacles { print.text("… and \(near.count - Self.mostObstacles) more that don't apply", indent: 2) }
        let far = result.obstacles.count - near.count
        if far > 0 { print.text(far == 1 ? "1 is about other goods." : "\(far) are about other goods.", indent: 2) }
    }

    private func words(_ obstacle: PromotionObstacle, _ promotion: Promotion?) -> String {
        switch obstacle {
        case .otherGoods: "about other goods"
        case .begins(let day): "which begins on \(day)"
        case .ended(let day): "which ended on \(day)"
        case .otherHours: "not at this hour"
        case .otherStore: "not in this store"
        case .coupon(let code): "as coupon \(code) was not shown"
        case .otherTier: "only for \(Figures.list((promotion?.condition.tiers ?? []).sorted().map(\.name), "or")) customers"
        case .noBirthday: "only around the customer's birthday"
        case .unknownCustomer: "only for customers who are known"
        case .usedUp: "which is used up"
        case .spend(let missing): "\(figures.text(missing)) short of its goods"
        case .quantity(let missing): "\(figures.text(missing)) short of its goods"
        case .units(let missing): "for which \(missing) more \(missing == 1 ? "unit is" : "units are") needed"
        case .notBetter:
            result.total.cart.isProvenBest ? "which takes off no more than what applies" : "with which nothing better was found"
        }
    }
}
