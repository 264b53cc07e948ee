import RetailCore
import TradeJSON

extension CheckoutExplanation {
    /// `any 3 for 10.00`, `10% off each`; of a line that is measured `1.00 off each kg`.
    func gives(_ promotion: Promotion, on line: CartLine? = nil) -> String {
        let unit = line?.isMeasured == true ? line?.unit.map { " \($0.symbol)" } ?? "" : ""
        let each = promotion.layer == .total ? "the total" : "each"
        switch promotion.benefit {
        case .percent(let percent): return "\(figures.percent(percent)) off \(each)"
        case .amount(let amount): return "\(figures.text(amount)) off \(each)\(unit)"
        case .fixedPrice(let price): return "\(figures.text(price)) each\(unit)"
        case .set(let set): return words(set)
        case .spend:
            return (step(of: promotion).map { figures.text($0.off) } ?? "something off") + " the total"
        }
    }

    private func words(_ set: GoodsSet) -> String {
        let together = (set.parts.count == 1 ? "any " : "") + Figures.list(set.parts.map(words))
        switch set.reward {
        case .price(let price): return "\(together) for \(figures.text(price))"
        case .amount(let amount): return "\(figures.text(amount)) off \(together)"
        case .percent(let percent): return "\(figures.percent(percent)) off \(together)"
        case .cheapest(let count, let percent):
            let cheapest = count == 1 ? "the cheapest" : "the \(count) cheapest"
            return percent == .whole ? "\(cheapest) of \(together) free" : "\(figures.percent(percent)) off \(cheapest) of \(together)"
        case .last(let percent):
            let bought = Figures.list(set.parts.dropLast().map(words))
            let given = set.parts.last.map(words) ?? ""
            return "buy \(bought), get \(given) " + (percent == .whole ? "free" : "with \(figures.percent(percent)) off")
        }
    }

    private func words(_ part: GoodsSet.Part) -> String {
        guard let goods = words(part.goods) else { return "\(part.count)" }
        return "\(part.count) \(goods)"
    }

    /// The goods' names, where they have any: brands, tags, and what the cart's lines call their products.
    private func words(_ goods: Goods) -> String? {
        guard !goods.isEverything, goods.named.categories.isEmpty, goods.named.count <= 3 else { return nil }
        var names = (goods.named.brands.union(goods.named.tags)).sorted()
        for product in goods.named.products.sorted() {
            guard let index = result.cart.lines.firstIndex(where: { $0.product == product }), let name = request.cart.lines[index].name
            else {
                return nil
            }
            names.append(name)
        }
        return Figures.list(names, "or")
    }

    /// The step that took something off.
    private func step(of promotion: Promotion) -> SpendStep? {
        guard case .spend(let steps) = promotion.benefit,
            let place = result.total.cart.uses.first(where: { $0.promotion == promotion.id })?.step, steps.indices.contains(place)
        else { return nil }
        return steps[place]
    }

    /// Under which conditions: `for gold customers, until 2026-11-28`.
    func terms(_ promotion: Promotion) -> [String] {
        let condition = promotion.condition
        var terms: [String] = []
        if let step = step(of: promotion) { terms.append("from \(figures.text(step.spend)) on") }
        if let code = condition.couponCode { terms.append("with coupon \(code)") }
        if let tiers = condition.tiers { terms.append("for \(Figures.list(tiers.sorted().map(\.name), "or")) customers") }
        if condition.birthdayWithinDays != nil { terms.append("around the birthday") }
        if let minimum = condition.minimum {
            if minimum.spend > .zero { terms.append("from \(figures.text(minimum.spend)) on") }
            if minimum.quantity > .zero { terms.append("from \(figures.text(minimum.quantity)) units on") }
        }
        if let last = condition.lastDay { terms.append("until \(last)") }
        return terms
    }
}
