import RetailCore
import Testing

/// Carts and promotions at the edge of what is accepted: answered rightly, without a trap, and without a till that hangs.
@Suite struct HostileCartTests {
    private let shop = CornerShop()

    @Test func limitsCountInLongLines() throws {
        // Found by limits of more units than are mixed with other goods.
        let ten = try shop.promotion(1, .deal, .percent(Percent(micro: 100_000)), limits: .init(perCart: 100))
        let priced = try shop.price([(1, 150, 100)], [ten])
        #expect(priced.amount.minor == 14_000)
        #expect(priced.uses.map(\.uses) == [100])
        #expect(priced.isProvenBest)
        // The dearest units of two long lines get it.
        #expect(try shop.price([(1, 150, 100), (2, 60, 200)], [ten]).amount.minor == 15_000 + 12_000 - 60 * 20 - 40 * 10)

        let free = try shop.promotion(2, .deal, .set(.cheapestFree(1, of: 1000, .everything)), limits: .init(perCart: 2))
        #expect(try shop.price([(1, 5000, 100)], [free]).amount.minor == 499_800)
    }

    @Test func anAmountOffASetThatCostsLessTakesNothingFromOtherDeals() throws {
        // 10.00 off two that cost 1.00 each comes to 2.00; 5.00 off the other set is better.
        let tooMuch = try shop.deal(1, .set(GoodsSet([.init(2, of: shop.goods([1, 2]))], .amount(Money(minor: 1000)))))
        let better = try shop.deal(
            2, .set(GoodsSet([.init(1, of: shop.goods([1])), .init(1, of: shop.goods([3]))], .amount(Money(minor: 500)))))
        let lines: [CornerShop.Line] = [(1, 1, 100), (2, 1, 100), (3, 1, 10_000)]
        #expect(try shop.price(lines, [better]).amount.minor == 9_700)
        #expect(try shop.price(lines, [tooMuch, better]).amount.minor == 9_700)
    }

    @Test func anAmountIsCutSetBySet() throws {
        // Two sets, one of 2.00 and one of 0.20, with 1.00 off each: 1.20, for what one set can't use the other doesn't get.
        let off = try shop.deal(
            1, .set(GoodsSet([.init(1, of: shop.goods([1, 2])), .init(1, of: shop.goods([3, 4]))], .amount(Money(minor: 100)))))
        #expect(try shop.price([(1, 1, 10), (3, 1, 10)], [off]).amount.minor == 0)
        let priced = try shop.price([(1, 1, 100), (2, 1, 10), (3, 1, 100), (4, 1, 10)], [off])
        // Dear and cheap together, both sets can use all of it.
        #expect(priced.amount.minor == 20)
        #expect(try shop.price([(1, 1, 300), (2, 1, 10), (3, 1, 10), (4, 1, 10)], [off]).amount.minor == 330 - 120)
    }

    @Test func aSetThatSavesNothingUsesUpNoLimit() throws {
        let half = try Promotion(
            id: shop.id(1), name: "Half", layer: .deal,
            benefit: .set(.buy(.init(1, of: shop.goods([1])), get: .init(1, of: shop.goods([1, 2])), off: Percent(micro: 500_000))),
            priority: 1)
        let priced = try shop.price([(1, 3, 100), (2, 1, 0)], [half])
        #expect(priced.uses.map(\.uses) == [1])
    }

    @Test func whatTakesAllThereIsOffIsChosenByPriority() throws {
        let strong = try shop.promotion(1, .deal, .amount(Money(minor: 200)), priority: -1)
        let preferred = try shop.promotion(2, .deal, .amount(Money(minor: 150)), priority: 1)
        #expect(try shop.price([(1, 1, 100)], [strong, preferred]).uses.map(\.promotion) == [shop.id(2)])
    }

    @Test func amountsBeyondAnyCartDoNotOverflow() throws {
        let most = Money(minor: 1_000_000_000_000)
        let rewards: [GoodsSet.Reward] = [.amount(most), .price(most), .percent(.whole)]
        for reward in rewards {
            for parts in 1...3 {
                let set = GoodsSet(Array(repeating: .init(2, of: .everything), count: parts), reward)
                let priced = try shop.price([(1, 48, 100), (2, 40, 1), (3, 4, 2_000_000_000_000), (4, 500, 0)], [shop.deal(1, .set(set))])
                #expect(priced.amount >= .zero)
                #expect(priced.amount <= priced.shelf)
            }
        }
        let free = try shop.price([(1, 48, 100)], [shop.deal(1, .set(GoodsSet([.init(2, of: .everything)], .amount(most))))])
        #expect(free.amount == .zero)
    }

    /// Beyond what is looked at, which deals are left out must not depend on how a hash table happens to be laid out.
    @Test func theOrderOfASetDecidesNothing() throws {
        let products = (1...500).map(shop.product)
        func price(_ names: Set<ID<Product>>) throws -> PricedCart {
            let promotions = try (1...110).map { number in
                let count = 2 + number % 3
                return try Promotion(
                    id: shop.id(number), name: "P\(number)", layer: .deal,
                    benefit: .set(.mixAndMatch(count, of: Goods(.init(products: names)), for: Money(minor: Int64(60 * count + number % 7))))
                )
            }
            return try PromotionSet(promotions).price(shop.cart((1...500).map { ($0, 1, Int64(50 + $0 * 37 % 101)) }), in: shop.sale)
        }
        var spread = Set<ID<Product>>(minimumCapacity: 1 << 14)
        spread.formUnion(products)
        let (first, second) = (try price(Set(products)), try price(spread))
        #expect(!first.isProvenBest, "otherwise nothing was left out, and the test says nothing")
        #expect(first == second)
    }

    @Test func aMillionUnitsOfEachPartMakeAMillionBundles() throws {
        let bundle = try shop.deal(
            1, .set(.bundle([.init(1, of: shop.goods([1])), .init(1, of: shop.goods([2, 3]))], for: Money(minor: 120))))
        let priced = try shop.price([(1, 1_000_000, 100), (2, 600_000, 50), (3, 400_000, 50)], [bundle])
        #expect(priced.amount.minor == 120_000_000)
        let huge = Quantity(milli: .max / 1000 * 1000)
        var cart = shop.cart([(2, 1, 0), (1, 1, 300)])
        cart.lines[0].quantity = huge
        #expect(try PromotionSet([bundle].compactMap(\.self)).price(cart, in: shop.sale).amount.minor == 120)
    }

    /// Nine trillion sets of eleven units at the highest priority: more than 64 bits can count.
    @Test func noPriorityIsTooMuchForManyUnits() throws {
        let set = GoodsSet([.init(1, of: shop.goods([1])), .init(10, of: shop.goods([2]))], .percent(.whole))
        let free = try shop.promotion(1, .deal, .set(set), priority: 1_000_000)
        var cart = shop.cart([(1, 9_000_000_000_000, 1), (2, 1, 0)])
        cart.lines[1].quantity = Quantity(milli: 9_000_000_000_000_000_000)
        #expect(try PromotionSet([free]).price(cart, in: shop.sale).amount < Money(minor: 1000))
    }

    /// What took minutes or all memory. Seconds, in a build without optimization, mean that a till would not notice.
    @Test(.timeLimit(.minutes(1))) func noCartHangsATill() throws {
        let many: [CornerShop.Line] = (1...100).map { ($0, 1000, Int64(100 + $0)) }
        func sets(_ count: Int, _ size: Int, group: Bool = false) throws -> [Promotion] {
            try (1...count).map { number in
                try shop.promotion(
                    number, .deal, .set(GoodsSet([.init(size, of: .everything)], .percent(Percent(micro: Int64(number % 100) * 10_000)))),
                    group: group ? "g" : nil)
            }
        }
        let cases = [try sets(1000, 1000), try sets(100, 5, group: true)]
        for promotions in cases {
            let priced = try shop.price(many, promotions)
            #expect(!priced.isProvenBest)
            #expect(priced.amount < priced.shelf)
        }
        let limited = try (1...1000).map {
            try shop.promotion($0, .deal, .percent(Percent(micro: Int64($0) * 100)), limits: .init(perCart: 3))
        }
        #expect(try shop.price(many, limited).amount.minor < 15_050_000)
    }
}
