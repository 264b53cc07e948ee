package import RetailCore

/// What a sales report says of a group, in the report's own terms.
package struct JourneyTally: Sendable, Equatable {
    package var sales: Int64 = 0
    package var lines: Int64 = 0
    package var quantityMilli: Int64 = 0
    package var shelf: Int64 = 0
    package var loyaltyDiscount: Int64 = 0
    package var couponDiscount: Int64 = 0
    package var revenue: Int64 = 0
    package var makerCoupon: Int64 = 0

    package init() {}

    mutating func add(_ line: TransactionLine) {
        lines += 1
        quantityMilli += line.quantity * 1000
        shelf += line.shelf
        loyaltyDiscount += line.retailDiscount
        couponDiscount += line.couponMatchDiscount
        revenue += line.salesValue
        makerCoupon += line.couponDiscount
    }

    mutating func add(_ other: JourneyTally) {
        sales += other.sales
        lines += other.lines
        quantityMilli += other.quantityMilli
        shelf += other.shelf
        loyaltyDiscount += other.loyaltyDiscount
        couponDiscount += other.couponDiscount
        revenue += other.revenue
        makerCoupon += other.makerCoupon
    }
}

/// The sums of the whole file, from the file itself: what the server is measured against.
package struct JourneySums: Sendable {
    package private(set) var total = JourneyTally()
    package private(set) var days: [Day: JourneyTally] = [:]
    package private(set) var stores: [Int64: JourneyTally] = [:]
    package private(set) var products: [Int64: JourneyTally] = [:]

    /// - Parameter isNewSale: the line is the first of its basket.
    mutating func add(_ line: TransactionLine, isNewSale: Bool) {
        var one = JourneyTally()
        one.add(line)
        // A product is counted in lines only: how many sales held it is another question than how many there were.
        products[line.product, default: JourneyTally()].add(one)
        if isNewSale { one.sales = 1 }
        total.add(one)
        days[line.day, default: JourneyTally()].add(one)
        stores[line.store, default: JourneyTally()].add(one)
    }

    /// ISO weeks, by their Monday.
    package var weeks: [Day: JourneyTally] { regrouped { $0.advanced(by: 1 - $0.weekday) } }

    /// Months, by their first day.
    package var months: [Day: JourneyTally] {
        regrouped { day in day.advanced(by: 1 - day.civil.day) }
    }

    private func regrouped(_ group: (Day) -> Day) -> [Day: JourneyTally] {
        var groups: [Day: JourneyTally] = [:]
        for (day, tally) in days { groups[group(day), default: JourneyTally()].add(tally) }
        return groups
    }
}

extension TransactionLine {
    /// The business day: the data's own.
    var day: Day { TimeZoneRules.utc.businessDay(of: at) }
}
