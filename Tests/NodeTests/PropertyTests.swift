import Access
import JSON
import Node
import RetailCore
import Simulator
import SyncProtocol
import Testing

/// Seeded trade through real pushes: what comes out is the same whatever order, however often things were sent.
@Suite(.timeLimit(.minutes(10))) struct PropertyTests {
    /// What one till will do, made before anything is sent, so that sending decides nothing.
    private struct Plan: Sendable {
        var device: Device
        var operations: [Op]
    }

    private static func plan(_ device: Device, _ products: [ID<Product>], _ seed: UInt64, count: Int64) -> Plan {
        var random = SeededRandom(seed: seed)
        var operations: [Op] = []
        var sales: [OperationID] = []
        for seq in 1...count {
            let product = products[Int.random(in: 0..<products.count, using: &random)]
            let units = Int64.random(in: 1...4, using: &random)
            switch Int.random(in: 0..<20, using: &random) {
            case 0..<9:
                operations.append(.sale(seq, product, units: units))
                sales.append(operations[operations.count - 1].id)
            case 9..<13: operations.append(.sale(seq, product, units: units, claims: true))
            case 13..<15: operations.append(.receipt(seq, product, units: units * 3, batch: "B\(units)"))
            case 15..<17: operations.append(.adjustment(seq, product, units: units - 2 == 0 ? 1 : units - 2))
            default:
                // Sometimes twice the same, sometimes of nothing.
                operations.append(.refund(seq, of: sales.randomElement(using: &random) ?? Fresh.id()))
            }
        }
        return Plan(device: device, operations: operations)
    }

    /// Sends in pieces, some twice, some too early, until everything has a verdict. Returns verdicts and how many operations were judged again.
    private static func send(_ plan: Plan, _ seed: UInt64) async throws -> (verdicts: [OperationID: Verdict], attempts: Int) {
        var random = SeededRandom(seed: seed)
        var verdicts: [OperationID: Verdict] = [:]
        var (sent, attempts) = (0, 0)
        while sent < plan.operations.count {
            let size = Int.random(in: 1...12, using: &random)
            let start = Int.random(in: 0..<5, using: &random) == 0 ? max(0, sent - size) : sent
            let end = min(plan.operations.count, sent + size)
            if Int.random(in: 0..<6, using: &random) == 0, sent + 2 < plan.operations.count {
                let early = try await plan.device.tryPush([plan.operations[sent + 1]])
                #expect(early.code == "sync.sequence-gap")
            }
            let part = Array(plan.operations[start..<end])
            // The same push, perhaps twice at once.
            let copies = Int.random(in: 0..<4, using: &random) == 0 ? 2 : 1
            for answers in try await together(copies, { _ in try await plan.device.push(part) }) {
                attempts += answers.count
                for verdict in answers {
                    let status = verdict.first ?? verdict.status
                    if let known = verdicts[verdict.id] { #expect((known.first ?? known.status) == status) }
                    verdicts[verdict.id] = verdict
                }
            }
            sent = end
        }
        return (verdicts, attempts)
    }

    /// Units per store and product, and the money, from what was applied.
    private struct Model {
        var stock: [String: Int64] = [:]
        var revenue: Int64 = 0
        var sales: Int64 = 0
        var refunds: Int64 = 0

        mutating func take(_ plan: Plan, _ verdicts: [OperationID: Verdict]) throws {
            #expect(verdicts.count == plan.operations.count)
            for operation in plan.operations {
                guard let verdict = verdicts[operation.id], (verdict.first ?? verdict.status) == .applied else { continue }
                try take(operation, of: plan, JSONDocument(try #require(verdict.result).bytes).root)
            }
        }

        private mutating func take(_ operation: Op, of plan: Plan, _ result: JSONValue) throws {
            let body = try JSONDocument(Array(operation.body.utf8)).root
            func move(_ product: JSONValue, _ milli: Int64) throws {
                stock["\(plan.device.store) \(try product.string("product_id"))", default: 0] += milli
            }
            switch operation.type {
            case "sale.complete/1":
                let line = try body.list("lines")[0]
                try move(line, -line.int("quantity_milli"))
                (revenue, sales) = (revenue + (try result.int("revenue_minor")), sales + 1)
                #expect(try result.int("revenue_minor") == line.int("quantity_milli") / 10)
            case "stock.receive/1":
                let line = try body.list("lines")[0]
                try move(line, line.int("quantity_milli"))
            case "stock.adjust/1": try move(body, body.int("delta_milli"))
            default:
                let sold = try #require(plan.operations.first { $0.id.description == (try? body.string("sale_id")) })
                let line = try JSONDocument(Array(sold.body.utf8)).root.list("lines")[0]
                try move(line, line.int("quantity_milli"))
                (revenue, refunds) = (revenue + (try result.int("revenue_minor")), refunds + 1)
                #expect(try result.int("revenue_minor") == -line.int("quantity_milli") / 10)
            }
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func randomTradeAddsUp(_ seed: UInt64) async throws {
        let shop = try await Shop.open(products: 4)
        let there = try shop.through(try await TestNode.second.value)
        var plans: [Plan] = []
        var places = [(shop.store, shop.register)]
        for code in ["S2", "S3"] { places.append(try await shop.openStore(code)) }
        for number in 0..<6 {
            let (store, register) = places[number % 3]
            let device = try await shop.enrol(store, register)
            plans.append(
                PropertyTests.plan(number < 3 ? device : device.through(there), shop.products, seed &* 1000 &+ UInt64(number), count: 60))
        }
        let finished = plans
        let prices = Task {
            for price in 101...110 {
                _ = try await shop.call(
                    "POST", "/v1/prices", #"{"product_id":"\#(shop.products[price % 4])","unit_price_minor":\#(price)}"#
                ).has(201)
            }
        }
        let outcomes = try await together(finished.count) { try await PropertyTests.send(finished[$0], seed &+ UInt64($0)) }
        try await prices.value
        try await shop.expectSoundBooks()

        var model = Model()
        for (plan, outcome) in zip(finished, outcomes) { try model.take(plan, outcome.verdicts) }
        var told: [String: Int64] = [:]
        for row in try await shop.call("GET", "/v1/stock?limit=5000").has(200).json().list("items") {
            told["\(try row.string("store_id")) \(try row.string("product_id"))", default: 0] += try row.int("on_hand_milli")
        }
        #expect(told == model.stock)
        let total = try #require(try await shop.call("GET", "/v1/reports/sales?group=store").has(200).json()["total"])
        #expect(
            try [total.int("revenue_minor"), total.int("sale_count"), total.int("refund_count")] == [
                model.revenue, model.sales, model.refunds,
            ])

        // Each attempt has its audit row.
        let attempts = outcomes.reduce(0) { $0 + $1.attempts }
        #expect(
            try await shop.count(
                "SELECT sum(attempts)::bigint FROM @.sync_audit a JOIN @.device d ON d.id = a.actor_id WHERE a.op_id IS NOT NULL")
                == Int64(attempts))

        for plan in finished {
            let view = try await plan.device.pulled()
            try await shop.expectSameStock(view, in: plan.device.store)
        }
        try await expectTheSameAgain(shop, finished, outcomes.map(\.verdicts))
    }

    /// All again: nothing moves, and everybody is told the same.
    private func expectTheSameAgain(_ shop: Shop, _ plans: [Plan], _ outcomes: [[OperationID: Verdict]]) async throws {
        let heads = try await shop.count("SELECT sum(head)::bigint FROM @.sync_stream")
        for (plan, verdicts) in zip(plans, outcomes) {
            for verdict in try await plan.device.push(plan.operations) {
                let before = try #require(verdicts[verdict.id])
                #expect(verdict.status == .duplicate)
                #expect(verdict.first == (before.first ?? before.status))
                #expect(verdict.result?.bytes == before.result?.bytes)
            }
        }
        #expect(try await shop.count("SELECT sum(head)::bigint FROM @.sync_stream") == heads)
        try await shop.expectSoundBooks()
    }
}
