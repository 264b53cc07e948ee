import RetailCore
import TestSupport
import Testing

/// What has to hold for any cart and any promotions.
@Suite struct PromotionPropertyTests {
    private let shop = CornerShop()

    @Test(arguments: seeds) func noWayToDealTheUnitsOutCostsLess(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for round in 0..<150 {
            let cart = random.cart(shop, lines: 1...4, units: 1...2, products: 4)
            // At most one of the price layer, so that millionths hold every amount exactly.
            var promotions = try random.promotions(1...5, shop, products: 4)
            var priced = 0
            promotions.removeAll { promotion in
                if promotion.layer == .deal { return false }
                priced += 1
                return priced > 1
            }
            let found = try PromotionSet(promotions).price(cart, in: shop.sale)
            let best = BestOutcome(promotions: promotions).amount(cart)
            // Only where an amount off a set is more than the set costs isn't it certain.
            let isCertain = promotions.allSatisfy { promotion in
                if case .set(let set) = promotion.benefit, case .amount = set.reward { return false }
                return true
            }
            #expect(found.isProvenBest || !isCertain)
            #expect(found.isProvenBest ? found.amount.minor == best : found.amount.minor >= best, "round \(round): \(cart) \(promotions)")
        }
    }

    @Test(arguments: seeds, [false, true]) func onePromotionMoreNeverCostsTheCustomer(seed: UInt64, withTerms: Bool) throws {
        var random = SeededRandom(seed: seed)
        for round in 0..<25 {
            var cart = random.cart(shop, lines: 1...10, units: 1...3, products: 8)
            if withTerms { try random.weigh(&cart) }
            let promotions = try random.promotions(1...8, shop, products: 8, withTerms: withTerms)
            var last = try PromotionSet([]).price(cart, in: shop.sale)
            for count in 1...promotions.count {
                let next = try PromotionSet(promotions.prefix(count)).price(cart, in: shop.sale)
                guard next.isProvenBest else { break }
                #expect(next.amount <= last.amount, "round \(round), promotion \(count)")
                last = next
            }
        }
    }

    @Test(arguments: seeds) func orderAndGroupingDoNotMatter(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<25 {
            let cart = random.cart(shop, lines: 2...10, units: 1...3, products: 8)
            let promotions = try random.promotions(1...8, shop, products: 8)
            let priced = try PromotionSet(promotions).price(cart, in: shop.sale)

            let order = cart.lines.indices.shuffled(using: &random)
            let shuffled = try PromotionSet(promotions.shuffled(using: &random)).price(
                Cart(lines: order.map { cart.lines[$0] }), in: shop.sale)
            #expect(shuffled.amount == priced.amount)
            #expect(shuffled.uses.map { Use($0) } == priced.uses.map { Use($0) })
            // Each deal has as many units of each product, wherever its lines stand.
            for (one, other) in zip(shuffled.uses, priced.uses) {
                var units: [ID<Product>: Int] = [:]
                for share in one.shares { units[cart.lines[order[share.line]].product, default: 0] += share.units }
                for share in other.shares { units[cart.lines[share.line].product, default: 0] -= share.units }
                #expect(units.values.allSatisfy { $0 == 0 })
            }
            let before = Set(cart.lines.indices.map { Outcome(line: cart.lines[$0], priced: priced.lines[$0], cart) })
            let after = Set(order.indices.map { Outcome(line: cart.lines[order[$0]], priced: shuffled.lines[$0], cart) })
            #expect(before == after)

            // Each unit on a line of its own.
            let single = try PromotionSet(promotions).price(
                Cart(lines: cart.lines.flatMap { line in Array(repeating: Self.one(of: line), count: Int(line.quantity.milli / 1000)) }),
                in: shop.sale)
            if priced.isProvenBest, single.isProvenBest { #expect(single.amount == priced.amount) }
        }
    }

    @Test func linesOfOneProductThatDifferInAnythingKeepTheirCents() throws {
        let line = shop.cart([(1, 1, 100)]).lines[0]
        var (dented, taxed, branded, sorted, weighed) = (line, line, line, line, line)
        dented.discounts = [ManualDiscount(.percent(try Percent(micro: 0)), reason: "none")]
        taxed.taxes = TaxComponents(try TaxRate(rateMicro: 70_000, code: "B"))
        branded.brand = "C"
        sorted.categories.append(shop.category(9))
        weighed.quantity = Quantity(milli: 700)
        for other in [dented, taxed, branded, sorted, weighed] {
            var cart = Cart(lines: [line, other], discounts: [ManualDiscount(.amount(Money(minor: 1)), reason: "a cent")])
            let first = try PromotionSet.none.price(cart, in: shop.sale)
            cart.lines.swapAt(0, 1)
            let second = try PromotionSet.none.price(cart, in: shop.sale)
            #expect(first.lines.map(\.amount) == second.lines.map(\.amount).reversed(), "\(other)")
        }
    }

    /// What doesn't depend on where lines stand.
    private struct Use: Equatable {
        let promotion: ID<Promotion>
        let uses: Int
        let discount: Money
        let step: Int?

        init(_ use: PricedCart.Use) { (promotion, uses, discount, step) = (use.promotion, use.uses, use.discount, use.step) }
    }

    /// A line that stands once in its cart has the same outcome wherever it stands; equal lines may swap a cent.
    private struct Outcome: Hashable {
        let line: CartLine
        let priced: PricedCart.Line?

        init(line: CartLine, priced: PricedCart.Line, _ cart: Cart) {
            self.line = line
            self.priced = cart.lines.filter { $0.product == line.product }.count == 1 ? priced : nil
        }
    }

    private static func one(of line: CartLine) -> CartLine {
        var one = line
        one.quantity = .one
        one.shelf = line.unitPrice ?? line.shelf
        return one
    }

    @Test(arguments: seeds) func everyCentIsExplained(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<20 {
            var cart = random.cart(shop, lines: 0...12, units: 1...4, products: 8)
            try random.weigh(&cart)
            let promotions = try random.promotions(0...8, shop, products: 8, withTerms: true)
            for rounding in RoundingMode.allCases {
                let priced = try PromotionSet(promotions).price(cart, in: shop.sale, rounding: rounding)
                var explained: [DiscountSource: Int64] = [:]
                for line in priced.lines {
                    #expect(line.amount >= .zero)
                    #expect(line.discounts.allSatisfy { $0.amount > .zero })
                    #expect(line.shelf.minor - line.discounts.reduce(0) { $0 + $1.amount.minor } == line.amount.minor)
                    for discount in line.discounts { explained[discount.source, default: 0] += discount.amount.minor }
                }
                #expect(priced.amount.minor == priced.lines.reduce(0) { $0 + $1.amount.minor })
                for use in priced.uses { #expect(explained[.promotion(use.promotion)] ?? 0 == use.discount.minor) }
            }
        }
    }

    @Test(arguments: seeds) func anyAmountsAreAnsweredWithoutATrap(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var pricedCarts = 0
        for _ in 0..<100 {
            var cart = random.cart(shop, lines: 0...6, units: 1...3, products: 4)
            for index in cart.lines.indices {
                switch random.int(0...5) {
                case 0:
                    cart.lines[index].shelf = Money(minor: random.int64())
                    cart.lines[index].quantity = Quantity(milli: random.int64())
                    if random.int(0...1) == 0 { cart.lines[index].unitPrice = Money(minor: random.int64()) }
                case 1...2:
                    // Very many units that a cart can still hold: of a price, or of none.
                    let price = Int64(random.int(0...3))
                    let units = Int64.random(in: 1...(price == 0 ? .max / 1000 : 1_000_000_000_000), using: &random)
                    cart.lines[index].quantity = Quantity(milli: units * 1000)
                    cart.lines[index].unitPrice = Money(minor: price)
                    cart.lines[index].shelf = Money(minor: price * units)
                case 3: cart.lines[index].unit = .kilogram
                default: break
                }
                if random.int(0...3) == 0 {
                    cart.lines[index].discounts = [ManualDiscount(.amount(Money(minor: random.int64())), reason: "")]
                }
            }
            cart.discounts = [ManualDiscount(.amount(Money(minor: random.int64())), reason: "")]
            let set = try PromotionSet(random.promotions(0...6, shop, products: 4, withTerms: true))
            if let priced = try? set.price(cart, in: shop.sale) {
                pricedCarts += 1
                #expect(priced.lines.allSatisfy { $0.amount >= .zero })
            }
        }
        #expect(pricedCarts > 20, "only \(pricedCarts) of 100 carts could be priced")
    }
}
