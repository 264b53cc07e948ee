import Operations
import RetailCore
import Sales
import Stock
import TestSupport
import Testing

@Suite struct RefundTests {
    private func back(_ line: Int, _ milli: Int64? = nil) -> String {
        #""lines":[{"line":\#(line)\#(milli.map { #","quantity_milli":\#($0)"# } ?? "")}]"#
    }

    @Test func givesBackPartThenTheRest() throws {
        let shop = try Shop()
        let apple = try shop.product(price: 100, tax: try shop.tax(190_000))
        try shop.receive(apple, 5000, batch: "A")
        let sold = try shop.sell([line(apple, 3000, #""manual_discount_minor":100"#)], pay("card", 200))
        let sale: ID<Sale>? = sold.id("sale_id")
        let part = try shop.refund(sale, back(1, 1000))
        #expect(part.number("due_minor") == -67 && part.number("tax_minor") == -11)
        #expect(try shop.payments(part.id("sale_id")) == ["card -67"])
        #expect(try shop.onHand(apple) == ["A": 3000])
        #expect(try shop.lines(sale).first?.refunded.milli == 1000)
        let rest = try shop.refund(sale, back(1))
        #expect(rest.number("due_minor") == -133 && rest.number("tax_minor") == -21, "the rest, to the cent")
        #expect(try shop.onHand(apple) == ["A": 5000])
        #expect(try Invariants.violations(shop.store).isEmpty)
        let row = try shop.sale(rest.id("sale_id"))
        #expect(
            row.kind == .refund && row.refundOf == sale && row.due.minor == -133 && row.shelf.minor == -200 && row.discount.minor == -67)
    }

    @Test func givesBackAllThatIsLeft() throws {
        let shop = try Shop()
        let (apple, pear) = (try shop.product(price: 100), try shop.product(price: 33))
        let sold = try shop.sell([line(apple, 1000), line(pear, 3000), line(pear, 0, #""shelf_minor":7"#)], pay("card", 206))
        let sale: ID<Sale>? = sold.id("sale_id")
        _ = try shop.refund(sale, back(2, 1000))
        let rest = try shop.refund(sale, #""method":"card","reason":"bruised""#)
        #expect(rest.number("due_minor") == -173)
        #expect(try shop.payments(rest.id("sale_id")) == ["card -173"])
        #expect(try shop.lines(rest.id("sale_id")).map(\.quantity.milli) == [-1000, -2000, 0])
        #expect(try Invariants.movements(shop.store).last?.reason == "bruised")
        #expect(try shop.refund(sale).code == "refund.nothing-left")
        #expect(try Invariants.violations(shop.store).isEmpty)
    }

    @Test func givesNothingBackTwice() throws {
        let shop = try Shop()
        let apple = try shop.product(price: 100)
        let sale: ID<Sale>? = try shop.sell([line(apple, 2000)], pay("card", 200)).id("sale_id")
        #expect(try shop.refund(sale, back(1, 2001)).code == "refund.too-much")
        #expect(try shop.refund(sale, back(1, 2000)).code == nil)
        let before = (shop.store.content, shop.store.logContent)
        for again in ["", back(1), back(1, 1)] {
            let refused = try shop.refund(sale, again)
            #expect(refused.fault?.kind == .conflict && refused.code?.hasPrefix("refund.") == true)
        }
        #expect(try shop.refund(sale, back(2)).code == "refund.unknown-line")
        #expect(shop.store.content == before.0 && shop.store.logContent == before.1)
    }

    @Test func aLineNamedTwiceCountsTwice() throws {
        let shop = try Shop()
        let apple = try shop.product(price: 100)
        let sale: ID<Sale>? = try shop.sell([line(apple, 3000)], pay("card", 300)).id("sale_id")
        let twice = #""lines":[{"line":1,"quantity_milli":2000},{"line":1,"quantity_milli":2000}]"#
        #expect(try shop.refund(sale, twice).code == "refund.too-much")
        #expect(try shop.lines(sale).first?.refunded == .zero)
        #expect(try shop.refund(sale, #""lines":[{"line":1,"quantity_milli":2000},{"line":1}]"#).number("due_minor") == -300)
        #expect(try Invariants.violations(shop.store).isEmpty)
    }

    @Test func twoRefundsOfOneBatchDoNotBothSucceed() throws {
        let shop = try Shop()
        let apple = try shop.product(price: 100)
        let sale: ID<Sale> = try #require(try shop.sell([line(apple, 1000)], pay("card", 100)).id("sale_id"))
        let ran = try shop.store.runBatch(
            (0..<2).map { _ in Step(try shop.operation(RefundSale.self, #"{"sale_id":"\#(sale)"}"#), shop.moment()) })
        #expect(ran.map(\.code) == [nil, "refund.nothing-left"])
    }

    @Test func refundsASaleOfTheSameBatch() throws {
        let shop = try Shop()
        let apple = try shop.product(price: 100)
        let sale: ID<Sale> = shop.newID()
        let ran = try shop.store.runBatch([
            Step(try shop.operation(Sell.self, #"{"id":"\#(sale)","lines":[\#(line(apple, 1000))],\#(pay("card", 100))}"#), shop.moment()),
            Step(try shop.operation(RefundSale.self, #"{"sale_id":"\#(sale)"}"#), shop.moment()),
        ])
        #expect(ran.map(\.code) == [nil, nil])
        #expect(try shop.onHand(apple).isEmpty)
        #expect(try Invariants.violations(shop.store).isEmpty)
    }

    /// Which shelves it needs is known only once the sale is: it can't be judged in the sale's batch, and is in the next.
    @Test func aRefundElsewhereOfASaleOfTheSameBatchIsJudgedInTheNext() throws {
        let shop = try Shop()
        let apple = try shop.product(price: 100)
        let other: ID<Store> = try #require(try shop.run(Open.self, #"{"code":"S2","name":"Second"}"#).id("id"))
        let sale: ID<Sale> = shop.newID()
        let ran = try shop.store.runBatch([
            Step(try shop.operation(Sell.self, #"{"id":"\#(sale)","lines":[\#(line(apple, 1000))],\#(pay("card", 100))}"#), shop.moment()),
            Step(try shop.operation(RefundSale.self, #"{"store_id":"\#(other)","sale_id":"\#(sale)"}"#), shop.moment()),
        ])
        #expect(ran.map(\.code) == [nil, nil])
        #expect(shop.store.cuts == 1)
        #expect(try Invariants.violations(shop.store).isEmpty)
    }

    @Test func goodsReturnToTheBatchesTheyCameFrom() throws {
        let shop = try Shop()
        let milk = try shop.product(price: 100)
        try shop.receive(milk, 2000, batch: "A", expiry: "2026-03-10")
        try shop.receive(milk, 2000, batch: "B", expiry: "2026-03-20")
        let sale: ID<Sale>? = try shop.sell([line(milk, 5000)], pay("card", 500)).id("sale_id")
        #expect(try shop.onHand(milk) == ["-": -1000])
        _ = try shop.refund(sale, back(1, 1500))
        #expect(try shop.onHand(milk) == ["A": 1500, "-": -1000])
        _ = try shop.refund(sale, back(1, 1000))
        #expect(try shop.onHand(milk) == ["A": 2000, "B": 500, "-": -1000])
        _ = try shop.refund(sale)
        #expect(try shop.onHand(milk) == ["A": 2000, "B": 2000])
        #expect(try Invariants.violations(shop.store).isEmpty)
    }

    @Test func spoiledGoodsDoNotReturn() throws {
        let shop = try Shop()
        let milk = try shop.product(price: 100)
        try shop.receive(milk, 3000, batch: "A")
        let sale: ID<Sale>? = try shop.sell([line(milk, 3000)], pay("card", 300)).id("sale_id")
        #expect(try shop.refund(sale, #""restocks":false,\#(back(1, 1000))"#).number("due_minor") == -100)
        #expect(try shop.onHand(milk).isEmpty)
        _ = try shop.refund(sale)
        #expect(try shop.onHand(milk) == ["A": 2000], "only what came back sound")
    }

    @Test func goodsBroughtToAnotherStoreKeepTheirExpiryAndCanBeSold() throws {
        let shop = try Shop()
        let milk = try shop.product(price: 100)
        try shop.receive(milk, 3000, batch: "A", expiry: "2026-03-10", cost: 40)
        let sale: ID<Sale> = try #require(try shop.sell([line(milk, 3000)], pay("card", 300)).id("sale_id"))
        let other: ID<Store> = try #require(try shop.run(Open.self, #"{"code":"S2","name":"Second"}"#).id("id"))
        let refunded = try shop.run(RefundSale.self, #"{"sale_id":"\#(sale)","store_id":"\#(other)"}"#)
        #expect(refunded.number("due_minor") == -300)
        let balance = try #require(try shop.store.all(StockBalance.self).first { $0.group.store == other })
        #expect(balance.onHand.milli == 3000 && balance.expiry == Day("2026-03-10") && balance.unitCost.minor == 40)
        #expect(try shop.onHand(milk).isEmpty)
        let again = try shop.run(
            Sell.self, #"{"store_id":"\#(other)","stock":"claim","lines":[\#(line(milk, 3000))],\#(pay("card", 300))}"#)
        #expect(again.code == nil && again.flags.isEmpty)
        #expect(try Invariants.violations(shop.store).isEmpty)
    }

    @Test func refusesToRefundARefundOrNothing() throws {
        let shop = try Shop()
        let apple = try shop.product(price: 100)
        let sale: ID<Sale>? = try shop.sell([line(apple, 1000)], pay("card", 100)).id("sale_id")
        let refund: ID<Sale>? = try shop.refund(sale).id("sale_id")
        #expect(try shop.refund(refund).code == "sale.unknown")
        #expect(try shop.refund(ID(shop.place)).code == "sale.unknown")
    }

    @Test func aRefundDoesNotTakeThePlaceOfAnotherDocument() throws {
        let shop = try Shop()
        let apple = try shop.product(price: 100)
        let sale: ID<Sale> = try #require(try shop.sell([line(apple, 2000)], pay("card", 200)).id("sale_id"))
        #expect(try shop.refund(sale, #""id":"\#(sale)""#).code == "sale.exists")
        let id: ID<Sale> = shop.newID()
        #expect(try shop.refund(sale, #""id":"\#(id)",\#(back(1, 1000))"#).id("sale_id") == id)
        #expect(try shop.refund(sale, #""id":"\#(id)",\#(back(1, 1000))"#).code == "sale.exists")
        #expect(try shop.sale(sale).kind == .sale)
        #expect(try Invariants.violations(shop.store).isEmpty)
    }

    @Test func aLineOfMoneyAloneComesBackOnce() throws {
        let shop = try Shop()
        let fee = try shop.product(price: 100)
        let sale: ID<Sale>? = try shop.sell([line(fee, 0, #""shelf_minor":250"#), line(fee, 0, #""shelf_minor":0"#)], pay("card", 250)).id(
            "sale_id")
        #expect(try shop.refund(sale, back(1, 1)).code == "refund.too-much")
        #expect(try shop.refund(sale, back(1)).number("due_minor") == -250)
        #expect(try shop.refund(sale, back(1)).code == "refund.too-much")
        #expect(try shop.refund(sale, back(2)).code == "refund.too-much", "there was no money in it")
        #expect(try shop.refund(sale).code == "refund.nothing-left")
        #expect(try Invariants.movements(shop.store).isEmpty)
        #expect(try Invariants.violations(shop.store).isEmpty)
    }

    @Test func whatTheMakerPaidGoesBackToTheMaker() throws {
        let shop = try Shop()
        let apple = try shop.product(price: 500)
        let payments = #""payments":[{"method":"maker_coupon","amount_minor":99},{"method":"card","amount_minor":1401}]"#
        let sale: ID<Sale>? = try shop.sell([line(apple, 3000, #""maker_coupon_minor":99"#)], payments).id("sale_id")
        let refund = try shop.refund(sale, back(1, 1000))
        #expect(try shop.payments(refund.id("sale_id")) == ["maker_coupon -33", "card -467"])
    }

    /// 0.03, of which the maker paid 0.02: two fifths of it cost as much as one fifth, so that the second brings nothing of the coupon either.
    @Test func inWhateverPartsTheMakersCentsStayTheMakers() throws {
        let shop = try Shop()
        let apple = try shop.product(price: 1)
        let payments = #""payments":[{"method":"maker_coupon","amount_minor":2},{"method":"card","amount_minor":1}]"#
        let sale: ID<Sale>? = try shop.sell([line(apple, 3000, #""maker_coupon_minor":2"#)], payments).id("sale_id")
        var paid: [[String]] = []
        for part in [back(1, 600), back(1, 600), back(1, 1800)] { paid.append(try shop.payments(shop.refund(sale, part).id("sale_id"))) }
        #expect(paid == [["maker_coupon -1"], [], ["maker_coupon -1", "card -1"]])
    }

    @Test(arguments: ["change", "maker_coupon", "loyalty_points"]) func moneyGoesBackInATenderThatACustomerCanBeGiven(_ method: String)
        throws
    {
        let shop = try Shop()
        let fault = #expect(throws: Fault.self) { try shop.refund(ID(shop.place), #""method":"\#(method)""#) }
        #expect(fault?.code == "request.invalid" && fault?.fields.map(\.field) == ["method"])
    }

    /// What was stamped on the sale holds, whatever the chain does today.
    @Test func aRefundIsTaxedAsItsSaleWas() throws {
        let shop = try Shop(.exclusive)
        let apple = try shop.product(price: 1000, tax: try shop.tax(190_000))
        let sale: ID<Sale>? = try shop.sell([line(apple, 1000)], pay("card", 1190)).id("sale_id")
        try shop.settings(.inclusive)
        let refund = try shop.refund(sale)
        #expect(refund.number("due_minor") == -1190, "what was paid comes back")
        #expect(try shop.sale(refund.id("sale_id")).taxMode == .exclusive)
    }

    @Test func takesAReceiptNumberOfItsOwn() throws {
        let shop = try Shop()
        let apple = try shop.product(price: 100)
        let sold = try shop.sell([line(apple, 2000)], pay("card", 200))
        let refund = try shop.refund(sold.id("sale_id"), back(1, 1000))
        #expect(sold.number("receipt_number") == 1 && refund.number("receipt_number") == 2)
        let gap = try shop.refund(sold.id("sale_id"), #""receipt_number":9"#, by: shop.till(1))
        #expect(gap.flags == ["receipt_gap"])
    }

    /// However a line is taken apart, its parts are the line: quantity by quantity, amount by amount.
    @Test(arguments: seeds) func partsOfALineAreTheLineToTheCent(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for round in 0..<12 {
            let shop = try Shop(Bool.random(using: &random) ? .inclusive : .exclusive, seed: seed)
            let price = Int64.random(in: 0...99_999, using: &random)
            let milli = [1, 3, 7, 1000, 3000, Int64.random(in: 1...50_000, using: &random)].randomElement(using: &random) ?? 1
            let product = try shop.product(
                price: price, tax: try shop.tax([0, 50_000, 70_000, 190_000].randomElement(using: &random) ?? 0))
            try shop.receive(
                product, Int64.random(in: 1...60_000, using: &random), batch: "A", cost: Int64.random(in: 0...5000, using: &random))
            try shop.receive(
                product, Int64.random(in: 1...60_000, using: &random), batch: "B", cost: Int64.random(in: 0...5000, using: &random))
            let worth = try Money.price(unit: Money(minor: price), times: Quantity(milli: milli), mode: .halfEven).minor
            let discount = Int64.random(in: 0...worth, using: &random)
            let loyalty = Int64.random(in: 0...discount, using: &random)
            let amounts = #""manual_discount_minor":\#(discount - loyalty),"loyalty_discount_minor":\#(loyalty)"#
            let stockBefore = try shop.onHand(product)
            let sold = try shop.sell([line(product, milli, amounts)], #""payments":[{"method":"cash","amount_minor":1000000000000}]"#)
            let sale = try shop.sale(sold.id("sale_id"))
            var parts: [LineAmounts] = []
            while let left = try shop.lines(sale.id).first.map({ $0.quantity.milli - $0.refunded.milli }), left > 0 {
                let part = Bool.random(using: &random) ? nil : Int64.random(in: 1...left, using: &random)
                let refund = try shop.refund(sale.id, back(1, parts.count > 6 ? nil : part))
                #expect(refund.code == nil, "seed \(seed), round \(round)")
                parts += try shop.lines(refund.id("sale_id")).map(\.amounts)
                if refund.code != nil { break }
            }
            let whole = try #require(try shop.lines(sale.id).first?.amounts)
            for (name, amount) in Self.all {
                #expect(parts.reduce(0) { $0 + amount($1) } == -amount(whole), "\(name), seed \(seed), round \(round)")
                #expect(parts.allSatisfy { amount($0) <= 0 }, "\(name), seed \(seed), round \(round)")
            }
            let due = try shop.store.all(SaleRow.self).reduce(0) { $0 + $1.due.minor }
            #expect(due == 0, "seed \(seed), round \(round)")
            #expect(try shop.onHand(product) == stockBefore, "seed \(seed), round \(round)")
            #expect(try Invariants.violations(shop.store).isEmpty, "seed \(seed), round \(round)")
        }
    }

    private static let all: [(String, @Sendable (LineAmounts) -> Int64)] = [
        ("shelf", { $0.shelf.minor }), ("loyalty", { $0.loyaltyDiscount.minor }), ("manual", { $0.manualDiscount.minor }),
        ("revenue", { $0.revenue.minor }),
        ("tax", { $0.tax.minor }), ("cost", { $0.cost.minor }),
    ]
}
