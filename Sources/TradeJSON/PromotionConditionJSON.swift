package import JSON
package import RetailCore

extension PromotionCondition: WireObject {
    package init(_ fields: inout Fields) throws(Fault) {
        self.init()
        firstDay = try fields.optional("first_day")
        lastDay = try fields.optional("last_day")
        hours = try fields.required("hours", default: [], .count(0...20), "Any of these, by the store's clock.")
        let stores: [ID<Store>]? = try fields.optional("store_ids", .count(1...10_000))
        self.stores = stores.map(Set.init)
        let tiers: [CustomerTier]? = try fields.optional("tiers", .count(1...100))
        self.tiers = tiers.map(Set.init)
        birthdayWithinDays = try fields.optional("birthday_within_days", .range(0...182), "Days before and after; 0: the day itself.")
        couponCode = try fields.optional("coupon_code", .length(1...100))
        minimum = try fields.optional("minimum", .none, "What has to be in the cart, at shelf prices.")
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("first_day", firstDay)
        writer.member("last_day", lastDay)
        if !hours.isEmpty { writer.member("hours", hours) }
        if let stores { writer.member("store_ids", stores.sorted()) }
        if let tiers { writer.member("tiers", tiers.sorted()) }
        writer.member("birthday_within_days", birthdayWithinDays)
        writer.member("coupon_code", couponCode)
        writer.member("minimum", minimum)
    }
}

extension PromotionCondition.Hours: WireObject {
    package static var wireName: String { "PromotionHours" }

    package init(_ fields: inout Fields) throws(Fault) {
        let weekdays: [Int] = try fields.required("weekdays", default: [1, 2, 3, 4, 5, 6, 7], .count(1...7), "1 Monday … 7 Sunday.")
        self.init(
            weekdays: Set(weekdays), from: try fields.required("from_minute", .range(0...1439), "After midnight."),
            until: try fields.required("until_minute", .range(0...1440), "Not included; at or before from_minute: of the next day."))
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("weekdays", weekdays.sorted())
        writer.member("from_minute", from)
        writer.member("until_minute", until)
    }
}

extension PromotionCondition.Minimum: WireObject {
    package static var wireName: String { "PromotionMinimum" }

    package init(_ fields: inout Fields) throws(Fault) {
        self.init(
            spend: try fields.required("spend_minor", default: .zero), quantity: try fields.required("quantity_milli", default: .zero),
            of: try fields.optional("goods", .none, "Left out: the promotion's own."))
    }

    package func members(_ writer: inout JSONWriter) {
        if spend != .zero { writer.member("spend_minor", spend) }
        if quantity != .zero { writer.member("quantity_milli", quantity) }
        writer.member("goods", goods)
    }
}
