import RetailCore

/// A small shop for promotions to be tried in: products by number, each of a category and a brand.
struct CornerShop {
    /// Product, units, price of one.
    typealias Line = (product: Int, units: Int64, price: Int64)

    let sale = SaleContext(store: ID(high: 1, low: 1), day: Day(number: 20_000), minute: 600)

    func id(_ number: Int) -> ID<Promotion> { ID(high: 2, low: UInt64(number)) }
    func product(_ number: Int) -> ID<Product> { ID(high: 3, low: UInt64(number)) }
    func category(_ number: Int) -> ID<RetailCore.Category> { ID(high: 4, low: UInt64(number)) }
    func goods(_ products: [Int]) -> Goods { Goods(.init(products: Set(products.map(product)))) }

    func cart(_ lines: [Line]) -> Cart {
        Cart(
            lines: lines.map { line in
                CartLine(
                    product: product(line.product), categories: [category(line.product % 3)], brand: "B\(line.product % 2)",
                    quantity: Quantity(milli: line.units * 1000), unitPrice: Money(minor: line.price),
                    shelf: Money(minor: line.price * line.units))
            })
    }

    func price(_ lines: [Line], _ promotions: [Promotion], _ sale: SaleContext? = nil) throws -> PricedCart {
        try PromotionSet(promotions).price(cart(lines), in: sale ?? self.sale)
    }

    func deal(_ number: Int, _ benefit: Benefit, on products: [Int] = []) throws -> Promotion {
        try promotion(number, .deal, benefit, on: products)
    }

    func promotion(
        _ number: Int, _ layer: Promotion.Layer, _ benefit: Benefit, on products: [Int] = [], limits: Promotion.Limits = .init(),
        priority: Int = 0, group: String? = nil
    ) throws -> Promotion {
        try Promotion(
            id: id(number), name: "Promotion \(number)", layer: layer, goods: products.isEmpty ? .everything : goods(products),
            benefit: benefit, limits: limits, priority: priority, exclusiveGroup: group)
    }
}
