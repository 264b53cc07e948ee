import Access
import JSON
import Node
import Operations
import RetailCore
import Simulator
import SyncProtocol
import TestSupport
import Testing

/// Somebody holds a row for long: an operator's open transaction, or a node that was paused within one.
@Suite(.timeLimit(.minutes(5))) struct HeldRowTests {
    @Test func othersOfTheStoreGoOnAndTheOneIsToldToComeLater() async throws {
        let node = try await TestNode.start(TestServer.connection)
        let shop = try await Shop.open(on: node, products: 2)
        let (locked, free) = (shop.products[0], shop.products[1])
        for product in shop.products { try await shop.receive(product, units: 100) }
        let till = try await shop.enrol()
        let holder = RowHolder()
        let holding = Task {
            try await holder.hold(
                "SELECT 1 FROM @.stock_balance WHERE product_id = '\(locked)' FOR UPDATE", node.database, shop.tenant.scope)
        }
        try await until { holder.holds }
        // In one batch with others' at first: nobody else is refused for it.
        let key: OperationID = Fresh.id()
        async let refused = shop.call("POST", "/v1/sales", Bodies.sale(locked, store: shop.store), key: key)
        for seq in 1...20 {
            _ = try await shop.call("POST", "/v1/sales", Bodies.sale(free, store: shop.store)).has(201)
            #expect(try await till.push([.sale(Int64(seq), free)]).map(\.status) == [.applied])
        }
        let answer = try await refused
        #expect(answer.status == 503 && answer.code == "sync.busy" && answer.header("Retry-After") != nil, "\(answer.text)")
        #expect(holder.holds)
        holder.release()
        try await holding.value
        _ = try await shop.call("POST", "/v1/sales", Bodies.sale(locked, store: shop.store), key: key).has(201)
        #expect(try await shop.count("SELECT count(*) FROM @.sale") == 41)
        #expect(try await shop.onHand(locked) == 99_000)
        #expect(try await shop.onHand(free) == 60_000)
        try await shop.expectSoundBooks()
        await node.stop(graceSeconds: 2)
    }

    /// Let go in time, it is as if nothing had been.
    @Test func whoWaitsIsServedWhenTheRowIsFree() async throws {
        let node = try await TestNode.start(TestServer.connection)
        let shop = try await Shop.open(on: node, products: 1)
        try await shop.receive(shop.products[0], units: 100)
        let holder = RowHolder()
        let holding = Task {
            try await holder.hold("SELECT 1 FROM @.stock_balance FOR UPDATE", node.database, shop.tenant.scope)
        }
        try await until { holder.holds }
        let selling = Task {
            try await together(8) { _ in
                // Sent until it is taken, as a till does.
                let key: OperationID = Fresh.id()
                while true {
                    let answer = try await shop.call("POST", "/v1/sales", Bodies.sale(shop.products[0], store: shop.store), key: key)
                    if answer.status != 503 { return answer.status }
                    try await Task.sleep(for: .milliseconds(20))
                }
            }
        }
        try await until { !(try await shop.call("GET", "/metrics", token: "").has(200).text.contains("\ndoor_set_aside_total 0\n")) }
        holder.release()
        try await holding.value
        #expect(try await selling.value == [Int](repeating: 201, count: 8))
        #expect(try await shop.onHand(shop.products[0]) == 92_000)
        await node.stop(graceSeconds: 2)
    }
}
