import Access
import JSON
import Node
import RetailCore
import Simulator
import SyncProtocol
import Testing

@Suite(.timeLimit(.minutes(5))) struct TwoNodesTests {
    @Test func aPriceIsToldOnBothNodesAtOnce() async throws {
        let shop = try await Shop.open(products: 1)
        let there = try shop.through(try await TestNode.second.value)
        let devices = try await [shop.enrol(), shop.enrol().through(there)]
        var sockets: [LiveSocket] = []
        for device in devices {
            let socket = try await LiveSocket.open(device.shop.node.port)
            try socket.send(#"{"type":"hello","token":"\#(device.token)","cursors":{}}"#)
            #expect(try await socket.next().contains("\"welcome\""))
            sockets.append(socket)
        }
        let key: OperationID = Fresh.id()
        _ = try await shop.call("POST", "/v1/prices", #"{"product_id":"\#(shop.products[0])","unit_price_minor":123}"#, key: key).has(201)
        var told: [Live.Change] = []
        for socket in sockets { told.append(try Live.Change.read(try JSONDocument(Array(try await socket.next().utf8)).root)) }
        #expect(told.allSatisfy { $0.entry.operation == key && $0.entry.isCritical && $0.stream == "catalog" })
        #expect(told[0].entry.position == told[1].entry.position)
        #expect(told[0].entry.entities.bytes == told[1].entry.entities.bytes)
        // A till that folds it early and pulls later knows what the one that only pulls knows.
        let till = devices[0].till()
        try await till.receive(told[0])
        try await till.pull(devices[0].identity.streams)
        #expect(try await till.view.rows == devices[1].pulled().rows)
    }

    @Test func whatOneNodeWritesTheOtherReadsAtOnce() async throws {
        let shop = try await Shop.open(products: 1)
        let there = try shop.through(try await TestNode.second.value)
        let devices = try await [shop.enrol(), shop.enrol().through(there)]
        for round in 1...20 {
            _ = try await devices[round % 2].push([.sale(Int64((round + 1) / 2), shop.products[0])])
            #expect(try await shop.onHand(shop.products[0]) == Int64(round) * -1000)
            #expect(try await there.onHand(shop.products[0]) == Int64(round) * -1000)
            #expect(try await devices[(round + 1) % 2].pulled().sales.sales == Int64(round))
        }
    }

    @Test func thePriceSetOnOneNodeIsWhatTheOtherSellsFor() async throws {
        let shop = try await Shop.open(products: 1)
        let there = try shop.through(try await TestNode.second.value)
        for price in 201...220 {
            let set = #"{"product_id":"\#(shop.products[0])","unit_price_minor":\#(price)}"#
            _ = try await shop.call("POST", "/v1/prices", set).has(201)
            // Without a price of its own: the server's counts, and the payment must fit it.
            let sale = """
                {"store_id":"\(shop.store)","lines":[{"product_id":"\(shop.products[0])","quantity_milli":1000}],\
                "payments":[{"method":"card","amount_minor":\(price)}]}
                """
            #expect(try await there.call("POST", "/v1/sales", sale).status == 201)
        }
    }

    /// Two nodes make the first row of a shelf, a stream, a series at the same moment: no sale may be lost to that.
    @Test func theFirstSalesOfNewProductsOnBothNodesAreAllTaken() async throws {
        let shop = try await Shop.open(products: 40)
        let there = try shop.through(try await TestNode.second.value)
        let devices = try await [shop.enrol(), shop.enrol().through(there), shop.enrol(), shop.enrol().through(there)]
        for (index, product) in shop.products.enumerated() {
            let verdicts = try await together(devices.count) { try await devices[$0].push([.sale(Int64(index + 1), product)])[0] }
            #expect(verdicts.allSatisfy { $0.status == .applied }, "\(verdicts.map { "\($0.status) \($0.code ?? "") \($0.detail ?? "")" })")
        }
        try await shop.expectSoundBooks()
    }

    @Test func lastItemsClaimedOnTwoNodesAreSoldOnce() async throws {
        let shop = try await Shop.open(products: 1)
        let there = try shop.through(try await TestNode.second.value)
        try await shop.receive(shop.products[0], units: 30)
        let devices = try await [shop.enrol(), shop.enrol().through(there), shop.enrol(), shop.enrol().through(there)]
        let product = shop.products[0]
        let statuses = try await together(devices.count) { number in
            var statuses: [VerdictStatus] = []
            for seq in 1...15 { statuses += try await devices[number].push([.sale(Int64(seq), product, claims: true)]).map(\.status) }
            return statuses
        }.flatMap { $0 }
        #expect(statuses.count { $0 == .applied } == 30)
        #expect(statuses.count { $0 == .conflict } == 30)
        #expect(try await shop.onHand(product) == 0)
        try await shop.expectSoundBooks()
    }
}
