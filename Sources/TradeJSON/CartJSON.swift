package import JSON
package import RetailCore

extension Cart: WireObject {
    package init(_ fields: inout Fields) throws(Fault) {
        self.init(
            lines: try fields.required("lines", .count(0...500)),
            discounts: try fields.required(
                "discounts", default: [], .count(0...20), "Granted by a person on the whole cart, after every promotion."))
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("lines", lines)
        if !discounts.isEmpty { writer.member("discounts", discounts) }
    }
}

extension CartLine: WireObject {
    package init(_ fields: inout Fields) throws(Fault) {
        let product: ID<Product> = try fields.required("product_id")
        let categories: [ID<Category>] = try fields.required(
            "category_ids", default: [], .count(0...20), "The product's own, and all above it.")
        let brand: String? = try fields.optional("brand", .length(1...100))
        let tags: [String] = try fields.required("tags", default: [], .each(1...100, count: 0...20))
        let quantity: Quantity = try fields.required("quantity_milli", .range(0...Quantity.bounds.upperBound))
        let unitPrice: Money? = try fields.optional("unit_price_minor", .range(0...Money.bounds.upperBound))
        let shelf: Money? = try fields.optional(
            "shelf_minor", .range(0...Money.bounds.upperBound),
            "What the line costs before discounts, where a label says it; left out: price times quantity, half to even.")
        try fields.check(
            unitPrice != nil || shelf != nil, "unit_price_minor", "missing", "Expected unit_price_minor, shelf_minor, or both.")
        let isDiscountable: Bool = try fields.required("discountable", default: true)
        let discounts: [ManualDiscount] = try fields.required(
            "discounts", default: [], .count(0...20), "Granted by a person on this line, before every promotion.")
        let taxes: [TaxComponent] = try fields.required("taxes", default: [], .count(0...TaxComponents.most))
        let amount: Money
        if let shelf { amount = shelf } else { amount = try Money.price(unit: unitPrice ?? .zero, times: quantity, mode: .halfEven) }
        self.init(
            product: product, categories: categories, brand: brand, tags: tags, quantity: quantity, unitPrice: unitPrice, shelf: amount,
            isDiscountable: isDiscountable, discounts: discounts, taxes: try TaxComponents(taxes))
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("product_id", product)
        if !categories.isEmpty { writer.member("category_ids", categories) }
        writer.member("brand", brand)
        if !tags.isEmpty { writer.member("tags", tags) }
        writer.member("quantity_milli", quantity)
        writer.member("unit_price_minor", unitPrice)
        writer.member("shelf_minor", shelf)
        if !isDiscountable { writer.member("discountable", false) }
        if !discounts.isEmpty { writer.member("discounts", discounts) }
        if taxes != .none { writer.member("taxes", taxes.list) }
    }
}

extension ManualDiscount: WireObject {
    package init(_ fields: inout Fields) throws(Fault) {
        let percent: Percent? = try fields.optional("percent_micro")
        let amount: Money? = try fields.optional("amount_minor", .range(0...Money.bounds.upperBound), "Off the line or the cart, once.")
        let off = try fields.exactlyOne(
            of: "percent_micro, amount_minor", [percent.map(Off.percent), amount.map(Off.amount)], sample: .amount(.zero))
        self.init(off, reason: try fields.required("reason", default: "", .length(0...200)))
    }

    package func members(_ writer: inout JSONWriter) {
        switch off {
        case .percent(let percent): writer.member("percent_micro", percent)
        case .amount(let amount): writer.member("amount_minor", amount)
        }
        if !reason.isEmpty { writer.member("reason", reason) }
    }
}
