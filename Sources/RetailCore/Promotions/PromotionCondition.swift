/// When a promotion holds. Everything left out doesn't matter; everything said has to be true.
public struct PromotionCondition: Hashable, Sendable {
    /// Hours of some days of the week, by the store's clock.
    public struct Hours: Hashable, Sendable {
        /// 1 Monday … 7 Sunday: the days on which the hours begin.
        public var weekdays: Set<Int>
        /// Minutes after midnight, 0 … 1439.
        public var from: Int
        /// Minutes after midnight, up to 1440, not included; at or before `from`: of the next day.
        public var until: Int

        /// On every weekday, unless said otherwise.
        public init(weekdays: Set<Int> = [1, 2, 3, 4, 5, 6, 7], from: Int, until: Int) {
            (self.weekdays, self.from, self.until) = (weekdays, from, until)
        }

        func contain(_ day: Day, _ minute: Int) -> Bool {
            if from < until { return weekdays.contains(day.weekday) && (from..<until).contains(minute) }
            return (minute >= from && weekdays.contains(day.weekday)) || (minute < until && weekdays.contains(day.advanced(by: -1).weekday))
        }
    }

    /// What has to be in the cart, at shelf prices.
    public struct Minimum: Hashable, Sendable {
        /// Minor units at shelf prices; zero: any.
        public var spend: Money
        /// Thousandths; zero: any.
        public var quantity: Quantity
        /// Of which goods; nil: of the promotion's own.
        public var goods: Goods?

        /// Of the promotion's goods, unless others are named.
        public init(spend: Money = .zero, quantity: Quantity = .zero, of goods: Goods? = nil) {
            (self.spend, self.quantity, self.goods) = (spend, quantity, goods)
        }
    }

    /// The campaign's first and last day, by the store's calendar.
    public var firstDay: Day?
    /// The last day it holds; nil: until further notice.
    public var lastDay: Day?
    /// Any of these.
    public var hours: [Hours] = []
    /// nil: in all.
    public var stores: Set<StoreID>?
    /// nil: for everybody; else for customers of these tiers.
    public var tiers: Set<CustomerTier>?
    /// So many days before and after the customer's birthday; 0: the day itself. Who is born on a 29 February has it on the 28th elsewhen.
    public var birthdayWithinDays: Int?
    /// The code a customer has to show.
    public var couponCode: String?
    /// What the cart has to have; nil: nothing.
    public var minimum: Minimum?

    /// Always, everywhere and for everybody.
    public init() {}

    func check() throws(Fault) {
        for (number, span) in hours.enumerated() {
            let field = "condition.hours[\(number)]"
            try Promotion.require(span.weekdays.allSatisfy((1...7).contains), "\(field).weekdays", "Days of the week are 1 to 7.")
            try Promotion.require((0...1439).contains(span.from), "\(field).from_minute", "Expected minutes after midnight, 0 to 1439.")
            try Promotion.require((0...1440).contains(span.until), "\(field).until_minute", "Expected minutes after midnight, 0 to 1440.")
        }
        if let firstDay, let lastDay { try Promotion.require(firstDay <= lastDay, "condition.last_day", "It ends before it begins.") }
        if let birthdayWithinDays {
            try Promotion.require((0...182).contains(birthdayWithinDays), "condition.birthday_within_days", "Expected 0 to 182 days.")
        }
        try Promotion.require(couponCode.map { !$0.isEmpty } ?? true, "condition.coupon_code", "A code has at least one character.")
        if let minimum {
            try Promotion.check(minimum.spend, "condition.minimum.spend_minor")
            try Promotion.require(
                (0...Promotion.highestAmount).contains(minimum.quantity.milli), "condition.minimum.quantity_milli",
                "Expected 0 to \(Promotion.highestAmount).")
        }
    }

    /// The first thing that isn't as it should be; all but the minimum, which takes a look into the cart.
    func obstacle(in sale: SaleContext) -> PromotionObstacle? {
        if let firstDay, sale.day < firstDay { return .begins(firstDay) }
        if let lastDay, sale.day > lastDay { return .ended(lastDay) }
        if !hours.isEmpty, !hours.contains(where: { $0.contain(sale.day, sale.minute) }) { return .otherHours }
        if let stores, !stores.contains(sale.store) { return .otherStore }
        if let couponCode, !sale.coupons.contains(couponCode) { return .coupon(couponCode) }
        if let tiers {
            guard let tier = sale.customer?.tier, tiers.contains(tier) else { return .otherTier }
        }
        if let birthdayWithinDays {
            guard let birthday = sale.customer?.birthday, birthday.isWithin(birthdayWithinDays, of: sale.day) else { return .noBirthday }
        }
        return nil
    }
}
