import JSON
import RetailCore
import SyncProtocol
import Testing

@testable import Simulator

@Suite struct TillViewTests {
    private let product: ID<Product> = ID(high: 1, low: 1)

    private func entry(_ position: Int64, _ entities: String) -> ChangeEntry {
        ChangeEntry(
            position: Position(position), operation: OperationID(high: 9, low: UInt64(position)), at: Instant(microseconds: 0),
            isCritical: false,
            entities: EncodedJSON(Array(entities.utf8)))
    }

    private func stock(_ onHand: Int64, version: Int64) -> String {
        #"{"entity":"stock","row_version":\#(version),"data":{"product_id":"\#(product)","on_hand_milli":\#(onHand)}}"#
    }

    private func sale(_ number: UInt64, kind: String = "sale", revenue: Int64 = 100) -> String {
        #"{"entity":"sale","data":{"id":"\#(ID<Sale>(high: 5, low: number))","kind":"\#(kind)","revenue_minor":\#(revenue),"lines":[{},{}]}}"#
    }

    private func page(_ entries: [ChangeEntry], head: Int64? = nil) -> PullPage {
        let next = entries.last?.position ?? .start
        return PullPage(stream: "s", head: head.map { Position($0) } ?? next, next: next, changes: entries)
    }

    private var level: StockPlace { StockPlace(product: product, batch: ID.none) }

    @Test func foldsStockAndSales() throws {
        var view = TillView()
        try view.fold(
            page([
                entry(1, "[\(stock(-1000, version: 1)),\(sale(1))]"),
                entry(2, "[\(stock(-3000, version: 2)),\(sale(2, kind: "refund", revenue: -40))]"),
            ]))
        #expect(view.stock[level] == StockLevel(onHandMilli: -3000, rowVersion: 2))
        #expect(view.sales.sales == 1)
        #expect(view.sales.refunds == 1)
        #expect(view.sales.lines == 4)
        #expect(view.sales.revenueMinor == 60)
        #expect(view.cursor("s") == Position(2))
    }

    @Test func anOlderVersionChangesNothing() throws {
        var view = TillView()
        try view.fold(
            page([
                entry(1, "[\(stock(5000, version: 7))]"), entry(2, "[\(stock(9000, version: 6))]"),
                entry(3, "[\(stock(8000, version: 7))]"),
            ]))
        #expect(view.stock[level] == StockLevel(onHandMilli: 5000, rowVersion: 7))
    }

    @Test func aGapIsAnError() throws {
        var view = TillView()
        let fault = #expect(throws: Fault.self) { try view.fold(page([entry(1, "[]"), entry(3, "[]")])) }
        #expect(fault?.code == "till.position-gap")
        #expect(view.cursor("s") == Position(1))
        #expect(throws: Fault.self) { try view.fold(page([entry(4, "[]")])) }
    }

    @Test func aPageThatSkipsItsEndIsAnError() {
        var view = TillView()
        let page = PullPage(stream: "s", head: Position(5), next: Position(5), changes: [entry(1, "[]")])
        let fault = #expect(throws: Fault.self) { try view.fold(page) }
        #expect(fault?.code == "till.bad-page")
    }

    @Test func theSamePageTwiceChangesNothing() throws {
        var view = TillView()
        let page = page([entry(1, "[\(stock(1, version: 1)),\(sale(1))]"), entry(2, "[\(sale(2))]")])
        try view.fold(page)
        let before = view
        try view.fold(page)
        #expect(view == before)
    }

    @Test func anEarlyChangeCountsOnceAndMovesNoCursorOverAGap() throws {
        var view = TillView()
        let early = entry(2, "[\(stock(2, version: 2)),\(sale(2))]")
        try view.fold(early: Live.Change(stream: "s", previous: Position(1), entry: early))
        #expect(view.stock[level]?.rowVersion == 2)
        #expect(view.cursor("s") == .start)
        try view.fold(page([entry(1, "[\(stock(1, version: 1)),\(sale(1))]"), early]))
        #expect(view.stock[level]?.onHandMilli == 2)
        #expect(view.sales.sales == 2)
        #expect(view.cursor("s") == Position(2))
        try view.fold(early: Live.Change(stream: "s", previous: Position(2), entry: entry(3, "[\(sale(3))]")))
        #expect(view.cursor("s") == Position(3))
    }

    @Test func aSaleAtTwoPositionsTookEffectTwice() {
        var view = TillView()
        let fault = #expect(throws: Fault.self) { try view.fold(page([entry(1, "[\(sale(1))]"), entry(2, "[\(sale(1))]")])) }
        #expect(fault?.code == "till.sale-twice")
    }

    @Test func halfAnOperationIsNotBelieved() {
        var view = TillView()
        let fault = #expect(throws: Fault.self) { try view.fold(page([entry(1, "[\(stock(1, version: 1)),{\"entity\":\"stock\"}]")])) }
        #expect(fault?.code == "till.unreadable-change")
        #expect(view.stock.isEmpty)
        #expect(view.cursor("s") == .start)
    }

    @Test func otherRowsAreKeptByTheirKeys() throws {
        var view = TillView()
        let price = #"{"entity":"price","row_version":1,"data":{"product_id":"p","effective_at":"t","unit_price_minor":5}}"#
        let name = #"{"entity":"product","row_version":3,"data":{"id":"p","name":"Ice"}}"#
        try view.fold(page([entry(1, "[\(price),\(name)]")]))
        #expect(view.rows[RowName(entity: "price", key: "p//t")]?.rowVersion == 1)
        #expect(
            view.rows[RowName(entity: "product", key: "p")].map { String(decoding: $0.data, as: UTF8.self) } == #"{"id":"p","name":"Ice"}"#)
    }

    @Test func belowTheFloorItTakesASnapshot() {
        var view = TillView()
        let page = PullPage(stream: "s", head: Position(9), next: Position(0), needsSnapshot: true, changes: [])
        let fault = #expect(throws: Fault.self) { try view.fold(page) }
        #expect(fault?.code == "till.needs-snapshot")
    }
}
