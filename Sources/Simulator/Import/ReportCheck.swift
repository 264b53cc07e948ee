import JSON
import RetailCore

/// Asks the server for its sales reports and compares every group's every figure with the file's own sums.
struct ReportCheck {
    let session: StaffSession
    let sums: JourneySums
    let categoryOfProduct: [Int64: ID<RetailCore.Category>]

    static let groups = ["none", "day", "week", "month", "store", "category", "product"]

    func run(_ onGroup: () -> Void) async throws(Fault) -> Comparison {
        var result = Comparison()
        for group in ReportCheck.groups {
            try await check(group, &result)
            onGroup()
        }
        return result
    }

    private func check(_ group: String, _ result: inout Comparison) async throws(Fault) {
        guard let first = sums.days.keys.min(), let last = sums.days.keys.max() else { return }
        // Sales are whole in these groups; a category or product has a part of many, and how many is not said by the data's lines.
        let countsSales = group != "category" && group != "product"
        var expected = expected(group)
        var after: String?
        repeat {
            let next = after.map { "&after=\($0.queryEncoded)" } ?? ""
            let reply = try await session.json("GET", "/v1/reports/sales?group=\(group)&from=\(first)&to=\(last)\(next)")
            if group != "none" {
                for item in try reply.list("items") {
                    let key = try ReportCheck.plainKey(item.text("key"), group)
                    guard let tally = expected.removeValue(forKey: key) else {
                        result.note("\(group) \(key): the server has it, the data has not")
                        continue
                    }
                    try compare("\(group) \(key)", item, tally, countsSales, &result)
                }
            }
            if after == nil {
                guard let total = reply["total"] else { throw .reply(lacks: "total") }
                try compare("total by \(group)", total, sums.total, countsSales, &result)
            }
            after = try? reply["next"]?.string()
        } while after != nil
        for key in expected.keys.sorted() { result.note("\(group) \(key): the data has it, the server has not") }
    }

    private func compare(_ what: String, _ found: JSONValue, _ tally: JourneyTally, _ countsSales: Bool, _ result: inout Comparison)
        throws(Fault)
    {
        var fields = [
            ("refund_count", 0), ("line_count", tally.lines), ("quantity_milli", tally.quantityMilli), ("shelf_minor", tally.shelf),
            ("loyalty_discount_minor", tally.loyaltyDiscount), ("coupon_discount_minor", tally.couponDiscount),
            ("promotion_discount_minor", 0),
            ("manual_discount_minor", 0), ("revenue_minor", tally.revenue), ("maker_coupon_minor", tally.makerCoupon),
        ]
        if countsSales { fields.append(("sale_count", tally.sales)) }
        // By name once, for there are tens of thousands of items.
        let figures = Dictionary(try found.members(), uniquingKeysWith: { first, _ in first })
        for (name, expected) in fields {
            guard let figure = figures[name]?.anyInt64 else { throw .reply(lacks: name) }
            result.compare("\(what), \(name)", figure, expected: expected)
        }
    }

    private func expected(_ group: String) -> [String: JourneyTally] {
        switch group {
        case "day": ReportCheck.keyed(sums.days) { $0.description }
        case "week": ReportCheck.keyed(sums.weeks) { $0.description }
        case "month": ReportCheck.keyed(sums.months) { String($0.description.prefix(7)) }
        case "store": ReportCheck.keyed(sums.stores) { JourneyNames.store($0).description }
        case "product": ReportCheck.keyed(sums.products) { JourneyNames.product($0).description }
        case "category": categories()
        default: [:]
        }
    }

    private func categories() -> [String: JourneyTally] {
        var groups: [String: JourneyTally] = [:]
        for (product, tally) in sums.products {
            groups[(categoryOfProduct[product] ?? JourneyCatalogue.unknown).description, default: JourneyTally()].add(tally)
        }
        return groups
    }

    private static func keyed<Key>(_ tallies: [Key: JourneyTally], _ name: (Key) -> String) -> [String: JourneyTally] {
        var keyed: [String: JourneyTally] = [:]
        for (key, tally) in tallies { keyed[name(key), default: JourneyTally()].add(tally) }
        return keyed
    }

    /// A month may be written as its first day.
    private static func plainKey(_ key: String, _ group: String) -> String { group == "month" ? String(key.prefix(7)) : key }
}
