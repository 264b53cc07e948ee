import Access
import Door
import JSON
import Node
import Operations
import Postgres
import RetailCore
import Simulator
import SyncProtocol
import TestSupport
import Testing

/// How a batch comes by its rows (docs/adr/0026).
@Suite(.timeLimit(.minutes(5))) struct LockTests {
    /// BEGIN with the chain, the locks, COMMIT with what is stored; a refund looks at its sale first.
    @Test func aSaleTakesThreeFlightsAndARefundFour() async throws {
        let node = try await TestNode.start(TestServer.connection)
        let shop = try await Shop.open(on: node, products: 1)
        let usual = try await shop.call("POST", "/v1/tax-classes", #"{"name":"usual","rate_micro":190000}"#).has(201)
        let taxClass: ID<TaxClass> = try usual.json().id("id")
        let body = #"{"products":[{"sku":"T","name":"Taxed","unit_price_minor":100,"tax_class_id":"\#(taxClass)"}]}"#
        let made = try await shop.call("POST", "/v1/products", body).has(201).json().list("ids")[0].string()
        let taxed = try #require(ID<Product>(made))
        let till = try await shop.enrol()
        var seq: Int64 = 0
        func flights(_ operations: (Int64) -> [Op]) async throws -> Int {
            let before = node.door.statistics
            let pushed = operations(seq)
            #expect(try await till.push(pushed).allSatisfy { $0.status == .applied })
            seq += Int64(pushed.count)
            let after = node.door.statistics
            #expect(after.batches == before.batches + 1)
            return after.flights - before.flights
        }
        let products = [shop.products[0], taxed]
        for product in products { _ = try await flights { [.sale($0 + 1, product)] } }
        for product in products { #expect(try await flights { [.sale($0 + 1, product)] } == 3) }
        #expect(try await flights { seq in (1...20).map { .sale(seq + $0, products[Int($0) % 2]) } } == 3)
        let sold: OperationID = Fresh.id()
        _ = try await flights { [Op($0 + 1, "sale.complete/1", Bodies.sale(products[0], units: 2), id: sold)] }
        #expect(try await flights { [.refund($0 + 1, of: sold), .sale($0 + 2, products[1])] } == 4)
        await node.stop(graceSeconds: 2)
    }

    /// The sale is not there when the refund looks for it, and is when the refund has its locks: what it needs besides is not locked out of
    /// order.
    @Test func aSaleThatComesBetweenLookingAndLockingIsRefundedFromTheBeginning() async throws {
        let node = try await TestNode.start(TestServer.connection)
        let here = try await Shop.open(on: node, products: 2)
        let there = try here.through(try await TestNode.second.value)
        let (seller, returner) = (try await here.enrol().through(there), try await here.enrol())
        _ = try await returner.push([.sale(1, here.products[0])])
        var seq: Int64 = 0
        // A row that comes before the sale's. Held for as long as it takes; where that was too long the refund is tried again for another reason.
        while node.door.statistics.begunAgain == 0, node.door.statistics.failed == 0 {
            seq += 1
            let sale = Op.sale(seq, here.products[0])
            // With a sale that locks a shelf of its own, whatever the refund finds.
            let push = [Op.sale(2 * seq, here.products[1]), Op.refund(2 * seq + 1, of: sale.id)]
            let holder = RowHolder()
            let holding = Task {
                try await holder.hold(
                    "SELECT 1 FROM @.receipt_series WHERE series = '\(returner.identity.device)' FOR UPDATE", node.database,
                    here.tenant.scope)
            }
            try await until { holder.holds }
            async let refunded = returner.pushUntilTaken(push)
            let ours = "query LIKE '%\(here.tenant.scope.schema)%'"
            let waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND \(ours)"
            try await until { try await node.database.read(Statement.generated(waiting), in: .registry)[0].int64(0) > 0 }
            #expect(try await seller.pushUntilTaken([sale])[0].status == .applied)
            holder.release()
            try await holding.value
            #expect(try await refunded.map(\.status) == [.applied, .applied])
        }
        #expect(node.door.statistics.failed == 0, "a batch that locks out of order fails and is run singly")
        #expect(try await here.onHand(here.products[0]) == -1000)
        try await here.expectSoundBooks()
        await node.stop(graceSeconds: 2)
    }
}

extension Device {
    /// As often as it is told to come later.
    fileprivate func pushUntilTaken(_ operations: [Op]) async throws -> [Verdict] {
        while true {
            let answer = try await tryPush(operations)
            if answer.status != 503 { return try PushReply.read(try answer.has(200).json()).verdicts }
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}
