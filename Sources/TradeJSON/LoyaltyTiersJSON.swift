package import JSON
package import RetailCore

extension LoyaltyTiers: WireObject {
    package init(_ fields: inout Fields) throws(Fault) {
        let measure: Measure = try fields.required("measure", .none, "What is added up to find a customer's tier.")
        let months: Int? = try fields.optional("rolling_months", .range(1...1200), "How far back counts; left out: for ever.")
        try self.init(
            fields.required("levels", .count(1...100), "By ascending threshold, the first reached by everybody."), by: measure,
            rollingMonths: months)
    }

    package static func sample() throws(Fault) -> LoyaltyTiers { try LoyaltyTiers([Level(.sample(), threshold: 0)], by: .spend) }

    package func members(_ writer: inout JSONWriter) {
        writer.member("measure", measure)
        writer.member("rolling_months", rollingMonths)
        writer.member("levels", levels)
    }
}

extension LoyaltyTiers.Level: WireObject {
    package static var wireName: String { "LoyaltyLevel" }

    package init(_ fields: inout Fields) throws(Fault) {
        self.init(
            try fields.required("tier"),
            threshold: try fields.required("threshold", .none, "Of the measure: minor units, or points."),
            multiplierHundredths: try fields.required(
                "multiplier_hundredths", default: 100, .range(0...100_000), "Of earned points: 150 is one and a half times."))
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("tier", tier)
        writer.member("threshold", threshold)
        writer.member("multiplier_hundredths", multiplierHundredths)
    }
}

extension LoyaltyTiers.Activity: WireObject {
    package static var wireName: String { "LoyaltyActivity" }

    package init(_ fields: inout Fields) throws(Fault) {
        self.init(
            day: try fields.required("day"), spend: try fields.required("spend_minor", .none, "Below zero for what came back."),
            points: try fields.required("points"))
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("day", day)
        writer.member("spend_minor", spend)
        writer.member("points", points)
    }
}
