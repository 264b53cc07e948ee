package import JSON
package import RetailCore

/// A cart with all that decides its price and how it is paid: what a till would know.
package struct CheckoutRequest: WireObject {
    package let currency: Currency
    package let sale: CheckoutSale
    package let cart: CheckoutCart
    package let priceLists: [PriceListEntry]
    package let markdowns: [MarkdownRule]
    package let overrides: OverridePolicy
    package let promotions: [Promotion]
    package let taxes: TaxRules
    package let exemption: TaxExemption?
    package let rounding: RoundingMode
    package let payments: [Tendered]
    package let tender: TenderRules

    package init(_ fields: inout Fields) throws(Fault) {
        currency = try fields.required("currency", default: .none, .none, "ISO 4217; left out, amounts are shown in minor units.")
        sale = try fields.required("sale")
        cart = try fields.required("cart")
        priceLists = try fields.required(
            "price_lists", default: [], .count(0...100), "For lines without a price. Highest priority first, then the more specific one.")
        markdowns = try fields.required(
            "markdowns", default: [], .count(0...100), "For lines that say when they expire: the lowest price counts.")
        overrides = try fields.required(
            "override_policy", default: .approvedOnly, .none, "Left out: every price set by hand needs an approval.")
        promotions = try fields.required("promotions", default: [], .count(0...10_000))
        taxes = try fields.required(
            "tax_rules", default: TaxRules(mode: .inclusive, scope: .line, rounding: .halfEven), .none,
            "Left out: prices contain their tax, which is rounded line by line, half to even.")
        exemption = try fields.optional("exemption", .none, "Of a customer who doesn't pay all taxes.")
        rounding = try fields.required(
            "rounding", default: .halfEven, .none, "Of prices that are looked up, and of the sum after all discounts.")
        payments = try fields.required("payments", default: [], .count(0...100))
        tender = try fields.required(
            "tender_rules", default: .standard, .none, "How cash is rounded, and how else each kind of tender is taken.")
    }

    package func members(_ writer: inout JSONWriter) {
        if currency != .none { writer.member("currency", currency) }
        writer.member("sale", sale)
        writer.member("cart", cart)
        if !priceLists.isEmpty { writer.member("price_lists", priceLists) }
        if !markdowns.isEmpty { writer.member("markdowns", markdowns) }
        if overrides != .approvedOnly { writer.member("override_policy", overrides) }
        if !promotions.isEmpty { writer.member("promotions", promotions) }
        writer.member("tax_rules", taxes)
        writer.member("exemption", exemption)
        writer.member("rounding", rounding)
        if !payments.isEmpty { writer.member("payments", payments) }
        if tender != .standard { writer.member("tender_rules", tender) }
    }
}
