import RetailCore

extension SeededRandom {
    mutating func int(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    /// Whole per cent.
    mutating func percent() -> Percent { (try? Percent(micro: Int64(int(1...100)) * 10_000)) ?? .whole }

    mutating func money(_ range: ClosedRange<Int>) -> Money { Money(minor: Int64(int(range))) }

    mutating func someGoods(_ shop: CornerShop, products: Int) -> Goods {
        switch int(0...5) {
        case 0: return .everything
        case 1: return Goods(.init(categories: [shop.category(int(0...2))]))
        case 2: return Goods(.init(brands: ["B\(int(0...1))"]))
        case 3: return .everything(except: .init(products: [shop.product(int(1...products))]))
        default: return shop.goods((0..<int(1...3)).map { _ in int(1...products) })
        }
    }

    mutating func goodsSet(_ shop: CornerShop, products: Int) -> GoodsSet {
        let goods = someGoods(shop, products: products)
        switch int(0...6) {
        case 0: return .mixAndMatch(int(2...4), of: goods, for: money(50...900))
        case 1: return .cheapestFree(1, of: int(2...4), goods)
        case 2: return GoodsSet([.init(int(2...3), of: goods)], .percent(percent()))
        case 3: return .buy(.init(int(1...2), of: goods), get: .init(1, of: someGoods(shop, products: products)), off: percent())
        case 4:
            return .bundle([.init(1, of: goods), .init(int(1...2), of: someGoods(shop, products: products))], for: money(50...900))
        case 5: return GoodsSet([.init(int(1...3), of: goods)], .amount(money(1...200)))
        default: return GoodsSet([.init(3, of: goods)], .cheapest(2, percent()))
        }
    }

    /// - Parameter withTerms: also with limits, groups, minimums and priorities of any size.
    mutating func promotion(_ number: Int, _ shop: CornerShop, products: Int, withTerms: Bool = false) throws -> Promotion {
        let layer = [Promotion.Layer.price, .deal, .deal, .deal, .deal, .total][int(0...5)]
        let benefit: Benefit
        switch (layer, int(0...4)) {
        case (.deal, 2...): benefit = .set(goodsSet(shop, products: products))
        case (.total, 3...):
            let amount = money(1...300)
            benefit = .spend([
                SpendStep(from: money(0...1500), off: .percent(percent())), SpendStep(from: money(0...3000), off: .amount(amount)),
            ])
        case (_, 0): benefit = .amount(money(1...300))
        case (.price, 1), (.deal, 1): benefit = .fixedPrice(money(10...400))
        default: benefit = .percent(percent())
        }
        // Goods where they are asked for.
        let goods =
            switch benefit {
            case .set: Goods.everything
            case .percent, .amount: layer == .total ? .everything : someGoods(shop, products: products)
            case .fixedPrice, .spend: someGoods(shop, products: products)
            }
        guard withTerms else {
            return try Promotion(
                id: shop.id(number), name: "P\(number)", layer: layer, goods: goods, benefit: benefit, priority: int(0...2))
        }
        var condition = PromotionCondition()
        if int(0...2) == 0 {
            condition.minimum = .init(
                spend: money(0...1500), quantity: Quantity(milli: Int64(int(0...3000))), of: someGoods(shop, products: products))
        }
        return try Promotion(
            id: shop.id(number), name: "P\(number)", layer: layer, goods: goods, benefit: benefit, condition: condition,
            limits: .init(perCart: int(0...2) == 0 ? int(1...4) : nil, inAll: int(0...9) == 0 ? int(1...4) : nil),
            priority: int(-1_000_000...1_000_000), exclusiveGroup: int(0...2) == 0 ? "\(layer) \(int(0...1))" : nil)
    }

    mutating func promotions(
        _ count: ClosedRange<Int>, _ shop: CornerShop, products: Int, withTerms: Bool = false
    ) throws -> [Promotion] {
        try (0..<int(count)).map { try promotion($0 + 1, shop, products: products, withTerms: withTerms) }
    }

    /// Some of its lines by weight.
    mutating func weigh(_ cart: inout Cart) throws {
        for index in cart.lines.indices where int(0...3) == 0 {
            let line = cart.lines[index]
            cart.lines[index] = try CartLine(
                product: line.product, categories: line.categories, brand: line.brand, unit: .kilogram,
                quantity: Quantity(milli: Int64(int(1...3000))), unitPrice: line.unitPrice ?? .zero, rounding: .halfEven)
        }
    }

    mutating func cart(_ shop: CornerShop, lines: ClosedRange<Int>, units: ClosedRange<Int>, products: Int) -> Cart {
        let prices = (0...products).map { _ in Int64(int(1...600)) }
        return shop.cart(
            (0..<int(lines)).map { _ in
                let product = int(1...products)
                return (product, Int64(int(units)), prices[product])
            })
    }
}
