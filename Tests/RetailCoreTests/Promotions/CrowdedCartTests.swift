import RetailCore
import TestSupport
import Testing

/// Carts in which so many deals want the same units that the search for the best way gets long, or is not finished.
@Suite struct CrowdedCartTests {
    private let shop = CornerShop()

    private func percent(_ whole: Int64) -> Percent { (try? Percent(micro: whole * 10_000)) ?? .whole }

    /// 50 at 10 for 5.00 are 25.00. That two of them could have 20 % off instead must not break the fifth ten.
    @Test func aLongLineIsNotCutUpForALesserDeal() throws {
        let ten = try shop.deal(1, .set(.mixAndMatch(10, of: .everything, for: Money(minor: 500))))
        let two = try shop.deal(2, .set(GoodsSet([.init(2, of: .everything)], .percent(percent(20)))))
        for units in [50, 60, 100, 230] as [Int64] {
            #expect(try shop.price([(1, units, 199)], [ten, two]).amount.minor == units * 50)
            #expect(try shop.price([(1, units - 1, 199), (1, 1, 199)], [ten, two]).amount.minor == units * 50)
        }
    }

    @Test func aSetOfSeveralPartsMayBeAllOfOneLine() throws {
        let buy = try shop.deal(1, .set(.buy(.init(6, of: .everything), get: .init(12, of: shop.goods([1])))))
        #expect(try shop.price([(1, 1800, 100)], [buy]).amount.minor == 600 * 100)
    }

    @Test func anAmountOffASetTakesInWhatItNeedsToBeWorthAllOfIt() throws {
        let off = GoodsSet([.init(2, of: .everything)], .amount(Money(minor: 500)))
        let once = try shop.promotion(1, .deal, .set(off), limits: .init(perCart: 1))
        let first = try shop.price([(1, 1, 1000), (2, 3, 200)], [once])
        #expect(first.amount.minor == 1100)
        #expect(first.isProvenBest)
        let twice = try shop.promotion(1, .deal, .set(off), limits: .init(perCart: 2))
        #expect(try shop.price([(1, 1, 1000), (2, 1, 900), (3, 4, 200)], [twice]).amount.minor == 1700)
    }

    /// With half off everything, 2.14 off any two of 0.05, 0.05 and 1.99 is best had with the dear one.
    @Test func anAmountOffASetIsNoWorseBesideAPercentage() throws {
        let off = try shop.deal(1, .set(GoodsSet([.init(2, of: .everything)], .amount(Money(minor: 214)))))
        let half = try shop.deal(2, .percent(percent(50)))
        let lines: [CornerShop.Line] = [(1, 2, 5), (2, 1, 199)]
        #expect(try shop.price(lines, [off]).amount.minor == 5)
        #expect(try shop.price(lines, [off, half]).amount.minor == 2)
    }

    /// A search that counted on an amount in vain proves nothing, whatever else it found.
    @Test func whatWasCountedOnInVainIsNoProof() throws {
        var cart = shop.cart([(1, 2, 8), (5, 1, 14), (8, 2, 8), (2, 4, 264)])
        for (index, tags) in [["a", "c"], ["b", "c"], ["b"], []].enumerated() { cart.lines[index].tags = tags }
        let either = Goods(.init(tags: ["a", "b"]))
        let promotions = [
            try shop.promotion(1, .deal, .percent(percent(10)), limits: .init(perCart: 3)),
            try shop.deal(2, .set(.bundle([.init(1, of: shop.goods([8, 4, 2])), .init(2, of: either)], for: Money(minor: 169)))),
            try shop.deal(
                4, .set(GoodsSet([.init(3, of: shop.goods([5, 8, 2])), .init(2, of: shop.goods([1, 4]))], .amount(Money(minor: 295))))),
            try shop.promotion(5, .deal, .percent(percent(25)), group: "y"),
        ]
        let priced = try PromotionSet(promotions).price(cart, in: shop.sale)
        // 605.5 is the best there is; what was found and called proven was 630.
        #expect(priced.amount.minor <= 607)
        #expect(!priced.isProvenBest || priced.amount.minor <= 606)
    }

    /// Groups on goods of their own multiply nothing.
    @Test func exclusiveGroupsOnOtherGoodsChangeNothing() throws {
        var promotions: [Promotion] = []
        func amount(_ minor: Int64, off product: Int, _ group: String) throws {
            let benefit = Benefit.amount(Money(minor: minor))
            promotions.append(try shop.promotion(promotions.count + 1, .deal, benefit, on: [product], group: group))
        }
        for (minor, product, group) in [(500, 1, "A"), (500, 2, "A"), (200, 1, "B"), (500, 1, "B"), (300, 2, "C"), (200, 1, "C")] {
            try amount(Int64(minor), off: product, group)
        }
        var lines: [CornerShop.Line] = [(1, 1, 1000), (2, 1, 1000)]
        let alone = try shop.price(lines, promotions)
        #expect(alone.amount.minor == 1000)
        for other in 3...9 {
            lines.append((other, 1, 100))
            try amount(10, off: other, "other \(other)")
            try amount(11, off: other, "other \(other)")
        }
        let priced = try shop.price(lines, promotions)
        #expect(priced.amount.minor == 1000 + 7 * 89)
        #expect(priced.isProvenBest)
    }

    /// 28 units that seven deals want; found with one deal more to cost twice as much as without it.
    @Test func oneDealMoreIsNoLossInACrowd() throws {
        let (dairy, snack, wine) = (named("dairy"), named("snack"), named("wine"))
        var cart = shop.cart([
            (1, 2, 499), (2, 3, 1299), (3, 3, 499), (4, 4, 99), (5, 2, 99), (6, 2, 299), (7, 2, 99), (8, 1, 899), (9, 1, 1299), (10, 4, 99),
            (11, 1, 99), (12, 3, 499),
        ])
        let tags = ["snack", "wine", "snack", "snack", "snack", "dairy", "snack", "dairy", "snack", "wine", "dairy", "wine"]
        for (index, tag) in tags.enumerated() { cart.lines[index].tags = [tag] }
        let deals = [
            try shop.promotion(
                2, .deal, .set(.buy(.init(3, of: dairy), get: .init(3, of: .everything))), limits: .init(perCart: 2)),
            try shop.promotion(3, .deal, .set(GoodsSet([.init(3, of: snack)], .percent(percent(10)))), limits: .init(perCart: 1)),
            try shop.deal(4, .set(GoodsSet([.init(6, of: wine)], .percent(percent(50))))),
            try shop.deal(5, .set(.bundle([.init(3, of: wine), .init(3, of: dairy)], for: Money(minor: 600)))),
            try shop.deal(6, .set(.cheapestFree(1, of: 3, snack))), try shop.deal(8, .set(.cheapestFree(1, of: 3, snack))),
        ]
        let more = try shop.deal(1, .set(.buy(.init(3, of: dairy), get: .init(1, of: dairy))))
        let before = try PromotionSet(deals).price(cart, in: shop.sale)
        let after = try PromotionSet(deals + [more]).price(cart, in: shop.sale)
        #expect(after.amount <= before.amount)
        #expect(after.amount.minor == 5085)
    }

    /// Eight groups of six sets that all want the same goods take the search beyond its bound; a line apart from them has its offer all the same.
    @Test func aCrowdTakesNothingFromGoodsApart() throws {
        var random = SeededRandom(seed: 7)
        var promotions: [Promotion] = []
        for number in 1...48 {
            let goods = shop.goods((0..<5).map { _ in random.int(1...12) })
            promotions.append(
                try shop.promotion(
                    number, .deal, .set(.mixAndMatch(random.int(2...3), of: goods, for: random.money(200...900))), priority: 10,
                    group: "G\(number % 8)"))
        }
        promotions.append(try shop.deal(99, .set(.cheapestFree(1, of: 3, shop.goods([20])))))
        let crowd: [CornerShop.Line] = (1...12).map { ($0, 2, Int64(150 + $0 * 31)) }
        let priced = try shop.price(crowd + [(20, 3, 500)], promotions)
        #expect(!priced.isProvenBest, "otherwise this is no crowd")
        #expect(priced.lines[12].amount.minor == 1000)
    }

    private func named(_ tag: String) -> Goods { Goods(.init(tags: [tag])) }

    /// Proven or not, a cart never costs more than with any one of its promotions alone.
    @Test(arguments: seeds) func noPromotionAloneIsBetterThanAll(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<2 {
            let cart = random.cart(shop, lines: 6...20, units: 1...6, products: 12)
            let promotions = try (1...8).map { try shop.deal($0, .set(random.goodsSet(shop, products: 12))) }
            let all = try PromotionSet(promotions).price(cart, in: shop.sale)
            for promotion in promotions {
                #expect(try all.amount <= PromotionSet([promotion]).price(cart, in: shop.sale).amount)
            }
        }
    }

    @Test func anAmountGrantedOnALineComesOffToTheCent() throws {
        func price(_ unit: Int64, _ granted: Int64, _ rounding: RoundingMode, _ promotions: [Promotion] = [], half: Bool = false) throws
            -> Int64
        {
            var cart = shop.cart([(1, 3, unit)])
            cart.lines[0].discounts = [ManualDiscount(.amount(Money(minor: granted)), reason: "dented")]
            if half { cart.discounts = [ManualDiscount(.percent(percent(50)), reason: "friend")] }
            let priced = try PromotionSet(promotions).price(cart, in: shop.sale, rounding: rounding)
            #expect(priced.lines[0].discounts.first?.amount.minor == granted)
            return priced.amount.minor
        }
        #expect(try price(100, 100, .up) == 200)
        #expect(try price(100, 200, .down) == 100)
        #expect(try price(67, 100, .halfEven, half: true) == 50)
        #expect(try price(10, 1, .down, [shop.deal(1, .fixedPrice(Money(minor: 3)))]) == 9)
        #expect(try price(10, 2, .up, [shop.deal(1, .set(.mixAndMatch(3, of: .everything, for: Money(minor: 3))))]) == 3)
        let free = try shop.deal(1, .percent(.whole))
        for granted in 1...299 as ClosedRange<Int64> { #expect(try price(100, granted, .up, [free]) == 0) }
        var cart = shop.cart([(1, 3, 3)])
        cart.lines[0].discounts = [1, 11].map { ManualDiscount(.amount(Money(minor: $0)), reason: "more than there is") }
        #expect(try PromotionSet.none.price(cart, in: shop.sale, rounding: .up).amount == .zero)
    }
}
