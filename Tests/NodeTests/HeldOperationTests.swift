import JSON
import Operations
import RetailCore
import SyncProtocol
import Testing

/// What a till says has happened is never refused: what can't be booked is kept as it came.
@Suite struct HeldOperationTests {
    @Test func aFactThatCantBeBookedIsHeldAndTheTillIsDone() async throws {
        let shop = try await Shop.open(products: 1)
        let device = try await shop.enrol()
        let unknown = Op.sale(2, Fresh.id())
        let operations: [Op] = [
            .sale(1, shop.products[0]), unknown, Op(3, "sale.complete/1", #"{"lines":[],"payments":"ähm"}"#),
            Op(4, "sale.complete/2", #"{"lines":7}"#), .refund(5, of: Fresh.id()), .sale(6, shop.products[0]),
            Op(7, "sale.complete/1", #"{"stock":"claim","lines":[{"product_id":"\#(Fresh.id() as ID<Product>)","quantity_milli":1}]}"#),
        ]
        let verdicts = try await device.push(operations)
        #expect(verdicts.map(\.status) == [.applied, .held, .held, .held, .held, .applied, .rejected])
        // Again: the same, and nothing twice.
        #expect(try await device.push(operations).map(\.first) == verdicts.map(\.status))
        let held = try await shop.call("GET", "/v1/held-operations?status=open").has(200).json().list("items")
        #expect(
            try held.map { try $0.string("code") }.sorted() == [
                "operation.unknown-type", "product.unknown", "request.invalid", "sale.unknown",
            ])
        let first = try #require(held.first { (try? $0.string("code")) == "product.unknown" })
        #expect(
            try first.string("id") == "\(unknown.id)" && first.string("type") == "sale.complete/1"
                && first.string("store_id") == "\(shop.store)")
        #expect(first["body"]?["lines"] != nil, "as it came")
        let odd = try #require(held.first { (try? $0.string("code")) == "request.invalid" })
        #expect(try odd["body"]?["payments"]?.string() == "ähm")
        #expect(try await shop.call("GET", "/v1/held-operations?status=resolved").has(200).json().list("items").isEmpty)
        try await shop.expectSoundBooks()
    }

    /// One of five hundred is bad: the others count.
    @Test func oneOfManyIsHeldAndTheOthersAreApplied() async throws {
        let shop = try await Shop.open(products: 1)
        let device = try await shop.enrol()
        var operations = (1...500).map { Op.sale(Int64($0), shop.products[0]) }
        operations[250] = .sale(251, Fresh.id())
        let verdicts = try await device.push(operations)
        #expect(verdicts.count { $0.status == .applied } == 499 && verdicts[250].status == .held)
        #expect(try await shop.onHand(shop.products[0]) == -499_000)
    }

    /// Another store's: nobody of this one sees them.
    @Test func aManagerSeesThoseOfHisStores() async throws {
        let shop = try await Shop.open(products: 1)
        let device = try await shop.enrol()
        _ = try await device.push([.sale(1, Fresh.id())])
        let other = try await shop.call("POST", "/v1/stores", #"{"code":"\#(Fresh.word("s"))","name":"x"}"#).has(201).json().string("id")
        let there = try await shop.hire("manager", in: [try #require(ID<Store>(other))])
        let here = try await shop.hire("manager", in: [shop.store])
        #expect(try await shop.call("GET", "/v1/held-operations", token: there).has(200).json().list("items").isEmpty)
        #expect(try await shop.call("GET", "/v1/held-operations", token: here).has(200).json().list("items").count == 1)
        #expect(try await shop.call("GET", "/v1/held-operations", token: try await shop.hire("analyst")).status == 403)
    }
}
