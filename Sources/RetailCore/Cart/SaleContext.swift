/// Where, when and to whom something is sold: what prices and promotions depend on besides the goods.
public struct SaleContext: Hashable, Sendable {
    /// Who buys, as far as prices depend on it.
    public struct Customer: Hashable, Sendable {
        /// Pseudonymous.
        public var id: CustomerID
        /// nil: of no tier.
        public var tier: CustomerTier?
        /// nil: unknown.
        public var birthday: Birthday?

        /// Who is known to the till.
        public init(id: CustomerID, tier: CustomerTier? = nil, birthday: Birthday? = nil) {
            (self.id, self.tier, self.birthday) = (id, tier, birthday)
        }
    }

    /// How often a promotion has been had before this sale.
    public struct Usage: Hashable, Sendable {
        /// By this customer.
        public var byCustomer: Int
        /// By everybody.
        public var inAll: Int

        /// Never, unless said otherwise.
        public init(byCustomer: Int = 0, inAll: Int = 0) {
            (self.byCustomer, self.inAll) = (byCustomer, inAll)
        }
    }

    /// Where it is sold.
    public var store: StoreID
    /// By the store's calendar.
    public var day: Day
    /// Minutes after midnight by the store's clock, 0 … 1439.
    public var minute: Int
    /// nil: unknown.
    public var customer: Customer?
    /// The coupon codes shown.
    public var coupons: Set<String> = []
    /// What is left out has not been used.
    public var usage: [ID<Promotion>: Usage] = [:]

    /// At a day and a minute of the store's own clock.
    public init(store: StoreID, day: Day, minute: Int, customer: Customer? = nil) {
        (self.store, self.day, self.minute, self.customer) = (store, day, minute, customer)
    }

    /// At an instant, by the store's time zone.
    public init(store: StoreID, at instant: Instant, in zone: TimeZoneRules, customer: Customer? = nil) {
        let (day, second) = zone.local(instant)
        self.init(store: store, day: day, minute: Int(second / 60), customer: customer)
    }
}

/// A day of the year.
public struct Birthday: Hashable, Sendable {
    /// 1 … 12.
    public let month: Int
    /// 1 … 31.
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
