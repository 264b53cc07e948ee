package import JSON
package import RetailCore

extension Benefit {
    /// The benefit stands among the promotion's own fields.
    init(reading fields: inout Fields) throws(Fault) {
        let percent: Percent? = try fields.optional("percent_micro", .none, "Off each unit, or off the total, in millionths.")
        let amount: Money? = try fields.optional(
            "amount_minor", .none, "Off each piece, off each kilogram (metre …) of what is measured; or off the total once.")
        let fixedPrice: Money? = try fields.optional(
            "fixed_price_minor", .none, "Of each piece, or each kilogram (metre …) of what is measured, where it would cost more.")
        let set: GoodsSet? = try fields.optional("set", .none, "So many units together.")
        let spend: [SpendStep]? = try fields.optional("spend", .count(1...20), "Of the steps reached, the one that takes most off.")
        self = try fields.exactlyOne(
            of: "percent_micro, amount_minor, fixed_price_minor, set, spend",
            [
                percent.map(Benefit.percent), amount.map(Benefit.amount), fixedPrice.map(Benefit.fixedPrice), set.map(Benefit.set),
                spend.map(Benefit.spend),
            ], sample: .percent(.whole))
    }

    func members(_ writer: inout JSONWriter) {
        switch self {
        case .percent(let percent): writer.member("percent_micro", percent)
        case .amount(let amount): writer.member("amount_minor", amount)
        case .fixedPrice(let price): writer.member("fixed_price_minor", price)
        case .set(let set): writer.member("set", set)
        case .spend(let steps): writer.member("spend", steps)
        }
    }
}

extension SpendStep: WireObject {
    package init(_ fields: inout Fields) throws(Fault) {
        let spend: Money = try fields.required("from_minor", .none, "Of the promotion's goods, at shelf prices.")
        self.init(from: spend, off: try Off(reading: &fields, "Off the total, once."))
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("from_minor", spend)
        off.members(&writer)
    }
}

extension GoodsSet: WireObject {
    package init(_ fields: inout Fields) throws(Fault) {
        let parts: [Part] = try fields.required("parts", .count(1...8))
        let price: Money? = try fields.optional("price_minor", .none, "What the set costs.")
        let amount: Money? = try fields.optional("amount_minor", .none, "Off the set.")
        let percent: Percent? = try fields.optional("percent_micro", .none, "Off each unit of the set.")
        let cheapest: CheapestUnits? = try fields.optional("cheapest", .none, "Off the cheapest units of a set of one part.")
        let last: Percent? = try fields.optional("last_percent_micro", .none, "Off the units of the last part: buy the others, get these.")
        let reward = try fields.exactlyOne(
            of: "price_minor, amount_minor, percent_micro, cheapest, last_percent_micro",
            [
                price.map(Reward.price), amount.map(Reward.amount), percent.map(Reward.percent),
                cheapest.map { Reward.cheapest($0.count, $0.percent) }, last.map(Reward.last),
            ], sample: .percent(.whole))
        self.init(parts, reward)
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("parts", parts)
        switch reward {
        case .price(let price): writer.member("price_minor", price)
        case .amount(let amount): writer.member("amount_minor", amount)
        case .percent(let percent): writer.member("percent_micro", percent)
        case .cheapest(let count, let percent): writer.member("cheapest", CheapestUnits(count: count, percent: percent))
        case .last(let percent): writer.member("last_percent_micro", percent)
        }
    }
}

extension GoodsSet.Part: WireObject {
    package static var wireName: String { "GoodsSetPart" }

    package init(_ fields: inout Fields) throws(Fault) {
        let count: Int = try fields.required(
            "count", .range(1...1000), "Units; a line that is measured (unit, or a quantity that isn't whole) counts as one.")
        self.init(count, of: try fields.required("goods"))
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("count", count)
        writer.member("goods", goods)
    }
}

/// How many of a set's units, the cheapest, cost less.
struct CheapestUnits: WireObject {
    let count: Int
    let percent: Percent

    init(count: Int, percent: Percent) {
        (self.count, self.percent) = (count, percent)
    }

    init(_ fields: inout Fields) throws(Fault) {
        count = try fields.required("count", .range(1...1000))
        percent = try fields.required("percent_micro", default: .whole, .none, "Left out: they are free.")
    }

    func members(_ writer: inout JSONWriter) {
        writer.member("count", count)
        writer.member("percent_micro", percent)
    }
}
