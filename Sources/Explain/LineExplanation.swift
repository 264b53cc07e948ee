import RetailCore
import TradeJSON

extension CheckoutExplanation {
    private static let indent = 4

    func line(_ index: Int, _ print: inout PrintColumns) {
        let line = result.cart.lines[index]
        let priced = result.total.cart.lines[index]
        print.pair("\(index + 1)) \(name(index))", figures.text(line.shelf))
        if let times = times(index) { print.text(times, indent: Self.indent) }
        if let told = told(index) { print.text(told, indent: Self.indent) }
        for step in result.prices[index]?.steps ?? [] { print.text(words(step, index), indent: Self.indent) }
        for discount in priced.discounts {
            print.pair(words(discount.source, index), figures.off(discount.amount), indent: Self.indent)
        }
        if let words = words(line.kind, line.shelf) { print.text(words, indent: Self.indent) }
        if !line.isDiscountable || (line.kind != .goods && !line.discounts.isEmpty) {
            print.text("Nothing may be taken off it", indent: Self.indent)
        }
        if !priced.discounts.isEmpty { print.pair("After discounts", figures.text(priced.amount), indent: Self.indent) }
        if priced.amount == .zero { return }
        for part in result.total.tax.lines[index].parts { print.text(words(part), indent: Self.indent) }
    }

    func name(_ index: Int) -> String {
        request.cart.lines[index].name ?? "Product \(result.cart.lines[index].product)"
    }

    /// `1.186 kg × 1.99 per kg`; nil for a single piece, and where a label says it all.
    private func times(_ index: Int) -> String? {
        let line = result.cart.lines[index]
        let unit = request.cart.lines[index].line.unit
        guard let price = line.unitPrice else { return line.quantity == .one ? nil : figures.text(line.quantity, unit) }
        if case .label = result.prices[index]?.steps.last { return nil }
        if line.quantity == .one, line.shelf == price, unit == nil || unit == .one { return nil }
        let per = unit.map { $0 == .one ? "" : " per \($0.symbol)" } ?? ""
        return "\(figures.text(line.quantity, unit)) × \(figures.text(price))\(per)"
    }

    /// Where a line brings an amount that isn't its price times its quantity.
    private func told(_ index: Int) -> String? {
        let line = result.cart.lines[index]
        guard result.prices[index] == nil, let price = line.unitPrice else { return nil }
        let computed = try? Money.price(unit: price, times: line.quantity, mode: .halfEven)
        return computed == line.shelf ? nil : "The line itself says \(figures.text(line.shelf))"
    }

    private func words(_ kind: Receipt.Line.Kind, _ shelf: Money) -> String? {
        switch kind {
        case .deposit: shelf < .zero ? "A deposit given back: no turnover" : "A deposit: no turnover yet"
        case .giftCard: "A gift card: no turnover before it is spent"
        case .goods: nil
        }
    }

    private func words(_ part: TaxBreakdown.Part) -> String {
        let tax = "tax \(part.rate.code) \(figures.percent(part.rate.rateMicro))"
        if part.relieved != .zero, part.tax == .zero { return "Exempt from \(tax), that is \(figures.text(part.relieved))" }
        let less = part.relieved == .zero ? "" : ", \(figures.text(part.relieved)) less for the exemption"
        switch result.total.tax.rules.mode {
        case .inclusive: return "Contains \(figures.text(part.tax)) \(tax)\(less)"
        case .exclusive: return "Plus \(figures.text(part.tax)) \(tax)\(less)"
        }
    }
}
