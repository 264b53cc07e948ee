import JSON
import Operations
import RetailCore
import Stock
import Testing

@Suite struct StockTests {
    /// Tills of two makers write one batch's number in two normal forms.
    @Test func aBatchIsOneHoweverItsNumberIsSpelt() throws {
        let shop = try Shop()
        let apple = try shop.product()
        try shop.receive(apple, 1000, batch: "Caf\u{E9}")
        try shop.receive(apple, 2000, batch: "Cafe\u{301}")
        let batches = try shop.store.all(BatchRow.self)
        #expect(batches.map { Array($0.key.number.unicodeScalars) } == [Array("Caf\u{E9}".unicodeScalars)])
    }

    @Test func takesInABatchThatIsNew() throws {
        let shop = try Shop()
        let apple = try shop.product()
        let received = try shop.receive(apple, 5000, batch: "A1", expiry: "2026-04-01", cost: 40)
        let batch = try shop.batch(apple, "A1")
        #expect(try received.result?["batches"]?.elements().first?["batch_id"]?.string() == batch.id.description)
        #expect(batch.expiry == Day("2026-04-01") && batch.rowVersion == 1)
        let balance = try #require(try shop.store.all(StockBalance.self).first)
        #expect(
            balance.onHand.milli == 5000 && balance.unitCost.minor == 40 && balance.expiry == batch.expiry && balance.receivedAt == shop.now
        )
        #expect(balance.lastOperation.isNone == false && balance.lastAt == shop.now)
        #expect(received.changes.map(\.stream) == [.catalog, .store(shop.place)])
        #expect(try Invariants.movements(shop.store).map { "\($0.kind) \($0.delta.milli) \($0.unitCost.minor)" } == ["receipt 5000 40"])
    }

    @Test func aBatchThatIsKnownGrows() throws {
        let shop = try Shop()
        let apple = try shop.product()
        try shop.receive(apple, 5000, batch: "A1", expiry: "2026-04-01")
        try shop.receive(apple, 2500, batch: "A1", expiry: "2026-04-01")
        try shop.receive(apple, 500, batch: "A1")
        #expect(try shop.onHand(apple) == ["A1": 8000])
        #expect(try shop.batch(apple, "A1").rowVersion == 1)
        #expect(try Invariants.violations(shop.store).isEmpty)
    }

    @Test func refusesAKnownBatchWithAnotherExpiry() throws {
        let shop = try Shop()
        let (apple, pear) = (try shop.product(), try shop.product())
        try shop.receive(apple, 5000, batch: "A1", expiry: "2026-04-01")
        let refused = try shop.run(
            ReceiveStock.self,
            #"{"lines":[{"product_id":"\#(pear)","quantity_milli":1000},{"product_id":"\#(apple)","quantity_milli":1000,"batch_number":"A1","expiry":"2026-04-02"}]}"#
        )
        #expect(refused.code == "batch.expiry-differs" && refused.fault?.kind == .conflict)
        #expect(try refused.current?["data"]?["expiry"]?.string() == "2026-04-01")
        #expect(try shop.onHand(apple) == ["A1": 5000] && shop.onHand(pear).isEmpty, "all or nothing")
    }

    @Test func namesABatchThatCameWithoutANumber() throws {
        let shop = try Shop()
        let apple = try shop.product()
        let line = #"{"product_id":"\#(apple)","quantity_milli":1000}"#
        let received = try shop.run(ReceiveStock.self, #"{"lines":[\#(line),\#(line)]}"#)
        let numbers = try received.result?["batches"]?.elements().compactMap { try $0["number"]?.string() } ?? []
        #expect(Set(numbers).count == 2 && numbers.first?.hasPrefix("R") == true)
        #expect(try shop.onHand(apple).values.sorted() == [1000, 1000])
    }

    @Test func anotherStoreHasTheSameBatchForItself() throws {
        let shop = try Shop()
        let apple = try shop.product()
        let other: ID<Store> = try #require(try shop.run(Open.self, #"{"code":"S2","name":"Second"}"#).id("id"))
        try shop.receive(apple, 5000, batch: "A1", expiry: "2026-04-01")
        let line = #"{"product_id":"\#(apple)","quantity_milli":700,"batch_number":"A1"}"#
        #expect(try shop.run(ReceiveStock.self, #"{"store_id":"\#(other)","lines":[\#(line)]}"#).changes.map(\.stream) == [.store(other)])
        #expect(try shop.onHand(apple) == ["A1": 5000])
        let there = try #require(try shop.store.all(StockBalance.self).first { $0.group.store == other })
        #expect(there.onHand.milli == 700 && there.expiry == Day("2026-04-01"), "the batch keeps its expiry wherever it goes")
    }

    @Test func refusesGoodsNobodyKnows() throws {
        let shop = try Shop()
        let refused = try shop.run(ReceiveStock.self, #"{"lines":[{"product_id":"\#(shop.tenant)","quantity_milli":1}]}"#)
        #expect(refused.code == "product.unknown" && refused.fault?.fields.map(\.field) == ["lines[0].product_id"])
        let product = try shop.product()
        let nowhere = try shop.run(
            ReceiveStock.self, #"{"store_id":"\#(shop.tenant)","lines":[{"product_id":"\#(product)","quantity_milli":1}]}"#)
        #expect(nowhere.code == "store.unknown")
    }

    // MARK: - Adjusting

    private func adjust(_ shop: Shop, _ product: ID<Product>, _ delta: Int64, batch: String? = nil) throws -> Ran {
        let more = batch.map { #","batch_number":"\#($0)""# } ?? ""
        return try shop.run(AdjustStock.self, #"{"product_id":"\#(product)","delta_milli":\#(delta),"reason":"broken"\#(more)}"#)
    }

    @Test func adjustsWithAReason() throws {
        let shop = try Shop()
        let apple = try shop.product()
        try shop.receive(apple, 5000, batch: "A1")
        let adjusted = try adjust(shop, apple, -1500, batch: "A1")
        #expect(adjusted.number("on_hand_milli") == 3500 && adjusted.alarms.isEmpty)
        let moved = try Invariants.movements(shop.store).last
        #expect(moved?.kind == .adjustment && moved?.delta.milli == -1500 && moved?.reason == "broken" && moved?.unitCost.minor == 50)
        #expect(try adjust(shop, apple, 700).number("on_hand_milli") == 4200)
        #expect(try shop.onHand(apple) == ["A1": 3500, "-": 700])
        #expect(try Invariants.violations(shop.store).isEmpty)
    }

    @Test(arguments: [-1, -2500] as [Int64]) func takesNothingThatIsNotThere(_ delta: Int64) throws {
        let shop = try Shop()
        let apple = try shop.product()
        try shop.receive(apple, 5000, batch: "A1")
        #expect(try adjust(shop, apple, delta).code == "stock.would-go-negative", "all of it is in the batch")
        #expect(try adjust(shop, apple, -5000 + delta, batch: "A1").code == "stock.would-go-negative")
        #expect(try adjust(shop, apple, 1, batch: "A2").code == "batch.unknown")
        #expect(try adjust(shop, ID(shop.place), 1).code == "product.unknown")
        #expect(try shop.onHand(apple) == ["A1": 5000])
        #expect(try Invariants.movements(shop.store).count == 1)
    }

    @Test func tellsAtOnceThatTheLastOneIsGone() throws {
        let shop = try Shop()
        let apple = try shop.product()
        try shop.receive(apple, 5000, batch: "A1")
        #expect(try adjust(shop, apple, -5000, batch: "A1").alarms == [.store(shop.place)])
    }

    @Test func aBatchThatIsFoundAgainElsewhereKeepsItsExpiry() throws {
        let shop = try Shop()
        let apple = try shop.product()
        let other: ID<Store> = try #require(try shop.run(Open.self, #"{"code":"S2","name":"Second"}"#).id("id"))
        try shop.receive(apple, 5000, batch: "A1", expiry: "2026-04-01")
        _ = try shop.run(
            AdjustStock.self, #"{"store_id":"\#(other)","product_id":"\#(apple)","delta_milli":1000,"reason":"found","batch_number":"A1"}"#)
        #expect(
            try shop.store.all(StockBalance.self).map(\.expiry) == [Day("2026-04-01"), Day("2026-04-01")], "or it would be sold for ever")
    }
}
