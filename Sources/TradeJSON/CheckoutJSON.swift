package import JSON
package import RetailCore

/// A cart with all that decides its price: what a till would know.
package struct CheckoutRequest: WireObject {
    package let cart: Cart
    package let sale: SaleContext
    package let promotions: [Promotion]
    package let taxes: TaxRules
    package let rounding: RoundingMode
    package let exemption: TaxExemption?

    package init(_ fields: inout Fields) throws(Fault) {
        cart = try fields.required("cart")
        sale = try fields.required("sale")
        promotions = try fields.required("promotions", default: [], .count(0...10_000))
        taxes = try fields.required("tax_rules", default: TaxRules(mode: .inclusive, scope: .line, rounding: .halfEven))
        rounding = try fields.required("rounding", default: .halfEven, .none, "Of the sum after all discounts.")
        exemption = try fields.optional("exemption")
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("cart", cart)
        writer.member("sale", sale)
        if !promotions.isEmpty { writer.member("promotions", promotions) }
        writer.member("tax_rules", taxes)
        writer.member("rounding", rounding)
        writer.member("exemption", exemption)
    }

    package func total() throws(Fault) -> CheckoutTotal {
        let checkout = Checkout(promotions: try PromotionSet(promotions), taxes: taxes, rounding: rounding)
        return try checkout.total(cart, in: sale, relief: try exemption?.relief(on: sale.day))
    }
}

extension TaxExemption: WireObject {
    package init(_ fields: inout Fields) throws(Fault) {
        let codes: [String]? = try fields.optional("codes", .each(1...20, count: 1...100), "Of the rates; left out: all of them.")
        try self.init(
            codes.map { .named(Set($0)) } ?? .all, certificate: fields.required("certificate", .length(1...100)),
            from: fields.required("from"), until: fields.optional("until", .none, "The first day it no longer holds."))
    }

    package func members(_ writer: inout JSONWriter) {
        if case .named(let names) = codes { writer.member("codes", names.sorted()) }
        writer.member("certificate", certificate)
        writer.member("from", from)
        writer.member("until", until)
    }
}

extension DiscountSource {
    func members(_ writer: inout JSONWriter) {
        switch self {
        case .promotion(let id): writer.member("promotion_id", id)
        case .line(let index): writer.member("line_discount", index)
        case .cart(let index): writer.member("cart_discount", index)
        }
    }
}

extension CheckoutTotal {
    package func members(_ writer: inout JSONWriter) {
        writer.member("shelf_minor", cart.shelf)
        writer.member("amount_minor", cart.amount)
        writer.member("net_minor", tax.total.net)
        writer.member("tax_minor", tax.total.tax)
        writer.member("due_minor", due)
        if tax.relieved != .zero { writer.member("relieved_minor", tax.relieved) }
        if !cart.isProvenBest { writer.member("proven_best", false) }
        writer.memberArray("lines") { list in
            for (line, taxed) in zip(cart.lines, tax.lines) { list.element { $0.object { Self.members(line, taxed, &$0) } } }
        }
        writer.memberArray("promotions") { list in
            for use in cart.uses {
                list.element {
                    $0.object {
                        $0.member("promotion_id", use.promotion)
                        $0.member("uses", use.uses)
                        $0.member("discount_minor", use.discount)
                    }
                }
            }
        }
    }

    private static func members(_ line: PricedCart.Line, _ taxed: TaxBreakdown.TaxedLine, _ writer: inout JSONWriter) {
        writer.member("shelf_minor", line.shelf)
        writer.member("amount_minor", line.amount)
        writer.member("tax_minor", taxed.amount.tax)
        if line.discounts.isEmpty { return }
        writer.memberArray("discounts") { list in
            for discount in line.discounts {
                list.element {
                    $0.object {
                        discount.source.members(&$0)
                        $0.member("amount_minor", discount.amount)
                    }
                }
            }
        }
    }
}
