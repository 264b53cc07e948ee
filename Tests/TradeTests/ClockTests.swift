import JSON
import Operations
import RetailCore
import Sales
import Stock
import Testing

/// When something happened, and when it came: the operation's own time decides, unless it can't be.
@Suite struct ClockTests {
    /// Years 0001, 1970, 2000, in an hour, 2099, 9999: taken, flagged, and of the day they came.
    @Test(arguments: [
        "0001-01-01T00:00:00Z", "1970-01-01T00:00:07Z", "2000-06-01T00:00:00Z", "2026-03-01T11:00:00Z", "2099-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
    ])
    func aTimeThatCantBeIsFlaggedAndCountsAsOfItsArrival(_ time: String) throws {
        let shop = try Shop()
        let apple = try shop.product(price: 100)
        try shop.receive(apple, 5000, batch: "L", expiry: "2026-03-20")
        let sold = try shop.sell([line(apple, 1000)], pay("card", 100), by: shop.till(1), occurredAt: Instant(time))
        #expect(sold.flags == ["clock_differs"] && sold.fault == nil)
        #expect(try shop.sale(sold.id("sale_id")).businessDay == Day(year: 2026, month: 3, day: 1))
        #expect(try shop.sale(sold.id("sale_id")).occurredAt == Instant(time), "what the till says is kept")
        let back = try shop.run(
            RefundSale.self, #"{"sale_id":"\#(try #require(sold.id("sale_id") as ID<Sale>?))"}"#, by: shop.till(1),
            occurredAt: Instant(time))
        #expect(back.flags == ["clock_differs"])
        #expect(try Invariants.violations(shop.store) == [])
    }

    /// Days late, or a little fast: the sale's own day, without a flag.
    @Test(arguments: ["2026-02-20T23:00:00Z", "2026-03-01T10:04:00Z"])
    func aLateOrSlightlyFastSaleKeepsItsDay(_ time: String) throws {
        let shop = try Shop()
        let apple = try shop.product(price: 100)
        let sold = try shop.sell(
            [line(apple, 1000, #""unit_price_minor":100"#)], pay("card", 100), by: shop.till(1), occurredAt: Instant(time))
        #expect(sold.flags == [])
        #expect(try "\(shop.sale(sold.id("sale_id")).businessDay)" == String(time.prefix(10)))
    }

    /// What was sold on Friday came from what was there on Friday, though a batch that expires earlier came on Saturday.
    @Test func aLateSaleTakesWhatWasThere() throws {
        let shop = try Shop()
        let milk = try shop.product(price: 100)
        try shop.receive(milk, 2000, batch: "friday", expiry: "2026-03-20", cost: 40)
        let friday = shop.now
        shop.now = shop.now.advanced(bySeconds: 86400)
        try shop.receive(milk, 2000, batch: "saturday", expiry: "2026-03-10", cost: 70)
        let sold = try shop.sell([line(milk, 1000)], pay("card", 100), by: shop.till(1), occurredAt: friday.advanced(bySeconds: 60))
        #expect(try shop.onHand(milk) == ["friday": 1000, "saturday": 2000])
        #expect(try shop.lines(sold.id("sale_id")).first?.amounts.cost.minor == 40)
        // More than was booked in by then: it can only have been there, so it is taken of what came, last.
        let more = try shop.sell([line(milk, 2000)], pay("card", 200), by: shop.till(1), occurredAt: friday.advanced(bySeconds: 90))
        #expect(try shop.onHand(milk) == ["saturday": 1000] && more.flags.isEmpty)
        // Today's sale goes by expiry alone.
        try shop.receive(milk, 1000, batch: "sunday", expiry: "2026-03-05")
        _ = try shop.sell([line(milk, 1000)], pay("card", 100), by: shop.till(1))
        #expect(try shop.onHand(milk) == ["saturday": 1000])
    }

    /// Nobody was first: there are five, and all of them are past their day.
    @Test func whatHasExpiredIsNotSomebodyElses() throws {
        let shop = try Shop()
        let milk = try shop.product(price: 100)
        try shop.receive(milk, 5000, batch: "old", expiry: "2026-02-28")
        let asked = try shop.sell([line(milk, 1000)], #""stock":"claim",\#(pay("card", 100))"#)
        #expect(asked.code == "sale.not-sellable" && asked.fault?.kind == .conflict)
        let current = try JSONDocument(try #require(asked.fault?.currentJSON)).root
        #expect(try current["winner"] == nil && current["on_hand_milli"]?.int64() == 5000)
        // More than there is of either: somebody else was first.
        #expect(try shop.sell([line(milk, 6000)], #""stock":"claim",\#(pay("card", 600))"#).code == "sale.out-of-stock")
    }
}
