import RetailCore
import TestSupport
import Testing

@Suite struct PromotionTests {
    private let shop = CornerShop()

    @Test func aPercentageComesOffEachLineOfItsGoods() throws {
        let priced = try shop.price([(1, 3, 999), (2, 1, 500)], [shop.deal(1, .percent(Percent(micro: 100_000)), on: [1])])
        // 10 % of 29.97 is 2.997.
        #expect(priced.lines.map(\.amount.minor) == [2697, 500])
        #expect(priced.lines[0].discounts == [.init(source: .promotion(shop.id(1)), amount: Money(minor: 300))])
        #expect(
            priced.uses == [.init(promotion: shop.id(1), uses: 3, discount: Money(minor: 300), shares: [.init(line: 0, units: 3)])])
    }

    /// 0.005 off each of a hundred screws: rounded once, not a hundred times.
    @Test func cheapUnitsAreNotRoundedOneByOne() throws {
        let priced = try shop.price([(1, 100, 5)], [shop.deal(1, .percent(Percent(micro: 100_000)), on: [1])])
        #expect(priced.amount.minor == 450)
    }

    @Test func anAmountComesOffEachUnitAndNeverBelowZero() throws {
        let priced = try shop.price([(1, 2, 500), (2, 1, 100)], [shop.deal(1, .amount(Money(minor: 150)), on: [1, 2])])
        #expect(priced.lines.map(\.amount.minor) == [700, 0])
    }

    @Test func aFixedPriceNeverRaisesAPrice() throws {
        let priced = try shop.price([(1, 2, 500), (2, 1, 100)], [shop.deal(1, .fixedPrice(Money(minor: 150)), on: [1, 2])])
        #expect(priced.lines.map(\.amount.minor) == [300, 100])
    }

    @Test func theCheapestOfThreeIsFreeAndItsWorthSpreadOverThem() throws {
        let priced = try shop.price(
            [(1, 1, 300), (2, 1, 200), (3, 1, 100)], [shop.deal(1, .set(.cheapestFree(1, of: 3, shop.goods([1, 2, 3]))))])
        #expect(priced.amount.minor == 500)
        #expect(priced.lines.map(\.amount.minor) == [250, 167, 83])
    }

    /// Six units: the sets are made so that the customer gets most: 5 4 3 | 3 2 1, not one of the cheap ones twice.
    @Test func setsAreFilledFromTheDearestUnits() throws {
        let lines: [CornerShop.Line] = [(1, 1, 500), (2, 1, 400), (3, 2, 300), (4, 1, 200), (5, 1, 100)]
        let priced = try shop.price(lines, [shop.deal(1, .set(.cheapestFree(1, of: 3, .everything)))])
        #expect(priced.amount.minor == 1800 - 300 - 100)
        #expect(priced.uses.map(\.uses) == [2])
    }

    @Test func anyThreeForTenTakesTheThreeDearest() throws {
        let lines: [CornerShop.Line] = [(1, 2, 450), (2, 1, 400), (3, 1, 380)]
        let priced = try shop.price(lines, [shop.deal(1, .set(.mixAndMatch(3, of: .everything, for: Money(minor: 1000))))])
        #expect(priced.amount.minor == 1000 + 380)
        #expect(priced.lines.map(\.amount.minor) == [692, 308, 380])
    }

    @Test func aMixThatWouldCostMoreIsLeft() throws {
        let priced = try shop.price([(1, 3, 300)], [shop.deal(1, .set(.mixAndMatch(3, of: .everything, for: Money(minor: 1000))))])
        #expect(priced.amount.minor == 900)
        #expect(priced.uses.isEmpty)
    }

    @Test func aBundleHasOnePrice() throws {
        let bundle = GoodsSet.bundle([.init(1, of: shop.goods([1])), .init(2, of: shop.goods([2]))], for: Money(minor: 700))
        let priced = try shop.price([(1, 2, 500), (2, 3, 200)], [shop.deal(1, .set(bundle))])
        // One bundle of 5.00 + 2 × 2.00 for 7.00; the second lacks a unit.
        #expect(priced.amount.minor == 1600 - 200)
        let shares = [PricedCart.Share(line: 0, units: 1), .init(line: 1, units: 2)]
        #expect(priced.uses == [.init(promotion: shop.id(1), uses: 1, discount: Money(minor: 200), shares: shares)])
    }

    @Test func buyingOneThingHalvesAnother() throws {
        let offer = GoodsSet.buy(.init(2, of: shop.goods([1])), get: .init(1, of: shop.goods([2])), off: try Percent(micro: 500_000))
        let priced = try shop.price([(1, 5, 100), (2, 3, 300)], [shop.deal(1, .set(offer))])
        #expect(priced.amount.minor == 1400 - 300)
    }

    /// 20 % on all or the third one free: for three at 1.00, 0.60 against 1.00; a fourth gets the percentage.
    @Test func theCustomerGetsTheBetterOfTwoDeals() throws {
        let promotions = [
            try shop.deal(1, .percent(Percent(micro: 200_000)), on: [1]), try shop.deal(2, .set(.cheapestFree(1, of: 3, shop.goods([1])))),
        ]
        #expect(try shop.price([(1, 3, 100)], promotions).amount.minor == 200)
        #expect(try shop.price([(1, 4, 100)], promotions).amount.minor == 280)
        #expect(try shop.price([(1, 2, 100)], promotions).amount.minor == 160)
    }

    @Test func priceLayerLowersWhatDealsStartFrom() throws {
        let promotions = [
            try shop.promotion(1, .price, .percent(Percent(micro: 50_000))), try shop.deal(2, .percent(Percent(micro: 200_000)), on: [1]),
        ]
        // 100.00 − 5 % = 95.00, − 20 % = 76.00.
        let priced = try shop.price([(1, 1, 10_000)], promotions)
        #expect(priced.amount.minor == 7600)
        #expect(priced.lines[0].discounts.map(\.amount.minor) == [500, 1900])
    }

    @Test func ofAnExclusiveGroupTheBestHolds() throws {
        for layer in Promotion.Layer.allCases {
            let promotions = [
                try shop.promotion(1, layer, .percent(Percent(micro: 100_000)), group: "g"),
                try shop.promotion(2, layer, .amount(Money(minor: 30)), group: "g"),
            ]
            #expect(try shop.price([(1, 1, 200)], promotions).amount.minor == 170, "\(layer)")
            #expect(try shop.price([(1, 1, 400)], promotions).amount.minor == 360, "\(layer)")
        }
    }

    @Test func spendStepsCountShelfPrices() throws {
        let steps = Benefit.spend([
            SpendStep(from: Money(minor: 5000), off: .amount(Money(minor: 500))),
            SpendStep(from: Money(minor: 10_000), off: .percent(try Percent(micro: 150_000))),
        ])
        let spend = try shop.promotion(1, .total, steps)
        #expect(try shop.price([(1, 1, 4999)], [spend]).amount.minor == 4999)
        #expect(try shop.price([(1, 1, 5000)], [spend]).amount.minor == 4500)
        #expect(try shop.price([(1, 1, 10_000)], [spend]).amount.minor == 8500)
        // A deal takes half; the step is still reached.
        let half = try shop.deal(2, .percent(Percent(micro: 500_000)), on: [1])
        #expect(try shop.price([(1, 1, 10_000)], [spend, half]).amount.minor == 4250)
    }

    @Test func limitsCountUnitsAndSets() throws {
        let two = try shop.promotion(1, .deal, .amount(Money(minor: 10)), on: [1], limits: .init(perCart: 2))
        #expect(try shop.price([(1, 5, 100)], [two]).amount.minor == 480)
        let once = try shop.promotion(2, .deal, .set(.cheapestFree(1, of: 2, shop.goods([1]))), limits: .init(perCart: 1))
        #expect(try shop.price([(1, 6, 100)], [once]).amount.minor == 500)
    }

    @Test func aLimitPerCustomerNeedsACustomer() throws {
        let offer = try shop.promotion(1, .deal, .amount(Money(minor: 10)), on: [1], limits: .init(perCustomer: 3))
        #expect(try shop.price([(1, 5, 100)], [offer]).amount.minor == 500)
        var sale = shop.sale
        sale.customer = .init(id: ID(high: 7, low: 7))
        #expect(try shop.price([(1, 5, 100)], [offer], sale).amount.minor == 470)
        sale.usage[offer.id] = .init(byCustomer: 2)
        #expect(try shop.price([(1, 5, 100)], [offer], sale).amount.minor == 490)
    }

    @Test func whatMayNotBeDiscountedIsLeftAlone() throws {
        var cart = shop.cart([(1, 1, 1000), (2, 1, 1000)])
        cart.lines[1].isDiscountable = false
        let half = try shop.promotion(1, .total, .percent(Percent(micro: 500_000)))
        #expect(try PromotionSet([half]).price(cart, in: shop.sale).lines.map(\.amount.minor) == [500, 1000])
    }

    @Test func personsGrantDiscountsBeforeAndAfterPromotions() throws {
        var cart = shop.cart([(1, 3, 1000)])
        cart.lines[0].discounts = [ManualDiscount(.amount(Money(minor: 100)), reason: "dented")]
        cart.discounts = [ManualDiscount(.percent(try Percent(micro: 100_000)), reason: "friend")]
        let priced = try PromotionSet([shop.deal(1, .percent(try Percent(micro: 100_000)), on: [1])].compactMap(\.self)).price(
            cart, in: shop.sale)
        // 30.00 − 1.00 = 29.00, − 10 % = 26.10, − 10 % = 23.49.
        #expect(priced.amount.minor == 2349)
        #expect(priced.lines[0].discounts.map(\.amount.minor) == [100, 290, 261])
        #expect(priced.lines[0].discounts.map(\.source) == [.line(0), .promotion(shop.id(1)), .cart(0)])
    }

    /// Else a price for each kilogram would make it free.
    @Test func moneyWithoutGoodsIsOnePiece() throws {
        var cart = shop.cart([(1, 1, 500)])
        (cart.lines[0].quantity, cart.lines[0].unitPrice, cart.lines[0].unit) = (.zero, nil, .kilogram)
        for (benefit, pays) in [(Benefit.fixedPrice(Money(minor: 100)), 100), (.amount(Money(minor: 100)), 400)] as [(Benefit, Int64)] {
            let priced = try PromotionSet([shop.deal(1, benefit)]).price(cart, in: shop.sale)
            #expect(priced.amount.minor == pays)
        }
    }

    /// (128.00 − 0.01) / 2 is 63.995: a 128th of the cent is 7812.5 millionths, and half to even like all else.
    @Test func anAmountByHandIsSharedHalfToEven() throws {
        var cart = shop.cart([(1, 128, 100)])
        cart.lines[0].discounts = [ManualDiscount(.amount(Money(minor: 1)), reason: "dented")]
        cart.discounts = [ManualDiscount(.percent(try Percent(micro: 500_000)), reason: "friend")]
        #expect(try PromotionSet.none.price(cart, in: shop.sale).amount.minor == 6400)
    }

    @Test func weighedGoodsAreOneUnit() throws {
        let cart = Cart(lines: [
            try CartLine(product: shop.product(1), quantity: Quantity(milli: 1234), unitPrice: Money(minor: 999), rounding: .halfEven)
        ])
        #expect(cart.lines[0].shelf.minor == 1233)
        let tenth = try shop.deal(1, .percent(Percent(micro: 100_000)), on: [1])
        #expect(try PromotionSet([tenth].compactMap(\.self)).price(cart, in: shop.sale).amount.minor == 1110)
    }

    @Test func equalOutcomesGoToTheHigherPriority() throws {
        let promotions = [
            try shop.promotion(1, .deal, .percent(Percent(micro: 100_000)), priority: 1),
            try shop.promotion(2, .deal, .amount(Money(minor: 10)), priority: 2),
            try shop.promotion(3, .deal, .fixedPrice(Money(minor: 90))),
        ]
        #expect(try shop.price([(1, 1, 100)], promotions).uses.map(\.promotion) == [shop.id(2)])
    }

    @Test func whatIsFreeEitherWayIsFreeByTheFirst() throws {
        let promotions = [
            try shop.promotion(1, .deal, .amount(Money(minor: 131))), try shop.promotion(2, .deal, .amount(Money(minor: 160))),
        ]
        #expect(try shop.price([(1, 1, 100)], promotions).uses.map(\.promotion) == [shop.id(1)])
    }

    /// Long lines are dealt with in one go.
    @Test func aMillionUnitsAreNoTrouble() throws {
        let priced = try shop.price(
            [(1, 1_000_000, 3), (2, 7, 5)],
            [shop.deal(1, .set(.cheapestFree(1, of: 3, .everything))), shop.deal(2, .percent(try Percent(micro: 10_000)), on: [1, 2])])
        #expect(priced.amount.minor <= 2_000_035)
        #expect(priced.amount.minor > 1_990_000)
    }

    @Test(arguments: [Receipt.Line.Kind.deposit, .giftCard]) func whatIsNoTurnoverIsLeftAlone(kind: Receipt.Line.Kind) throws {
        var cart = shop.cart([(1, 1, 1000), (2, 1, 1000)])
        cart.lines[1].kind = kind
        cart.lines[1].discounts = [ManualDiscount(.amount(Money(minor: 100)), reason: "friend")]
        let half = try shop.promotion(1, .total, .percent(Percent(micro: 500_000)))
        #expect(try PromotionSet([half]).price(cart, in: shop.sale).lines.map(\.amount.minor) == [500, 1000])
    }

    @Test func emptiesComeBackBesideWhatIsBought() throws {
        var cart = shop.cart([(1, 1, 1000), (2, -3, 25), (3, -1, 50)])
        cart.lines[1].kind = .deposit
        cart.lines[2].isDiscountable = false
        let half = try shop.promotion(1, .total, .percent(Percent(micro: 500_000)))
        let priced = try PromotionSet([half]).price(cart, in: shop.sale)
        #expect(priced.lines.map(\.amount.minor) == [500, -75, -50])
        #expect([priced.shelf.minor, priced.amount.minor] == [875, 375])
    }

    @Test func refusesLinesThatCanNotBe() throws {
        func code(_ change: (inout CartLine) throws -> Void) rethrows -> String? {
            var cart = shop.cart([(1, 1, 100)])
            try change(&cart.lines[0])
            return faultCode { () throws(Fault) in try PromotionSet.none.price(cart, in: shop.sale) }
        }
        let tax = TaxComponents(try TaxRate(rateMicro: 190_000, code: "A"))
        #expect(code { _ in } == nil)
        #expect(code { $0.shelf = Money(minor: -1) } == "cart.line-invalid")
        #expect(code { $0.quantity = Quantity(milli: -1) } == "cart.line-invalid")
        #expect(
            code { ($0.isDiscountable, $0.quantity) = (false, Quantity(milli: -1000)) } == "cart.line-invalid", "one sign, not the other")
        #expect(code { ($0.isDiscountable, $0.shelf) = (false, Money(minor: -1)) } == "cart.line-invalid", "one sign, not the other")
        #expect(code { ($0.kind, $0.quantity, $0.shelf) = (.giftCard, Quantity(milli: -1000), Money(minor: -100)) } == "cart.line-invalid")
        #expect(code { ($0.kind, $0.quantity, $0.shelf) = (.deposit, Quantity(milli: -1000), Money(minor: -100)) } == nil)
        #expect(code { $0.unitPrice = Money(minor: -1) } == "cart.line-invalid")
        #expect(code { ($0.kind, $0.taxes) = (.deposit, tax) } == "cart.line-invalid")
    }

    @Test func refusesWhatCanNotBePriced() throws {
        var cart = shop.cart([(1, 1, 100)])
        cart.lines[0].shelf = Money(minor: .max)
        #expect(faultCode { () throws(Fault) in try PromotionSet.none.price(cart, in: shop.sale) } == "cart.too-large")
        let twice = try shop.deal(1, .fixedPrice(.zero), on: [1])
        #expect(faultCode { () throws(Fault) in try PromotionSet([twice, twice]) } == "promotion.duplicate")
        let mixed = [
            try shop.promotion(1, .deal, .fixedPrice(.zero), group: "g"), try shop.promotion(2, .total, .amount(.zero), group: "g"),
        ]
        #expect(faultCode { () throws(Fault) in try PromotionSet(mixed) } == "promotion.group-mixes-layers")
    }

    /// Who says "10 % off these goods" in a layer that takes it off everything would give too much away.
    @Test func refusesGoodsThatNothingAsksFor() throws {
        let three = GoodsSet.cheapestFree(1, of: 3, .everything)
        for (layer, benefit) in [
            (Promotion.Layer.total, Benefit.percent(.whole)), (.total, .amount(Money(minor: 5))), (.deal, .set(three)),
        ] {
            let refused = #expect(throws: Fault.self) { try shop.promotion(1, layer, benefit, on: [1]) }
            #expect(refused?.code == "promotion.invalid" && refused?.fields.first?.field == "goods")
            var condition = PromotionCondition()
            condition.minimum = .init(quantity: Quantity(milli: 1000))
            _ = try Promotion(id: shop.id(1), name: "P", layer: layer, goods: shop.goods([1]), benefit: benefit, condition: condition)
        }
    }

    /// 4.00 instead of 5.00 a kilogram: a gram more or less is a cent at most, also at whole kilograms; so is an amount off each.
    @Test(arguments: [Promotion.Layer.price, .deal], [Promotion.Limits(), .init(perCart: 3)])
    func whatIsWeighedCostsByItsWeight(_ layer: Promotion.Layer, _ limits: Promotion.Limits) throws {
        for benefit in [Benefit.fixedPrice(Money(minor: 400)), .amount(Money(minor: 100))] {
            let promotions = try PromotionSet([try shop.promotion(1, layer, benefit, limits: limits)])
            for grams in [1, 300, 999, 1000, 1001, 1999, 2000, 2001, 3000] as [Int64] {
                let line = try CartLine(
                    product: shop.product(1), unit: .kilogram, quantity: Quantity(milli: grams), unitPrice: Money(minor: 500),
                    rounding: .halfEven)
                let pays = try promotions.price(Cart(lines: [line]), in: shop.sale).amount.minor
                #expect(abs(pays - grams * 4 / 10) <= 1, "\(grams) g for \(pays)")
            }
        }
    }

    @Test func threeKilogramsAreNoThreeApples() throws {
        let threeForTwo = try shop.deal(1, .set(.cheapestFree(1, of: 3, .everything)))
        var cart = shop.cart([(1, 3, 500)])
        #expect(try PromotionSet([threeForTwo]).price(cart, in: shop.sale).amount.minor == 1000)
        cart.lines[0].unit = .kilogram
        #expect(try PromotionSet([threeForTwo]).price(cart, in: shop.sale).amount.minor == 1500)
    }

    /// 10.00 once, though the line names its tag twice.
    @Test func aTagThatIsNamedTwiceCountsOnce() throws {
        var condition = PromotionCondition()
        condition.minimum = .init(spend: Money(minor: 1500), of: Goods(.init(tags: ["x"])))
        let promotion = try Promotion(
            id: shop.id(1), name: "P", layer: .total, benefit: .amount(Money(minor: 500)), condition: condition)
        var cart = shop.cart([(1, 1, 1000)])
        cart.lines[0].tags = ["x", "x"]
        #expect(try PromotionSet([promotion]).price(cart, in: shop.sale).amount.minor == 1000)
    }

    @Test func aUseSaysWhichStepTookTheMostOff() throws {
        let steps = [
            SpendStep(from: Money(minor: 1000), off: .percent(try Percent(micro: 500_000))),
            SpendStep(from: Money(minor: 2000), off: .amount(Money(minor: 100))),
        ]
        let priced = try shop.price([(1, 1, 3000)], [shop.promotion(1, .total, .spend(steps))])
        #expect(priced.amount.minor == 1500)
        #expect(priced.uses.map(\.step) == [0])
    }
}
