import JSON
import Operations
import RetailCore
import Sales
import Stock
import Testing

/// What stock is worth: what was bought is what sales cost, and what is there, to the cent.
@Suite struct ValueTests {
    private func value(_ shop: Shop) throws -> Int64 { try shop.store.all(StockBalance.self).reduce(0) { $0 + $1.value.minor } }

    private func cost(_ shop: Shop, _ sold: Ran) throws -> Int64 {
        try shop.lines(sold.id("sale_id")).reduce(0) { $0 + $1.amounts.cost.minor }
    }

    /// One lot received twice, at 13.13 and 12.20: worth 25.33, of which each piece takes half.
    @Test func aLotReceivedTwiceIsWorthBoth() throws {
        let shop = try Shop()
        let cheese = try shop.product(price: 2000)
        try shop.receive(cheese, 1000, batch: "L", cost: 1313)
        try shop.receive(cheese, 1000, batch: "L", cost: 1220)
        #expect(try value(shop) == 2533)
        let costs = try (1...2).map { _ in try cost(shop, shop.sell([line(cheese, 1000)], pay("card", 2000))) }
        #expect(try costs == [1266, 1267] && value(shop) == 0)
        #expect(try Invariants.violations(shop.store) == [])
    }

    /// 9 at 5.00 and 10 at 10.00 are 145.00; sold and brought back they are again, whatever is paid for more meanwhile.
    @Test func whatComesBackIsWorthWhatItCost() throws {
        let shop = try Shop()
        let wine = try shop.product(price: 2000)
        try shop.receive(wine, 9000, batch: "L", cost: 500)
        try shop.receive(wine, 10_000, batch: "L", cost: 1000)
        #expect(try value(shop) == 14500)
        let sold = try shop.sell([line(wine, 5000)], pay("card", 10_000))
        #expect(try cost(shop, sold) == 3816 && value(shop) == 14500 - 3816)
        try shop.receive(wine, 1000, batch: "L", cost: 9999)
        for part in [1000, 3000, 1000] { _ = try shop.refund(sold.id("sale_id"), #""lines":[{"line":1,"quantity_milli":\#(part)}]"#) }
        #expect(try value(shop) == 14500 + 9999)
        #expect(try Invariants.violations(shop.store) == [])
    }

    /// What can't be sold again was paid for all the same.
    @Test func whatCannotBeSoldAgainStaysACost() throws {
        let shop = try Shop()
        let milk = try shop.product(price: 100)
        try shop.receive(milk, 2000, batch: "L", cost: 60)
        let sold = try shop.sell([line(milk, 2000)], pay("card", 200))
        let back = try shop.refund(sold.id("sale_id"), #""restocks":false"#)
        #expect(try cost(shop, back) == 0 && value(shop) == 0 && cost(shop, sold) == 120)
        #expect(try Invariants.violations(shop.store) == [])
    }

    /// Forty for 1.96, which is 0.049 each.
    @Test func aLinesOwnCostIsExact() throws {
        let shop = try Shop()
        let nail = try shop.product(price: 10)
        _ = try shop.run(ReceiveStock.self, #"{"lines":[{"product_id":"\#(nail)","quantity_milli":40000,"cost_minor":196}]}"#)
        #expect(try value(shop) == 196)
        let sold = try shop.sell((1...40).map { _ in line(nail, 1000) }, pay("card", 400))
        #expect(try cost(shop, sold) == 196 && value(shop) == 0)
        #expect(try Invariants.violations(shop.store) == [])
    }

    /// Sold before it is booked in, at the cost of then; counted up again to nothing, nothing is left of it.
    @Test func whatWasNotThereIsWorthNothingOnceItIsCounted() throws {
        let shop = try Shop()
        let milk = try shop.product(price: 100)
        try shop.receive(milk, 1000, batch: "L", cost: 70)
        _ = try shop.sell([line(milk, 3000)], pay("card", 300), by: shop.till(1))
        #expect(try value(shop) == -140)
        _ = try shop.run(AdjustStock.self, #"{"product_id":"\#(milk)","delta_milli":2000,"reason":"found"}"#)
        #expect(try value(shop) == 0)
        _ = try shop.run(AdjustStock.self, #"{"product_id":"\#(milk)","delta_milli":3000,"reason":"found"}"#)
        #expect(try value(shop) == 210)
        #expect(try Invariants.violations(shop.store) == [])
    }
}
