import Access
import JSON
import Node
import RetailCore
import Simulator
import SyncProtocol
import Testing

@Suite(.timeLimit(.minutes(5))) struct SmokeTests {
    @Test func theLastItemGoesToOneOfTwoTillsAndTheThirdHearsOfIt() async throws {
        let shop = try await Shop.open(products: 1)
        let product = shop.products[0]
        let devices = try await [shop.enrol(), shop.enrol(), shop.enrol()]
        try await shop.receive(product, units: 1, batch: "B1")

        let verdicts = try await together(2) { try await devices[$0].push([.sale(1, product, claims: true)])[0] }
        let winner = try #require(verdicts.firstIndex { $0.status == .applied })
        let loser = verdicts[1 - winner]
        #expect(loser.status == .conflict)
        #expect(loser.code == "sale.out-of-stock")
        let current = try JSONDocument(try #require(loser.current).bytes).root
        let won = try #require(current["winner"])
        #expect(try won.string("operation_id") == verdicts[winner].id.description)
        #expect(try won.string("actor_id") == devices[winner].identity.device.description)

        let view = try await devices[2].pulled()
        #expect(view.sales.sales == 1)
        #expect(view.sales.revenueMinor == 100)
        #expect(view.stock.values.map(\.onHandMilli) == [0])
        try await shop.expectSameStock(view, in: shop.store)

        let report = try await shop.call("GET", "/v1/reports/sales?group=store").has(200).json()
        #expect(try #require(report["total"]).int("revenue_minor") == 100)
        #expect(try #require(report["total"]).int("sale_count") == 1)
        for (index, verdict) in verdicts.enumerated() {
            let rows = try await shop.call("GET", "/v1/audit?op_id=\(verdict.id)").has(200).json().list("items")
            #expect(rows.count == 1)
            #expect(try rows[0].string("outcome") == (index == winner ? "applied" : "conflict"))
            #expect(try rows[0].string("actor_id") == devices[index].identity.device.description)
        }
        try await shop.expectSoundBooks()
    }

    @Test func aSaleThatHappenedIsTakenAndFlagged() async throws {
        let shop = try await Shop.open(products: 1)
        try await shop.receive(shop.products[0], units: 1)
        let devices = try await [shop.enrol(), shop.enrol()]
        let verdicts = try await together(2) { try await devices[$0].push([.sale(1, shop.products[0])])[0] }
        #expect(verdicts.allSatisfy { $0.status == .applied })
        #expect(verdicts.map(\.flags).sorted { $0.count < $1.count } == [[], ["oversold"]])
        #expect(try await shop.onHand(shop.products[0]) == -1000)
        try await shop.expectSoundBooks()
    }
}
