package import JSON
package import RetailCore

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
