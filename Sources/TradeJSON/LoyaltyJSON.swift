package import JSON
package import RetailCore

extension LoyaltyTiers.Measure: WireEnum {}
extension PointsEntry.Kind: WireEnum {}

extension Points: WireValue {
    /// ± 10^15: sums of 9,000 such entries still fit 64 bits.
    package static let bounds: ClosedRange<Int64> = -1_000_000_000_000_000...1_000_000_000_000_000

    package static var schema: Schema { .integer(bounds) }
    package static func sample() -> Points { .zero }

    package static func read(_ value: JSONValue, _ bound: Bound) throws(Fault) -> Points {
        if case .range = bound { return Points(try Int64.read(value, bound)) }
        return Points(try Int64.read(value, .range(bounds)))
    }

    package func write(to writer: inout JSONWriter) { writer.integer(count) }
}

extension EarnRule: WireObject {
    package init(_ fields: inout Fields) throws(Fault) {
        try self.init(
            points: fields.required("points", .range(0...1_000_000)),
            per: fields.required("per_minor", .range(1...Money.bounds.upperBound), "So many points for each such amount."),
            rounding: fields.required("rounding", default: .down, .none, "Of a whole sale's points."))
    }

    package static func sample() throws(Fault) -> EarnRule { try EarnRule(points: Points(1), per: Money(minor: 100)) }

    package func members(_ writer: inout JSONWriter) {
        writer.member("points", points)
        writer.member("per_minor", per)
        writer.member("rounding", rounding)
    }
}

extension EarnRule.Line: WireObject {
    package static var wireName: String { "EarnLine" }

    package init(_ fields: inout Fields) throws(Fault) {
        self.init(
            paid: try fields.required("paid_minor", .none, "After all discounts."),
            earns: try fields.required("earns", default: true, .none, "Not the issue of gift cards, not deposits."))
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("paid_minor", paid)
        if !earns { writer.member("earns", false) }
    }
}

extension RedeemRule: WireObject {
    package init(_ fields: inout Fields) throws(Fault) {
        let aboveZero = Bound.range(1...Points.bounds.upperBound)
        try self.init(
            points: fields.required("points", aboveZero), worth: fields.required("worth_minor", aboveZero, "Of so many points."),
            minimum: fields.required("minimum", default: .zero, .range(0...Points.bounds.upperBound), "At a time."),
            step: fields.required("step", default: Points(1), aboveZero, "Only multiples of it are redeemed."))
    }

    package static func sample() throws(Fault) -> RedeemRule { try RedeemRule(points: Points(100), worth: Money(minor: 100)) }

    package func members(_ writer: inout JSONWriter) {
        writer.member("points", points)
        writer.member("worth_minor", worth)
        writer.member("minimum", minimum)
        writer.member("step", step)
    }
}

extension PointsEntry: WireObject {
    package init(_ fields: inout Fields) throws(Fault) {
        self.init(
            id: try fields.required("id"), kind: try fields.required("kind"), points: try fields.required("points", .none, "Above zero."),
            of: try fields.optional("of", .none, "The earning that is reversed, the redemption that is restored."),
            day: try fields.required("day", .none, "The business day."),
            lastDay: try fields.optional("last_day", .none, "On which what comes in can be redeemed; left out: it lasts."))
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("kind", kind)
        writer.member("points", points)
        writer.member("of", of)
        writer.member("day", day)
        writer.member("last_day", lastDay)
    }
}
