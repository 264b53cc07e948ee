package import JSON
package import RetailCore

extension MarkdownRule: WireObject {
    package init(_ fields: inout Fields) throws(Fault) {
        let products: [ID<Product>]? = try fields.optional("product_ids", .count(1...10_000))
        let categories: [ID<RetailCore.Category>]? = try fields.optional(
            "category_ids", .count(1...1000), "Neither products nor categories: all goods.")
        try self.init(
            id: fields.required("id"), name: fields.required("name", .length(1...200)),
            scope: products == nil && categories == nil
                ? .all : .some(products: Set(products ?? []), categories: Set(categories ?? [])),
            stages: fields.required("stages", .count(1...20), "The deepest one reached counts; none raises a price."))
    }

    package static func sample() throws(Fault) -> MarkdownRule {
        try MarkdownRule(id: .none, name: "Last days", stages: [Stage(daysLeft: 3, .percentOff(micro: 250_000))])
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("name", name)
        if case .some(let products, let categories) = scope {
            if !products.isEmpty { writer.member("product_ids", products.sorted()) }
            if !categories.isEmpty { writer.member("category_ids", categories.sorted()) }
        }
        writer.member("stages", stages)
    }
}

extension MarkdownRule.Stage: WireObject {
    package static var wireName: String { "MarkdownStage" }

    package init(_ fields: inout Fields) throws(Fault) {
        let daysLeft: Int64 = try fields.required("days_left", .range(0...10_000), "Reached when so many days or fewer are left.")
        let off: Percent? = try fields.optional("off_micro", .none, "Off the price, in millionths.")
        let price: Money? = try fields.optional(
            "price_minor", .range(0...Money.bounds.upperBound), "Per whole stock unit, where it is lower than the price.")
        let cut = try fields.exactlyOne(
            of: "off_micro, price_minor", [off.map { .percentOff(micro: $0.micro) }, price.map(MarkdownRule.Cut.fixed)],
            sample: .fixed(.zero))
        self.init(daysLeft: Int32(clamping: daysLeft), cut)
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("days_left", Int(daysLeft))
        switch cut {
        case .percentOff(let micro): writer.member("off_micro", micro)
        case .fixed(let price): writer.member("price_minor", price)
        }
    }
}
