package import JSON
package import RetailCore

/// The lines of a cart, and what a person granted on all of them.
package struct CheckoutCart: WireObject {
    package let lines: [CheckoutLine]
    package let discounts: [ManualDiscount]

    package init(_ fields: inout Fields) throws(Fault) {
        lines = try fields.required("lines", .count(0...500))
        discounts = try fields.required(
            "discounts", default: [], .count(0...20), "Granted by a person on the whole cart, after every promotion.")
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("lines", lines)
        if !discounts.isEmpty { writer.member("discounts", discounts) }
    }
}

extension Receipt.Line.Kind: WireEnum {}

extension CartLine {
    /// All but quantity and price, which come from elsewhere.
    init(goods fields: inout Fields, unit: UnitOfMeasure?, quantity: Quantity, unitPrice: Money?, shelf: Money) throws(Fault) {
        let product: ID<Product> = try fields.required("product_id")
        let kind: Receipt.Line.Kind = try fields.required(
            "kind", default: .goods, .none, "A deposit or gift card is no turnover: no tax, and nothing may be taken off.")
        let categories: [ID<Category>] = try fields.required(
            "category_ids", default: [], .count(0...20), "The product's own, and all above it.")
        let brand: String? = try fields.optional("brand", .length(1...100))
        let tags: [String] = try fields.required("tags", default: [], .each(1...100, count: 0...20))
        let isDiscountable: Bool = try fields.required("discountable", default: true)
        let discounts: [ManualDiscount] = try fields.required(
            "discounts", default: [], .count(0...20), "Granted by a person on this line, before every promotion.")
        let taxes: [TaxComponent] = try fields.required("taxes", default: [], .count(0...TaxComponents.most))
        let components: TaxComponents
        do throws(Fault) { components = try TaxComponents(taxes) } catch { throw error.at("taxes") }
        self.init(
            product: product, kind: kind, categories: categories, brand: brand, tags: tags, unit: unit, quantity: quantity,
            unitPrice: unitPrice, shelf: shelf,
            isDiscountable: isDiscountable, discounts: discounts, taxes: components)
    }

    func goodsMembers(_ writer: inout JSONWriter) {
        writer.member("product_id", product)
        if kind != .goods { writer.member("kind", kind) }
        if !categories.isEmpty { writer.member("category_ids", categories) }
        writer.member("brand", brand)
        if !tags.isEmpty { writer.member("tags", tags) }
        if !isDiscountable { writer.member("discountable", false) }
        if !discounts.isEmpty { writer.member("discounts", discounts) }
        if taxes != .none { writer.member("taxes", taxes.list) }
    }
}

extension ManualDiscount: WireObject {
    package init(_ fields: inout Fields) throws(Fault) {
        self.init(
            try Off(reading: &fields, "Off the line or the cart, once."),
            reason: try fields.required("reason", default: "", .length(0...200)))
    }

    package func members(_ writer: inout JSONWriter) {
        off.members(&writer)
        if !reason.isEmpty { writer.member("reason", reason) }
    }
}
