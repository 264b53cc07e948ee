import Access
import JSON
import Node
import RetailCore
import Simulator
import SyncProtocol
import Testing

@Suite(.timeLimit(.minutes(5))) struct IdempotencyTests {
    @Test func theSameKeyGivesTheSameAnswerAndOneEffect() async throws {
        let shop = try await Shop.open(products: 1)
        let (key, body): (OperationID, String) = (Fresh.id(), Bodies.receipt(shop.products[0], units: 7, store: shop.store))
        let first = try await shop.call("POST", "/v1/stock/receipts", body, key: key).has(201)
        let second = try await shop.call("POST", "/v1/stock/receipts", body, key: key)
        #expect(second.status == 201)
        #expect(second.body == first.body)
        #expect(first.header("Idempotency-Replayed") == nil)
        #expect(second.header("Idempotency-Replayed") == "true")
        #expect(try await shop.onHand(shop.products[0]) == 7000)
    }

    @Test func theSameKeyWithAnotherBodyIsRefused() async throws {
        let shop = try await Shop.open(products: 1)
        let key: OperationID = Fresh.id()
        _ = try await shop.call("POST", "/v1/stock/receipts", Bodies.receipt(shop.products[0], units: 7, store: shop.store), key: key).has(
            201)
        let other = try await shop.call(
            "POST", "/v1/stock/receipts", Bodies.receipt(shop.products[0], units: 8, store: shop.store), key: key)
        #expect(other.status == 422)
        #expect(other.code == "operation.id-reused")
        #expect(try await shop.onHand(shop.products[0]) == 7000)
    }

    @Test func twentyRequestsAtOnceUnderOneKeyHaveOneEffect() async throws {
        let shop = try await Shop.open(products: 1)
        let there = try shop.through(try await TestNode.second.value)
        let (key, body): (OperationID, String) = (Fresh.id(), Bodies.receipt(shop.products[0], units: 3, batch: "B", store: shop.store))
        let answers = try await together(20) { try await ($0 % 2 == 0 ? shop : there).call("POST", "/v1/stock/receipts", body, key: key) }
        #expect(answers.allSatisfy { $0.status == 201 && $0.body == answers[0].body }, "\(answers.map(\.text))")
        #expect(answers.count { $0.header("Idempotency-Replayed") == nil } == 1)
        #expect(try await shop.onHand(shop.products[0]) == 3000)
        try await shop.expectSoundBooks()
    }

    @Test func aRefusalIsRepeatedAsItWas() async throws {
        let shop = try await Shop.open(products: 1)
        try await shop.receive(shop.products[0], units: 1)
        let (key, body): (OperationID, String) = (Fresh.id(), Bodies.sale(shop.products[0], units: 2, claims: true, store: shop.store))
        let first = try await shop.call("POST", "/v1/sales", body, key: key)
        #expect(first.code == "sale.out-of-stock")
        // Meanwhile there is enough; the answer to this key was given, though.
        try await shop.receive(shop.products[0], units: 5)
        let second = try await shop.call("POST", "/v1/sales", body, key: key)
        #expect(second.status == first.status)
        #expect(second.code == first.code)
        #expect(try await shop.onHand(shop.products[0]) == 6000)
    }

    @Test func aLostEditIsRefusedWithTheRowAsItIs() async throws {
        let shop = try await Shop.open(products: 1)
        let path = "/v1/products/\(shop.products[0])"
        let etag = try #require(try await shop.call("GET", path).has(200).header("ETag"))
        #expect(try await shop.call("PATCH", path, #"{"name":"A"}"#, headers: [("If-Match", etag)]).status == 200)
        let key: OperationID = Fresh.id()
        let lost = try await shop.call("PATCH", path, #"{"name":"B"}"#, key: key, headers: [("If-Match", etag)])
        #expect(lost.status == 412)
        #expect(try lost.json()["current"] != nil)
        let again = try await shop.call("PATCH", path, #"{"name":"B"}"#, key: key, headers: [("If-Match", etag)])
        #expect(again.status == lost.status)
        #expect(again.code == lost.code)
    }
}
