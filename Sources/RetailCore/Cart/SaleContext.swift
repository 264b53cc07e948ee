/// Where, when and to whom something is sold: what prices and promotions depend on besides the goods.
public struct SaleContext: Hashable, Sendable {
    public struct Customer: Hashable, Sendable {
        public var id: CustomerID
        public var tier: CustomerTier?
        public var birthday: Birthday?

        public init(id: CustomerID, tier: CustomerTier? = nil, birthday: Birthday? = nil) {
            (self.id, self.tier, self.birthday) = (id, tier, birthday)
        }
    }

    /// How often a promotion has been had before this sale.
    public struct Usage: Hashable, Sendable {
        public var byCustomer: Int
        public var inAll: Int

        public init(byCustomer: Int = 0, inAll: Int = 0) {
            (self.byCustomer, self.inAll) = (byCustomer, inAll)
        }
    }

    public var store: StoreID
    /// By the store's calendar.
    public var day: Day
    /// Minutes after midnight by the store's clock, 0 … 1439.
    public var minute: Int
    public var customer: Customer?
    /// The coupon codes shown.
    public var coupons: Set<String> = []
    /// What is left out has not been used.
    public var usage: [ID<Promotion>: Usage] = [:]

    public init(store: StoreID, day: Day, minute: Int, customer: Customer? = nil) {
        (self.store, self.day, self.minute, self.customer) = (store, day, minute, customer)
    }

    public init(store: StoreID, at instant: Instant, in zone: TimeZoneRules, customer: Customer? = nil) {
        let (day, second) = zone.local(instant)
        self.init(store: store, day: day, minute: Int(second / 60), customer: customer)
    }
}

/// A day of the year.
public struct Birthday: Hashable, Sendable {
    public let month: Int
    public let day: Int

    /// nil where no year has such a day.
    public init?(month: Int, day: Int) {
        // 2000 was a leap year.
        guard Day(year: 2000, month: month, day: day) != nil else { return nil }
        (self.month, self.day) = (month, day)
    }

    /// The birthday in a year; on 28 February where the year has no 29th.
    public func day(in year: Int) -> Day? {
        Day(year: year, month: month, day: day) ?? Day(year: year, month: month, day: 28)
    }

    /// Whether the birthday of this, the last or the next year is at most `days` away.
    public func isWithin(_ days: Int, of today: Day) -> Bool {
        let year = today.civil.year
        return [year - 1, year, year + 1].contains { candidate in
            day(in: candidate).map { abs(Int($0.number) - Int(today.number)) <= days } ?? false
        }
    }
}
