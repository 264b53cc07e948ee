package import JSON
package import RetailCore

extension RegisterTotals {
    /// As a Z report has them.
    package func members(_ writer: inout JSONWriter) {
        writer.member("sale_count", saleCount)
        writer.member("refund_count", refundCount)
        writer.member("void_count", voidCount)
        writer.member("sales_minor", sales)
        writer.member("returns_minor", returns)
        writer.member("voids_minor", voids)
        writer.member("net_minor", net)
        writer.member("absolute_minor", absolute)
        writer.member("discount_minor", discount)
        writer.member("deposits_minor", deposits)
        writer.member("gift_cards_minor", giftCards)
        writer.member("rounding_minor", rounding)
        writer.member("open_minor", open)
        writer.member("change_minor", change)
        writer.member("cash_payments_minor", cashPayments)
        writer.member("cash_refunds_minor", cashRefunds)
        writer.memberArray("taxes") { list in
            for rate in rateTotals { list.element { $0.object { rate.members(&$0) } } }
        }
        writer.memberArray("payments") { list in
            for (method, total) in paymentTotals {
                list.element {
                    $0.object {
                        $0.member("method", method.rawValue)
                        $0.member("count", total.count)
                        $0.member("amount_minor", total.amount)
                    }
                }
            }
        }
    }
}

extension Receipt.RateTotal {
    fileprivate func members(_ writer: inout JSONWriter) {
        writer.member("code", code)
        writer.member("rate_micro", rateMicro)
        writer.member("net_minor", net)
        writer.member("tax_minor", tax)
        writer.member("gross_minor", gross)
    }
}
