package import JSON
package import RetailCore

extension SaleContext: WireObject {
    package init(_ fields: inout Fields) throws(Fault) {
        self.init(
            store: try fields.required("store_id", default: .none), day: try fields.required("day", .none, "By the store's calendar."),
            minute: try fields.required("minute", .range(0...1439), "After midnight, by the store's clock."),
            customer: try fields.optional("customer"))
        let shown: [String] = try fields.required("coupons", default: [], .each(1...100, count: 0...100))
        coupons = Set(shown)
        let used: [PromotionUsage] = try fields.required(
            "usage", default: [], .count(0...10_000), "How often promotions with limits have been had before; left out: never.")
        for entry in used { usage[entry.promotion] = entry.usage }
    }

    package func members(_ writer: inout JSONWriter) {
        if !store.isNone { writer.member("store_id", store) }
        writer.member("day", day)
        writer.member("minute", minute)
        writer.member("customer", customer)
        if !coupons.isEmpty { writer.member("coupons", coupons.sorted()) }
        let used = usage.sorted { $0.key < $1.key }.map { PromotionUsage(promotion: $0.key, usage: $0.value) }
        if !used.isEmpty { writer.member("usage", used) }
    }
}

extension SaleContext.Customer: WireObject {
    package static var wireName: String { "SaleCustomer" }

    package init(_ fields: inout Fields) throws(Fault) {
        let id: ID<Customer> = try fields.required("id")
        let tier: CustomerTier? = try fields.optional("tier")
        self.init(id: id, tier: tier, birthday: try fields.optional("birthday", .none, "MM-DD."))
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("tier", tier)
        writer.member("birthday", birthday)
    }
}

extension Birthday: WireValue {
    package static var schema: Schema { .string(format: nil, length: 5...5) }

    package static func sample() throws(Fault) -> Birthday {
        guard let first = Birthday(month: 1, day: 1) else { throw Fault(.broken, "internal.birthday", "There is no 1 January.") }
        return first
    }

    package static func read(_ value: JSONValue, _ bound: Bound) throws(Fault) -> Birthday {
        // Any leap year shows whether there is such a day.
        guard let day = Day("2000-" + (try value.string())), let birthday = Birthday(month: day.civil.month, day: day.civil.day) else {
            throw Fault.field("", "not-a-birthday", "Expected month and day such as 02-29.")
        }
        return birthday
    }

    package func write(to writer: inout JSONWriter) {
        writer.string(String("\(100 + month)".dropFirst() + "-" + "\(100 + day)".dropFirst()))
    }
}

/// How often a promotion was had before.
struct PromotionUsage: WireObject {
    let promotion: ID<Promotion>
    let usage: SaleContext.Usage

    init(promotion: ID<Promotion>, usage: SaleContext.Usage) {
        (self.promotion, self.usage) = (promotion, usage)
    }

    init(_ fields: inout Fields) throws(Fault) {
        promotion = try fields.required("promotion_id")
        usage = SaleContext.Usage(
            byCustomer: try fields.required("by_customer", default: 0), inAll: try fields.required("in_all", default: 0))
    }

    func members(_ writer: inout JSONWriter) {
        writer.member("promotion_id", promotion)
        writer.member("by_customer", usage.byCustomer)
        writer.member("in_all", usage.inAll)
    }
}
