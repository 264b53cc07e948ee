import RetailCore

/// Names for the price tests: ids are small numbers.
enum Shop {
    static let apple = ID<Product>(high: 1, low: 1)
    static let pear = ID<Product>(high: 1, low: 2)
    static let fruit = ID<Category>(high: 2, low: 1)
    static let milk = ID<Category>(high: 2, low: 2)
    static let north = ID<Store>(high: 3, low: 1)
    static let south = ID<Store>(high: 3, low: 2)
    static let gold = CustomerTier("gold")
    static let silver = CustomerTier("silver")
    static let noon = Instant(microseconds: 1_000_000_000)
    static let day = Day(number: 20_000)

    static func list(
        _ number: UInt64, priority: Int32 = 0, stores: Set<ID<Store>>? = nil, tiers: Set<CustomerTier>? = nil, currency: String = "EUR"
    ) throws -> PriceList {
        guard let currency = Currency(code: currency) else { throw Fault(.broken, "test.currency", currency) }
        return PriceList(
            id: ID(high: 4, low: number), name: "List \(number)", priority: priority, stores: stores, tiers: tiers, currency: currency)
    }

    static func price(
        _ minor: Int64, of product: ID<Product> = apple, from: Int64 = 0, until: Int64? = nil, breaks: [(Int64, Int64)] = []
    ) throws -> PriceVersion {
        try PriceVersion(
            product, from: Instant(microseconds: from), until: until.map { Instant(microseconds: $0) }, unitPrice: Money(minor: minor),
            breaks: breaks.map { .init(from: Quantity(milli: $0.0), unitPrice: Money(minor: $0.1)) })
    }
}
