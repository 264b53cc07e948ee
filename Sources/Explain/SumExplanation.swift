import RetailCore
import TradeJSON

extension CheckoutExplanation {
    /// From the shelf prices to what is due, with each rate's tax.
    func sums(_ print: inout PrintColumns) {
        let (cart, tax) = (result.total.cart, result.total.tax)
        if cart.shelf != cart.amount {
            print.pair("At shelf prices", figures.text(cart.shelf))
            print.pair("Discounts", discounts)
        }
        if tax.rules.mode == .exclusive {
            print.pair("Without tax", figures.text(tax.total.net))
            rates(&print)
        } else if tax.relieved != .zero {
            print.pair("With tax", figures.text(cart.amount))
            print.pair("Tax not charged, certificate \(tax.relief?.certificate ?? "")", figures.off(tax.relieved))
        }
        print.pair(result.total.due < .zero ? "To pay back" : "To pay", figures.text(result.total.due))
        noTurnover(&print)
        if tax.rules.mode == .inclusive { rates(&print) }
        if tax.rules.mode == .exclusive, tax.relieved != .zero {
            print.text("\(figures.text(tax.relieved)) of tax is not charged, certificate \(tax.relief?.certificate ?? "")", indent: 2)
        }
        if let relief = tax.relief, tax.relieved == .zero {
            print.text("Certificate \(relief.certificate) is about no tax of this cart.", indent: 2)
        }
        if !tax.rates.isEmpty { print.text(rules, indent: 2) }
    }

    /// What of the sum is owed to the customer rather than earned.
    private func noTurnover(_ print: inout PrintColumns) {
        for (kind, name) in [(Receipt.Line.Kind.deposit, "deposits"), (.giftCard, "gift cards")] {
            let lines = zip(result.cart.lines, result.total.cart.lines).filter { $0.0.kind == kind }
            // A part of a sum that fits.
            guard !lines.isEmpty, let sum = try? Money.sum(lines.map(\.1.amount)) else { continue }
            print.pair("of it \(name), no turnover", figures.text(sum), indent: 2)
        }
    }

    private var discounts: String {
        // Both are sums that fit, and neither is below zero.
        let off = (try? result.total.cart.shelf.subtracting(result.total.cart.amount)) ?? .zero
        return figures.off(off)
    }

    private func rates(_ print: inout PrintColumns) {
        for rate in result.total.tax.rates {
            let name = "tax \(rate.rate.code) \(figures.percent(rate.rate.rateMicro)) on \(figures.text(rate.amount.net))"
            switch (result.total.tax.rules.mode, rate.isExempt) {
            case (_, true): print.pair("\(name): exempt", figures.text(rate.amount.tax), indent: 2)
            case (.inclusive, false): print.pair("contains \(name)", figures.text(rate.amount.tax), indent: 2)
            case (.exclusive, false): print.pair(name, figures.text(rate.amount.tax), indent: 2)
            }
        }
    }

    private var rules: String {
        let tax = result.total.tax.rules
        let scope =
            switch tax.scope {
            case .line: "line by line"
            case .rate: "once for each rate"
            case .total: "once for all"
            }
        return "Tax is rounded \(scope), \(tax.rounding.rawValue.replacing("_", with: " "))."
    }

    /// Which promotions were had, and whether anything better was possible.
    func promotions(_ print: inout PrintColumns) {
        let cart = result.total.cart
        let unknown = request.sale.context.coupons.subtracting(promotions.values.compactMap(\.condition.couponCode))
        if promotions.isEmpty, unknown.isEmpty { return }
        print.blank()
        print.text(cart.uses.isEmpty ? "None of the promotions applies." : "Promotions")
        for use in cart.uses {
            print.pair(words(use), figures.off(use.discount), indent: 2)
        }
        if !unknown.isEmpty { print.text("No promotion knows the coupon \(Figures.list(unknown.sorted(), "or")).", indent: 2) }
        if !cart.uses.isEmpty || !cart.isProvenBest {
            print.text(
                cart.isProvenBest
                    ? "No other way to combine the promotions costs less: proven."
                    : "So many ways to combine the promotions are open that not all were tried: this is the best of those that were.",
                indent: 2)
        }
        obstacles(&print)
    }

    private func words(_ use: PricedCart.Use) -> String {
        guard let promotion = promotions[use.promotion] else { return "Promotion \(use.promotion)" }
        return "\(promotion.name): "
            + ([gives(promotion)] + terms(promotion) + [count(use, of: promotion)].compactMap(\.self)).joined(separator: ", ")
    }

    private func count(_ use: PricedCart.Use, of promotion: Promotion) -> String? {
        guard promotion.layer == .deal else { return nil }
        if case .set = promotion.benefit { return use.uses == 1 ? "1 set" : "\(use.uses) sets" }
        return use.uses == 1 ? "1 unit" : "\(use.uses) units"
    }
}
