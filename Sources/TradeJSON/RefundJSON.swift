package import JSON
package import RetailCore

extension PaidTender: WireObject {
    package init(_ fields: inout Fields) throws(Fault) {
        try self.init(
            fields.required("kind"),
            settled: fields.required(
                "settled_minor", .range(0...Money.bounds.upperBound), "What it paid of the exact amount, without change and rounding."),
            refunded: fields.required("refunded_minor", default: .zero, .range(0...Money.bounds.upperBound), "What has gone back to it."),
            reference: fields.optional("reference", .length(1...200)), points: fields.required("points", default: .zero))
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("kind", kind)
        writer.member("settled_minor", settled)
        if refunded != .zero { writer.member("refunded_minor", refunded) }
        writer.member("reference", reference)
        if points != .zero { writer.member("points", points) }
    }
}

extension RefundPolicy: WireObject {
    package init(_ fields: inout Fields) throws(Fault) {
        self.init(
            order: try fields.required("order", default: [], .count(0...100), "Which kinds are given back first."),
            mostCash: try fields.optional(
                "most_cash_minor", .range(0...Money.bounds.upperBound), "That one refund gives back; left out: no limit."),
            insteadOfCash: try fields.required("instead_of_cash", default: .storeCredit, .none, "How what is beyond it goes back."))
    }

    package func members(_ writer: inout JSONWriter) {
        if !order.isEmpty { writer.member("order", order) }
        writer.member("most_cash_minor", mostCash)
        writer.member("instead_of_cash", insteadOfCash)
    }
}

extension RefundTender {
    package func members(_ writer: inout JSONWriter) {
        writer.member("kind", kind)
        writer.member("amount_minor", amount)
        writer.member("source", source)
        writer.member("reference", reference)
        writer.member("points", points)
    }
}

extension LineRefund {
    package func members(_ writer: inout JSONWriter) {
        writer.member("quantity_milli", quantity)
        writer.member("paid_minor", paid)
        if makerCoupon != .zero { writer.member("maker_coupon_minor", makerCoupon) }
        writer.member("amounts_minor", amounts)
        writer.member("points", points)
    }
}
