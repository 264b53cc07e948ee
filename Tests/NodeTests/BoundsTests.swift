import Access
import JSON
import Node
import Postgres
import RetailCore
import Simulator
import SyncProtocol
import Testing

/// What is too large is refused at the door; what stands stored beyond all bounds breaks no later read.
@Suite(.timeLimit(.minutes(5))) struct BoundsTests {
    /// Everything that a person or a till may ask for at any time.
    static func reads(_ shop: Shop) -> [String] {
        let groups = ["none", "day", "week", "month", "store", "category", "product", "actor", "staff", "customer", "kind"]
        return groups.map { "/v1/reports/sales?group=\($0)" }
            + [
                "/v1/reports/sales?format=csv", "/v1/reports/payments", "/v1/reports/stock", "/v1/reports/stock?format=csv", "/v1/stock",
                "/v1/reports/proof", "/v1/audit", "/v1/audit/verify", "/v1/sync/status", "/v1/products", "/v1/customers", "/v1/stores",
                "/v1/registers", "/v1/categories", "/v1/tax-classes", "/v1/staff", "/v1/auth/me",
            ]
    }

    private func expectEveryReadAnswers(_ shop: Shop) async throws {
        for path in BoundsTests.reads(shop) {
            let answer = try await shop.call("GET", path)
            #expect(answer.status == 200, "\(path): \(answer.status) \(answer.text.prefix(300))")
        }
    }

    private func run(_ sql: String, _ shop: Shop) async throws {
        try await shop.node.database.transaction(.write, in: shop.tenant.scope) { transaction throws(Fault) in
            transaction.queue(Statement.generated(sql))
            try transaction.commit()
        }
    }

    @Test func aDeliveryBeyondAllMoneyIsRefused() async throws {
        let shop = try await Shop.open(products: 1)
        let body =
            #"{"store_id":"\#(shop.store)","lines":[{"product_id":"\#(shop.products[0])","quantity_milli":1000000000000,"unit_cost_minor":1000000000000}]}"#
        let answer = try await shop.call("POST", "/v1/stock/receipts", body)
        #expect(answer.status == 422 && answer.code == "amount.too-large", "\(answer.text)")
        // What just fits is taken, and can be read.
        _ = try await shop.call(
            "POST", "/v1/stock/receipts", body.replacing("quantity_milli\":1000000000000", with: "quantity_milli\":1000")
        )
        .has(201)
        try await expectEveryReadAnswers(shop)
    }

    @Test func absurdSalesAreRefusedAndReportsGoOn() async throws {
        let shop = try await Shop.open(products: 1)
        for amount in ["1000000000001", "1000000000000000", "9223372036854775807"] {
            let line =
                #"{"product_id":"\#(shop.products[0])","quantity_milli":1000,"shelf_minor":\#(amount),"manual_discount_minor":\#(amount)}"#
            let lines = Array(repeating: line, count: 100).joined(separator: ",")
            #expect(try await shop.call("POST", "/v1/sales", #"{"store_id":"\#(shop.store)","lines":[\#(lines)]}"#).status == 400)
        }
        let line = #"{"product_id":"\#(shop.products[0])","quantity_milli":1000000000000,"unit_price_minor":1000000000000}"#
        let answer = try await shop.call("POST", "/v1/sales", #"{"store_id":"\#(shop.store)","lines":[\#(line)]}"#)
        #expect(answer.code == "amount.too-large" && answer.text.contains("lines[0].quantity_milli"), "\(answer.text)")
        try await expectEveryReadAnswers(shop)
    }

    /// The goods' cost was typed wrongly; the sale has happened all the same.
    @Test func aCostThatCannotBeIsCutAndFlagged() async throws {
        let shop = try await Shop.open(products: 1)
        let product = shop.products[0]
        _ = try await shop.call(
            "POST", "/v1/stock/receipts",
            #"{"store_id":"\#(shop.store)","lines":[{"product_id":"\#(product)","quantity_milli":1000,"unit_cost_minor":1000000000000}]}"#
        ).has(201)
        let sold = try await shop.call("POST", "/v1/sales", Bodies.sale(product, units: 5000, store: shop.store)).has(201)
        #expect(sold.text.contains("cost_too_large"))
        #expect(try await shop.count("SELECT cost_minor FROM @.sale_line") == 2_000_000_000_000, "the one there was, and the rest")
        try await expectEveryReadAnswers(shop)
    }

    @Test func whatIsStoredBeyondAllBoundsBreaksNoRead() async throws {
        let shop = try await Shop.open(products: 2)
        let device = try await shop.enrol()
        try await shop.receive(shop.products[0], units: 5, batch: "B")
        _ = try await device.push([.sale(1, shop.products[0]), .sale(2, shop.products[0])])
        try await run(
            "UPDATE @.stock_balance SET on_hand_milli = 9223372036854775807, unit_cost_minor = -9223372036854775808, value_minor = -9223372036854775808",
            shop)
        try await run(
            """
            UPDATE @.sale_line SET quantity_milli = 9223372036854775807, shelf_minor = 9223372036854775807, cost_minor = -9223372036854775808,
            revenue_minor = 9223372036854775807, manual_discount_minor = -9223372036854775808
            """, shop)
        try await run("UPDATE @.sale_payment SET amount_minor = 9223372036854775807, tendered_minor = 9223372036854775807", shop)
        try await run("UPDATE @.device SET last_seq = 9223372036854775807", shop)
        try await run(
            """
            INSERT INTO @.device_seen (device_id, seen_at, cursors)
            SELECT id, now(), 'catalog=-9223372036854775808 x = store:' || store_id || '=99999999999999999999 catalog==1 =' FROM @.device
            ON CONFLICT (device_id) DO UPDATE SET cursors = excluded.cursors
            """, shop)
        try await expectEveryReadAnswers(shop)
        let report = try await shop.call("GET", "/v1/reports/sales?group=product").json()
        let total = try #require(report["total"])
        #expect(try total.int("revenue_minor") == .max && total.int("cost_minor") == -.max && total.bool("clamped"))
        let stock = try #require(try await shop.call("GET", "/v1/stock?product_id=\(shop.products[0])").json().list("items").first)
        #expect(try stock.int("value_minor") == -.max && stock.bool("clamped"))
        // Writing goes on, or is refused in words.
        for operation in [Op.sale(3, shop.products[0]), .sale(.max, shop.products[1]), .receipt(1, shop.products[0], units: 1)] {
            #expect(try await device.tryPush([operation]).status == 409)
        }
        #expect(
            try await device.tryPush([.sale(1, shop.products[0]), .receipt(2, shop.products[0], units: 1)], incarnation: 2).status == 200)
        #expect(try await shop.call("POST", "/v1/sales", Bodies.sale(shop.products[0], store: shop.store)).status < 500)
    }

    @Test func aKnownOperationUnderTheLastNumberOfAllIsAGap() async throws {
        let shop = try await Shop.open(products: 1)
        let device = try await shop.enrol()
        let first = Op.sale(1, shop.products[0])
        _ = try await device.push([first])
        var again = first
        for seq in [.max, .max - 1, 1 << 53, 3] as [Int64] {
            again.seq = seq
            let answer = try await device.tryPush([again])
            #expect(answer.status == 409 && answer.code == "sync.sequence-gap")
            #expect(try #require(try answer.json()["current"]).int("expected_seq") == 2)
            #expect(try await device.tryPush([.sale(seq, shop.products[0])]).status == 409)
        }
        #expect(try await shop.count("SELECT last_seq FROM @.device") == 1)
        // In its turn it still counts as passed, as after a new enrolment.
        again.seq = 2
        #expect(try await device.push([again])[0].status == .duplicate)
        #expect(try await device.push([.sale(3, shop.products[0])])[0].status == .applied)
        try await shop.expectSoundBooks()
    }

    @Test(arguments: [
        "0.0.00", "0.0.00000010", "9223372036854775807.7.0000001000000000000000000000000000000000", "0.10.0000001000000000",
        "0.99.", "-1.0.", "0.0.ffffffff", "0.1.0000000141", "0.9.000000080000000000000000", "0.5.", "99999999999999999999.0.",
        "0.9.00000010000000000000000000000000000000010000001000000000000000000000000000000000000000087fffffffffffffff",
        "0.10.00000010000000000000000000000000000000010000000200ff", "0.10.0000001000000000000000000000000000000001000000024100",
    ]) func aPlaceToResumeFromIsReadOrRefused(_ resume: String) async throws {
        let shop = try await Shop.open(products: 1)
        let device = try await shop.enrol()
        let mark = "\(shop.tenant.epoch).\(resume)"
        let answer = try await shop.call("GET", "/v1/sync/snapshot/catalog?resume=\(mark)", token: device.token)
        #expect(resume == "0.5." ? answer.status == 200 : answer.status == 400 || answer.status == 200, "\(answer.status) \(answer.text)")
        #expect(answer.status == 200 || answer.code == "sync.bad-resume")
    }
}
