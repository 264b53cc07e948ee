import JSON
import Operations
import RetailCore
import Sales
import Stock
import Testing

/// What a sale does to the stock.
@Suite struct SaleStockTests {
    private func picks(_ shop: Shop, _ ran: Ran, _ product: ID<Product>) throws -> [String] {
        var numbers: [String: String] = [ID<Batch>.none.description: "-"]
        for batch in try shop.store.all(BatchRow.self) { numbers[batch.id.description] = batch.key.number }
        return try shop.lines(ran.id("sale_id")).map { row in
            row.picks.split(separator: " ").map { pick in
                let fields = pick.split(separator: ":").map(String.init)
                return ([numbers[fields[0]] ?? "?"] + fields[1...]).joined(separator: ":")
            }.joined(separator: " ")
        }
    }

    @Test func takesTheBatchThatExpiresFirst() throws {
        let shop = try Shop()
        let milk = try shop.product(price: 100)
        try shop.receive(milk, 2000, batch: "late", expiry: "2026-03-20", cost: 60)
        try shop.receive(milk, 2000, batch: "early", expiry: "2026-03-10", cost: 40)
        try shop.receive(milk, 2000, batch: "keeps", cost: 10)
        let sold = try shop.sell([line(milk, 3000)], pay("card", 300))
        #expect(sold.flags.isEmpty)
        #expect(try picks(shop, sold, milk) == ["early:2000:inferred late:1000:inferred"])
        #expect(try shop.onHand(milk) == ["late": 1000, "keeps": 2000])
        #expect(try shop.lines(sold.id("sale_id")).first?.amounts.cost.minor == 140, "two at 40, one at 60")
        let again = try shop.sell([line(milk, 2500), line(milk, 500)], pay("card", 300))
        #expect(try picks(shop, again, milk) == ["late:1000:inferred keeps:1500:inferred", "keeps:500:inferred"])
        #expect(try Invariants.violations(shop.store).isEmpty)
    }

    @Test func theScannedBatchWins() throws {
        let shop = try Shop()
        let milk = try shop.product(price: 100)
        try shop.receive(milk, 2000, batch: "early", expiry: "2026-03-10")
        try shop.receive(milk, 2000, batch: "late", expiry: "2026-03-20")
        let sold = try shop.sell([line(milk, 3000, #""batch_number":"late""#)], pay("card", 300))
        #expect(try picks(shop, sold, milk) == ["late:2000:scanned early:1000:inferred"])
        #expect(sold.flags.isEmpty)
        #expect(try shop.sell([line(milk, 1000, #""batch_number":"unheard""#)], pay("card", 100)).flags == ["batch_unknown"])
    }

    @Test func leavesExpiredGoodsUnlessTheyWereScanned() throws {
        let shop = try Shop()
        let milk = try shop.product(price: 100)
        try shop.receive(milk, 2000, batch: "old", expiry: "2026-02-28")
        try shop.receive(milk, 2000, batch: "today", expiry: "2026-03-01")
        let inferred = try shop.sell([line(milk, 1000)], pay("card", 100))
        #expect(try picks(shop, inferred, milk) == ["today:1000:inferred"])
        let scanned = try shop.sell([line(milk, 1000, #""batch_number":"old""#)], pay("card", 100))
        #expect(scanned.flags == ["batch_expired"])
        #expect(try picks(shop, scanned, milk) == ["old:1000:scanned"])
        #expect(try shop.sale(scanned.id("sale_id")).flags == [.batchExpired])
    }

    @Test func flagsExpiredGoodsEvenWhereTheBatchIsThoughtToBeGone() throws {
        let shop = try Shop()
        let milk = try shop.product(price: 100)
        try shop.receive(milk, 1000, batch: "old", expiry: "2026-02-28")
        try shop.receive(milk, 5000, batch: "new", expiry: "2026-03-28")
        let scan = #""batch_number":"old""#
        #expect(try shop.sell([line(milk, 1000, scan)], pay("card", 100)).flags == ["batch_expired"])
        #expect(
            try shop.sell([line(milk, 1000, scan)], pay("card", 100)).flags == ["batch_expired"],
            "it is in the customer's hands, whatever the books say")
        let other: ID<Store> = try #require(try shop.run(Open.self, #"{"code":"S2","name":"Second"}"#).id("id"))
        let elsewhere = try shop.run(Sell.self, #"{"store_id":"\#(other)","lines":[\#(line(milk, 1000, scan))],\#(pay("card", 100))}"#)
        #expect(elsewhere.flags == ["batch_expired"])
    }

    @Test func whatIsOversoldIsAFactAndGoesToTheBalanceWithoutBatch() throws {
        let shop = try Shop()
        let milk = try shop.product(price: 100)
        try shop.receive(milk, 2000, batch: "A", cost: 40)
        let sold = try shop.sell([line(milk, 5000)], pay("card", 500))
        #expect(sold.code == nil && sold.flags == ["oversold"])
        #expect(try shop.onHand(milk) == ["-": -3000])
        #expect(try picks(shop, sold, milk) == ["A:2000:inferred -:3000:inferred"])
        #expect(try shop.lines(sold.id("sale_id")).first?.amounts.cost.minor == 200, "the last known cost is the best there is")
        #expect(try shop.sell([line(milk, 1000)], pay("card", 100)).flags == ["oversold"])
        #expect(try shop.onHand(milk) == ["-": -4000])
        #expect(try Invariants.violations(shop.store).isEmpty)
    }

    /// Five were sold that nobody had received; of the ten that come, five are in customers' kitchens.
    @Test func whatWasOversoldIsNotThereTwiceOnceItIsReceived() throws {
        let shop = try Shop()
        let milk = try shop.product(price: 100)
        try shop.receive(milk, 1000, batch: "A")
        _ = try shop.sell([line(milk, 6000)], pay("card", 600))
        try shop.receive(milk, 10_000, batch: "B")
        let claimed = try shop.sell([line(milk, 6000)], #""stock":"claim",\#(pay("card", 600))"#)
        #expect(claimed.code == "sale.out-of-stock")
        #expect(try claimed.current?["on_hand_milli"]?.int64() == 5000)
        let fact = try shop.sell([line(milk, 6000)], pay("card", 600))
        #expect(fact.flags == ["oversold"])
        #expect(fact.alarms == [.store(shop.place)])
    }

    @Test func aClaimThatComesSecondIsToldWhoWon() throws {
        let shop = try Shop()
        let milk = try shop.product(price: 100)
        try shop.receive(milk, 1000, batch: "A")
        let first = try shop.sell([line(milk, 1000)], #""stock":"claim",\#(pay("card", 100))"#, by: shop.till(1))
        #expect(first.code == nil && first.flags.isEmpty)
        let before = (shop.store.content, shop.store.logContent)
        let second = try shop.sell([line(milk, 1000)], #""stock":"claim",\#(pay("card", 100))"#, by: shop.till(2))
        #expect(second.code == "sale.out-of-stock" && second.fault?.kind == .conflict)
        let winner = try #require(second.current?["winner"])
        #expect(try winner["operation_id"]?.string() == first.id("sale_id").map { (id: ID<Sale>) in id.description })
        #expect(try winner["actor_id"]?.string() == shop.till(1).id.description)
        #expect(try second.current?["wanted_milli"]?.int64() == 1000)
        #expect(try second.current?["on_hand_milli"]?.int64() == 0)
        #expect(shop.store.content == before.0 && shop.store.logContent == before.1)
    }

    @Test func aClaimIsForAllItsLinesTogether() throws {
        let shop = try Shop()
        let (milk, bread) = (try shop.product(price: 100), try shop.product(price: 100))
        try shop.receive(milk, 3000, batch: "A")
        try shop.receive(bread, 3000)
        let lines = [line(milk, 2000), line(bread, 1000), line(milk, 1001)]
        let refused = try shop.sell(lines, #""stock":"claim",\#(pay("card", 400))"#)
        #expect(refused.code == "sale.out-of-stock")
        #expect(try refused.current?["wanted_milli"]?.int64() == 3001)
        #expect(try refused.current?["product_id"]?.string() == milk.description)
        #expect(try shop.onHand(bread).values.map(\.self) == [3000])
        #expect(try shop.sell([line(milk, 2000), line(milk, 1000)], #""stock":"claim",\#(pay("card", 300))"#).code == nil)
    }

    @Test func expiredGoodsCannotBeClaimed() throws {
        let shop = try Shop()
        let milk = try shop.product(price: 100)
        try shop.receive(milk, 3000, batch: "old", expiry: "2026-02-28")
        #expect(try shop.sell([line(milk, 1000)], #""stock":"claim",\#(pay("card", 100))"#).code == "sale.not-sellable")
    }

    @Test func nobodyIsToldAboutStockThatNobodyEverCounted() throws {
        let shop = try Shop()
        let milk = try shop.product(price: 100)
        let sold = try shop.sell([line(milk, 5000)], pay("card", 500))
        #expect(sold.code == nil && sold.flags.isEmpty && sold.alarms.isEmpty)
        #expect(try shop.sell([line(milk, 1000)], #""stock":"claim",\#(pay("card", 100))"#).code == nil)
        #expect(try shop.onHand(milk) == ["-": -6000])
        #expect(try Invariants.violations(shop.store).isEmpty)
    }

    @Test func theLastOneGoneIsToldAtOnce() throws {
        let shop = try Shop()
        let milk = try shop.product(price: 100)
        try shop.receive(milk, 2000, batch: "A")
        try shop.receive(milk, 1000, batch: "B")
        #expect(try shop.sell([line(milk, 2000)], pay("card", 200)).alarms.isEmpty, "one batch is empty, the shelf is not")
        #expect(try shop.sell([line(milk, 1000)], pay("card", 100)).alarms == [.store(shop.place)])
        #expect(try shop.sell([line(milk, 1000)], pay("card", 100)).alarms.isEmpty, "everybody knows")
    }

    @Test func ofTwoClaimsOfOneBatchTheFirstWins() throws {
        let shop = try Shop()
        let milk = try shop.product(price: 100)
        try shop.receive(milk, 1000, batch: "A")
        let claim = #"{"stock":"claim","lines":[\#(line(milk, 1000))],\#(pay("card", 100))}"#
        let ran = try shop.store.runBatch([1, 2, 3].map { Step(try shop.operation(Sell.self, claim), shop.moment(by: shop.till($0))) })
        #expect(ran.map(\.code) == [nil, "sale.out-of-stock", "sale.out-of-stock"])
        #expect(try ran.last?.current?["winner"]?["actor_id"]?.string() == shop.till(1).id.description)
        #expect(try shop.onHand(milk).isEmpty)
        #expect(try Invariants.violations(shop.store).isEmpty)
    }
}
