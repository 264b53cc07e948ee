package import JSON
import RetailCore

extension CheckoutResult {
    package func members(_ writer: inout JSONWriter) {
        total.members(&writer)
        writer.memberArray("rates") { list in
            for rate in total.tax.rates { list.element { $0.object { Self.members(rate, &$0) } } }
        }
        if prices.contains(where: { $0 != nil }) {
            writer.memberArray("prices") { list in
                for price in prices {
                    list.element { writer in if let price { writer.object { price.members(&$0) } } else { writer.null() } }
                }
            }
        }
        if !obstacles.isEmpty {
            writer.memberArray("unused_promotions") { list in
                for (promotion, obstacle) in obstacles {
                    list.element {
                        $0.object {
                            $0.member("promotion_id", promotion)
                            obstacle.members(&$0)
                        }
                    }
                }
            }
        }
        if let settlement { writer.memberObject("settlement") { settlement.members(&$0) } }
    }

    private static func members(_ rate: TaxBreakdown.RateTotal, _ writer: inout JSONWriter) {
        writer.member("code", rate.rate.code)
        writer.member("rate_micro", rate.rate.rateMicro)
        writer.member("net_minor", rate.amount.net)
        writer.member("tax_minor", rate.amount.tax)
        if rate.relieved != .zero { writer.member("relieved_minor", rate.relieved) }
        if rate.isExempt { writer.member("exempt", true) }
    }
}

extension LinePrice {
    func members(_ writer: inout JSONWriter) {
        writer.member("quantity_milli", quantity)
        writer.member("unit_price_minor", unitPrice)
        writer.member("list_price_minor", listPrice)
        writer.member("shelf_minor", shelf)
        writer.memberArray("steps") { list in
            for step in steps { list.element { $0.object { step.members(&$0) } } }
        }
    }
}

extension LinePrice.Step {
    fileprivate func members(_ writer: inout JSONWriter) {
        switch self {
        case .list(let quote):
            writer.member("list_id", quote.list.id)
            writer.member("from", quote.version.from)
            writer.member("break_milli", quote.quantityBreak?.from)
            writer.member("unit_price_minor", quote.unitPrice)
        case .markdown(let markdown):
            writer.member("markdown_id", markdown.rule)
            writer.member("days_left", markdown.daysLeft)
            writer.member("unit_price_minor", markdown.after)
        case .override(let override, _):
            writer.member("override", override)
        case .label(let label):
            writer.member("label_total_minor", label.total)
        }
    }
}
