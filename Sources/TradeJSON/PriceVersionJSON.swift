package import JSON
package import RetailCore

extension PriceVersion: WireObject {
    package init(_ fields: inout Fields) throws(Fault) {
        try self.init(
            fields.required("product_id"), from: fields.required("from", .none, "A moment; the price that began last counts."),
            until: fields.optional("until", .none, "The first moment at which it no longer holds."),
            unitPrice: fields.required("unit_price_minor", .range(0...Money.bounds.upperBound), "Per whole stock unit."),
            breaks: fields.required("breaks", default: [], .count(0...Self.mostBreaks)))
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("product_id", product)
        writer.member("from", from)
        writer.member("until", until)
        writer.member("unit_price_minor", unitPrice)
        if !breaks.isEmpty { writer.member("breaks", breaks) }
    }
}

extension PriceVersion.Break: WireObject {
    package static var wireName: String { "PriceBreak" }

    package init(_ fields: inout Fields) throws(Fault) {
        let from: Quantity = try fields.required(
            "from_milli", .range(1...Quantity.bounds.upperBound),
            "From this quantity on, for all of it: lines of one product that look their price up count together.")
        self.init(from: from, unitPrice: try fields.required("unit_price_minor", .range(0...Money.bounds.upperBound)))
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("from_milli", from)
        writer.member("unit_price_minor", unitPrice)
    }
}
