import RetailCore

/// A chain as the core knows one: products, 25 to a category and 50 to a brand, and as many promotions as are asked for, of every kind.
struct PriceShop {
    static let usualProducts = 5000

    private let products: Int
    private var categories: Int { products / 25 }
    private var brands: Int { products / 50 }

    private var random: SeededRandom
    private let prices: [Int64]

    init(seed: UInt64, products: Int = usualProducts) {
        var random = SeededRandom(seed: seed)
        self.products = products
        prices = (0...products).map { _ in .random(in: 29...2999, using: &random) }
        self.random = random
    }

    /// A gold customer with a coupon.
    var sale: SaleContext {
        let customer = SaleContext.Customer(id: ID(high: 5, low: 1), tier: CustomerTier("gold"))
        var sale = SaleContext(store: ID(high: 1, low: 1), day: Day(number: 20_000), minute: 600, customer: customer)
        sale.coupons = ["C17"]
        return sale
    }

    /// Nine in ten sales are of one to three pieces.
    mutating func cart(lines: Int) throws -> Cart {
        let standard = TaxComponents(try TaxRate(rateMicro: 190_000, code: "A"))
        let reduced = TaxComponents(try TaxRate(rateMicro: 70_000, code: "B"))
        return Cart(
            lines: (0..<lines).map { _ in
                let product = int(1...products)
                let units = Int64([1, 1, 1, 1, 1, 2, 2, 2, 3, 6][int(0...9)])
                return CartLine(
                    product: Self.product(product), categories: [Self.category(product % categories + 1)],
                    brand: "Brand \(product % brands + 1)", quantity: Quantity(milli: units * 1000),
                    unitPrice: Money(minor: prices[product]), shelf: Money(minor: prices[product] * units),
                    taxes: product % 3 == 0 ? standard : reduced)
            })
    }

    /// In twenty: nine on single units of products, categories, brands, one of them limited, one in a group of ten; six sets on lists of products, one of
    /// them limited; one on a category; two in the price layer, one for gold customers; one off the total, with a coupon (of which one is
    /// shown) or by spend; one with a minimum.
    mutating func promotions(_ count: Int) throws -> PromotionSet {
        var promotions: [Promotion] = []
        for number in 1...max(1, count) where count > 0 { promotions.append(try promotion(number)) }
        return try PromotionSet(promotions)
    }

    private mutating func promotion(_ number: Int) throws -> Promotion {
        var condition = PromotionCondition()
        switch number % 20 {
        case 0...2: return try make(number, .deal, list(), .percent(percent()))
        case 3: return try make(number, .deal, list(), .percent(percent()), limits: .init(perCart: 2))
        case 4: return try make(number, .deal, list(), .percent(percent()), group: "Group \(number / 200)")
        case 5: return try make(number, .deal, aCategory(), .percent(percent()))
        case 6: return try make(number, .deal, Goods(.init(brands: ["Brand \(int(1...brands))"])), .amount(money(5...50)))
        case 7, 8: return try make(number, .deal, list(), .fixedPrice(money(29...999)))
        case 9: return try make(number, .deal, .everything, .set(.cheapestFree(1, of: int(2...4), list())))
        case 10: return try make(number, .deal, .everything, .set(.cheapestFree(1, of: int(2...4), list())), limits: .init(perCart: 1))
        case 11, 12: return try make(number, .deal, .everything, .set(.mixAndMatch(int(2...4), of: list(), for: money(300...2000))))
        case 13:
            return try make(
                number, .deal, .everything, .set(.bundle([.init(1, of: list()), .init(1, of: list())], for: money(300...2000))))
        case 14: return try make(number, .deal, .everything, .set(.buy(.init(2, of: list()), get: .init(1, of: list()), off: percent())))
        case 15: return try make(number, .deal, .everything, .set(.cheapestFree(1, of: 3, aCategory())))
        case 16: return try make(number, .price, aCategory(), .percent(percent()))
        case 17 where number % 40 == 37:
            let steps = try [2000, 5000, 10_000].map { SpendStep(from: Money(minor: $0), off: .percent(try percent())) }
            return try make(number, .total, aCategory(), .spend(steps))
        case 17:
            condition.couponCode = "C\(number)"
            return try make(number, .total, .everything, .percent(percent()), condition)
        case 18:
            condition.minimum = .init(spend: Money(minor: 2000))
            return try make(number, .deal, aCategory(), .percent(percent()), condition)
        default:
            condition.tiers = [CustomerTier("gold")]
            return try make(number, .price, list(), .percent(percent()), condition)
        }
    }

    private func make(
        _ number: Int, _ layer: Promotion.Layer, _ goods: Goods, _ benefit: Benefit, _ condition: PromotionCondition = PromotionCondition(),
        limits: Promotion.Limits = .init(), group: String? = nil
    ) throws -> Promotion {
        try Promotion(
            id: ID(high: 2, low: UInt64(number)), name: "Promotion \(number)", layer: layer, goods: goods, benefit: benefit,
            condition: condition, limits: limits, exclusiveGroup: group)
    }

    private mutating func int(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &random) }
    private mutating func money(_ range: ClosedRange<Int64>) -> Money { Money(minor: .random(in: range, using: &random)) }
    private mutating func percent() throws -> Percent { try Percent(micro: Int64(int(1...10)) * 50_000) }
    private mutating func aCategory() -> Goods { Goods(.init(categories: [Self.category(int(1...categories))])) }

    private mutating func list() -> Goods {
        Goods(.init(products: Set((0..<int(5...20)).map { _ in Self.product(int(1...products)) })))
    }

    private static func product(_ number: Int) -> ID<Product> { ID(high: 3, low: UInt64(number)) }
    private static func category(_ number: Int) -> ID<RetailCore.Category> { ID(high: 4, low: UInt64(number)) }
}
