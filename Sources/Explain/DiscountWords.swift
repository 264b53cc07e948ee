import RetailCore
import TradeJSON

extension CheckoutExplanation {
    /// Why something came off a line.
    func words(_ source: DiscountSource, _ index: Int) -> String {
        switch source {
        case .promotion(let id):
            guard let promotion = promotions[id] else { return "Promotion \(id)" }
            let gives = (promotion.layer == .total ? "share of " : "") + gives(promotion, on: result.cart.lines[index])
            return "\(promotion.name): " + ([gives] + [share(of: promotion, index)].compactMap(\.self)).joined(separator: ", ")
        case .line(let number): return byHand(result.cart.lines[index].discounts, number, "this line")
        case .cart(let number): return byHand(result.cart.discounts, number, "the whole cart")
        }
    }

    private func byHand(_ discounts: [ManualDiscount], _ number: Int, _ what: String) -> String {
        guard discounts.indices.contains(number) else { return "Granted by hand on \(what)" }
        let discount = discounts[number]
        return "Granted by hand on \(what): \(figures.text(discount.off))"
            + (discount.reason.isEmpty ? "" : ", because: \(discount.reason)")
    }

    /// Which part of a line took part in a deal, or with which other lines it did.
    private func share(of promotion: Promotion, _ index: Int) -> String? {
        guard promotion.layer == .deal, let use = result.total.cart.uses.first(where: { $0.promotion == promotion.id }) else { return nil }
        let others = use.shares.map(\.line).filter { $0 != index }
        let mine = units(use.shares.first { $0.line == index }?.units ?? 0, of: index)
        guard case .set = promotion.benefit else { return mine }
        let times = use.uses == 1 ? "once" : "\(use.uses) times"
        if !others.isEmpty { return "\(times)\(use.uses == 1 ? "" : " in all"), with \(figures.lines(others))" }
        return ([times] + [mine].compactMap(\.self)).joined(separator: ", ")
    }

    /// `3 of 4 units`, where that is less than all.
    private func units(_ count: Int, of index: Int) -> String? {
        let line = result.cart.lines[index]
        let units = line.quantity.milli / 1000
        return !line.isMeasured && count < units ? "\(count) of \(units) units" : nil
    }
}
