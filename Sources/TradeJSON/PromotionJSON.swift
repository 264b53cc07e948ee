package import JSON
package import RetailCore

extension Promotion.Layer: WireEnum {}

extension Promotion: WireObject {
    package init(_ fields: inout Fields) throws(Fault) {
        try self.init(
            id: fields.required("id"), name: fields.required("name", .length(1...200), "What the receipt says."),
            layer: fields.required(
                "layer", .none,
                "price: lowers each unit's price first, all of them hold. deal: a unit takes part in one, the best in all. total: off what is left."
            ),
            goods: fields.required("goods", default: .everything, .none, "What it is about; a set's parts name their own."),
            benefit: Benefit(reading: &fields), condition: fields.required("condition", default: PromotionCondition()),
            limits: fields.required("limits", default: Limits()),
            priority: fields.required(
                "priority", default: 0, .range(-1_000_000...1_000_000), "Decides between outcomes that cost the same."),
            exclusiveGroup: fields.optional("exclusive_group", .length(1...100), "Of one group only the best holds."))
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("name", name)
        writer.member("layer", layer)
        if goods != .everything { writer.member("goods", goods) }
        benefit.members(&writer)
        if condition != PromotionCondition() { writer.member("condition", condition) }
        if limits != Limits() { writer.member("limits", limits) }
        if priority != 0 { writer.member("priority", priority) }
        writer.member("exclusive_group", exclusiveGroup)
    }
}

extension Promotion.Limits: WireObject {
    package static var wireName: String { "PromotionLimits" }

    package init(_ fields: inout Fields) throws(Fault) {
        let most = Bound.range(1...1_000_000_000)
        self.init(
            perCart: try fields.optional("per_cart", most, "Units or sets of the deal layer; a cart is one use in the others."),
            perCustomer: try fields.optional("per_customer", most, "Over all carts of a customer who is known."),
            inAll: try fields.optional("in_all", most))
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("per_cart", perCart)
        writer.member("per_customer", perCustomer)
        writer.member("in_all", inAll)
    }
}
