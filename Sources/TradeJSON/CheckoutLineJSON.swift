package import JSON
package import RetailCore

/// A line as a till has it: with a price, or with what the price lists need to find one.
package struct CheckoutLine: WireObject {
    /// What to look a price up by, besides the goods.
    package struct Search: Hashable, Sendable {
        package let expiry: Day?
        package let labelTotal: Money?
        package let override: PriceOverride?
        package let floor: Money?
    }

    /// What people call the goods.
    package let name: String?
    /// nil where the line says its price.
    package let search: Search?
    /// The line, without a price where that is to be looked up.
    package let line: CartLine

    package init(_ fields: inout Fields) throws(Fault) {
        name = try fields.optional("name", .length(1...200))
        let unit: UnitOfMeasure? = try fields.optional(
            "unit", .none, "What the quantity counts, by its code of UN/ECE Recommendation 20; left out: pieces.")
        let amount = Bound.range(0...Money.bounds.upperBound)
        let quantity: Quantity? = try fields.optional(
            "quantity_milli", .none,
            "Required, unless a label's total is given, which is of one pack. Below zero: a deposit given back, or goods that nothing may come off."
        )
        let unitPrice: Money? = try fields.optional("unit_price_minor", amount, "Without it and shelf_minor, the price lists are asked.")
        let shelf: Money? = try fields.optional(
            "shelf_minor", .none, "What the line costs before discounts; left out: price times quantity, half to even.")
        let search = Search(
            expiry: try fields.optional("expires", .none, "The last day on which the goods may be sold: for markdowns."),
            labelTotal: try fields.optional("label_total_minor", amount, "The amount in a price-embedded code: it stands."),
            override: try fields.optional("override", .none, "A price set by hand."),
            floor: try fields.optional("floor_minor", amount, "The lowest unit price that may be set by hand."))
        let isPriced = unitPrice != nil || shelf != nil
        try fields.check(
            !isPriced || search == Search(expiry: nil, labelTotal: nil, override: nil, floor: nil), "", "price-known",
            "With unit_price_minor or shelf_minor nothing is looked up: expires, label_total_minor, override and floor_minor don't belong here."
        )
        try fields.check(quantity != nil || search.labelTotal != nil, "quantity_milli", "missing", "The field is required.")
        try fields.check(
            quantity == nil || search.labelTotal == nil, "quantity_milli", "label-known",
            "A label's total is of one pack, and its quantity follows from the price: two packs are two lines.")
        self.search = isPriced ? nil : search
        let known = quantity ?? .zero
        let amounted: Money
        if let shelf { amounted = shelf } else { amounted = try Money.price(unit: unitPrice ?? .zero, times: known, mode: .halfEven) }
        line = try CartLine(goods: &fields, unit: unit, quantity: known, unitPrice: unitPrice, shelf: amounted)
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("name", name)
        writer.member("unit", line.unit)
        line.goodsMembers(&writer)
        if search?.labelTotal == nil { writer.member("quantity_milli", line.quantity) }
        guard let search else {
            writer.member("unit_price_minor", line.unitPrice)
            writer.member("shelf_minor", line.shelf)
            return
        }
        writer.member("expires", search.expiry)
        writer.member("label_total_minor", search.labelTotal)
        writer.member("override", search.override)
        writer.member("floor_minor", search.floor)
    }
}
