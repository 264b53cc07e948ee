package import JSON
package import Operations
package import RetailCore

/// Sets what a tax class is taxed with from a business day on. Critical: tills are told at once.
///
/// It can be set again until its day has come anywhere on earth; then sales were taxed by it.
package struct SetTaxRate: ChainOperation {
    package static let name = "tax_rate.set/1"
    package static let needs = Permission.catalogEdit
    package static let refusals: [Refusal] = [.taxClassUnknown, .taxRateInForce]
    package static let answer = TaxRateRow.itemSchema

    package var row = TaxRateRow()

    package init() {}

    package mutating func fields<Visitor: FieldVisitor>(_ field: inout Visitor) throws(Visitor.Failure) {
        try field("tax_class_id", &row.key.taxClass, rule: .inChain)
        try field("valid_from", &row.key.validFrom, .none, "The first business day.")
        try field("rate_micro", &row.rateMicro, .range(0...TaxRate.highest), "Millionths: 19 % is 190000.")
    }

    package func footprint(_ world: World, _ moment: Moment) {
        world.wantToRead(TaxClassRow.self, row.key.taxClass)
        world.wantToWrite(allOf: row.key.taxClass, TaxRateRow.self)
    }

    package func decide(_ world: World, _ moment: Moment) throws(Fault) -> Outcome {
        guard world.row(TaxClassRow.self, row.key.taxClass) != nil else { throw Fault(.taxClassUnknown, unknown: "tax_class_id") }
        let isThere = world.rows(of: row.group, TaxRateRow.self).contains { $0.key == row.key }
        if isThere, row.key.validFrom <= SetTaxRate.latestToday(moment) { throw Fault(.taxRateInForce) }
        let made = world.put(row)
        world.alert(.catalog)
        return Outcome(made)
    }

    /// Where clocks are furthest ahead, fourteen hours.
    private static func latestToday(_ moment: Moment) -> Day {
        TimeZoneRules.utc.businessDay(of: moment.now.advanced(bySeconds: 14 * 3600))
    }
}

extension Refusal {
    static let taxRateInForce = Refusal(
        "tax-rate.in-force", .conflict, "The class has another rate from this day on, and the day has come: sales were taxed by it.",
        do: "Set a rate from a later day on.")
}
