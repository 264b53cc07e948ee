package import JSON
package import RetailCore

extension TenderRule.Excess: WireEnum {}

extension Tendered: WireObject {
    package init(_ fields: inout Fields) throws(Fault) {
        self.init(
            try fields.required("kind"), try fields.required("amount_minor", .none, "Below zero where the shop pays back."),
            reference: try fields.optional(
                "reference", .length(1...200), "The terminal's token, the gift card's id, a transfer's text; never a card number."),
            points: try fields.required("points", default: .zero, .none, "Of loyalty points: how many the amount is the value of."),
            goodsValue: try fields.optional(
                "goods_value_minor", .none, "What the goods of a maker's coupon are worth; left out: it may pay for anything."))
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("kind", kind)
        writer.member("amount_minor", amount)
        writer.member("reference", reference)
        if points != .zero { writer.member("points", points) }
        writer.member("goods_value_minor", goodsValue)
    }
}

extension TenderRules: WireObject {
    package init(_ fields: inout Fields) throws(Fault) {
        let step: Int64 = try fields.required(
            "cash_step_minor", default: 1, .range(1...1_000_000), "The smallest coin; 1 rounds nothing.")
        let mode: RoundingMode = try fields.required("cash_rounding", default: .halfUp)
        self.init(rounding: try CashRounding(stepMinor: step, mode: mode))
        let differing: [TenderKindRule] = try fields.required(
            "rules", default: [], .count(0...TenderKind.allCases.count), "Of the kinds that are not used as usual.")
        try fields.check(
            Set(differing.map(\.kind)).count == differing.count, "rules", "repeated", "Expected one rule for a kind of tender.")
        for entry in differing { self[entry.kind] = entry.rule }
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("cash_step_minor", rounding.stepMinor)
        writer.member("cash_rounding", rounding.mode)
        let differing = TenderKind.allCases.filter { self[$0] != Self.standard[$0] }
        if !differing.isEmpty { writer.member("rules", differing.map { TenderKindRule(kind: $0, rule: self[$0]) }) }
    }
}

/// How one kind of tender is used; what is left out is as usual for it.
struct TenderKindRule: WireObject {
    let kind: TenderKind
    let rule: TenderRule

    init(kind: TenderKind, rule: TenderRule) {
        (self.kind, self.rule) = (kind, rule)
    }

    init(_ fields: inout Fields) throws(Fault) {
        kind = try fields.required("kind")
        let usual = TenderRules.standard[kind]
        rule = TenderRule(
            pays: try fields.required("pays", default: usual.pays),
            paysBack: try fields.required("pays_back", default: usual.paysBack),
            excess: try fields.required("excess", default: usual.excess, .none, "What becomes of an amount beyond what is due."),
            needsReference: try fields.required("needs_reference", default: usual.needsReference))
    }

    func members(_ writer: inout JSONWriter) {
        writer.member("kind", kind)
        writer.member("pays", rule.pays)
        writer.member("pays_back", rule.paysBack)
        writer.member("excess", rule.excess)
        writer.member("needs_reference", rule.needsReference)
    }
}
