import Access
import JSON
import Node
import Postgres
import RetailCore
import Simulator
import SyncProtocol
import Testing

/// Three walls between chains, each tested with the others out of the way.
@Suite(.timeLimit(.minutes(5))) struct IsolationTests {
    private static let names = Statement("SELECT count(*) FROM @.product WHERE sku = 'P1' AND id = $1")

    @Test func theSchemaAloneKeepsRowsApart() async throws {
        let (ours, theirs) = (try await Shop.open(products: 1), try await Shop.open(products: 1))
        // No role, so nothing but the schema that the statement is resolved to.
        let scope = try #require(Scope(schema: ours.tenant.scope.schema))
        for (product, expected) in [(ours.products[0], 1), (theirs.products[0], 0)] {
            var parameters = Parameters()
            parameters.id(product)
            #expect(try await ours.node.database.read(IsolationTests.names, parameters, in: scope)[0].int64(0) == Int64(expected))
        }
    }

    @Test(arguments: ["SELECT count(*) FROM %.product", "UPDATE %.product SET name = 'stolen'", "SELECT count(*) FROM retail.session"])
    func theRoleAloneRefusesTheOthersTables(_ sql: String) async throws {
        let (ours, theirs) = (try await Shop.open(products: 1), try await Shop.open(products: 1))
        let role = try #require(ours.tenant.scope.role)
        // The wrong schema on purpose: only the role is left to refuse.
        let scope = try #require(Scope(schema: theirs.tenant.scope.schema, role: role))
        let statement = Statement.generated(sql.replacing("%", with: theirs.tenant.scope.schema))
        await #expect(throws: Fault.self) {
            try await ours.node.database.transaction(.write, in: scope) { transaction throws(Fault) in _ = try transaction.run(statement) }
        }
        do {
            try await ours.node.database.transaction(.write, in: scope) { transaction throws(Fault) in _ = try transaction.run(statement) }
        } catch { #expect(error.code == "database.permission") }
        #expect(try await theirs.count("SELECT count(*) FROM @.product WHERE name = 'stolen'") == 0)
    }

    @Test func aTokenReachesNothingOfAnotherChain() async throws {
        let (ours, theirs) = (try await Shop.open(products: 1), try await Shop.open(products: 1))
        try await theirs.receive(theirs.products[0], units: 5)
        let sale = try await theirs.call("POST", "/v1/sales", Bodies.sale(theirs.products[0], store: theirs.store)).has(201).json().string(
            "sale_id")
        let device = try await theirs.enrol()
        let id = theirs.products[0]

        for path in ["/v1/products/\(id)", "/v1/sales/\(sale)"] {
            #expect(try await ours.call("GET", path).status == 404, "\(path)")
        }
        for path in [
            "/v1/stock?store_id=\(theirs.store)", "/v1/sync/status?store_id=\(theirs.store)",
            "/v1/audit?actor_id=\(device.identity.device)",
        ] {
            #expect(try await ours.call("GET", path).has(200).json().list("items").isEmpty, "\(path)")
        }
        let sold = try await ours.call("GET", "/v1/reports/sales?group=store&store_id=\(theirs.store)").has(200).json()
        #expect(try sold.list("items").isEmpty)
        let writes = [
            ("POST", "/v1/sales", Bodies.sale(id, store: theirs.store)),
            ("POST", "/v1/stock/receipts", Bodies.receipt(id, units: 1, store: theirs.store)),
            ("POST", "/v1/prices", #"{"product_id":"\#(id)","unit_price_minor":1}"#),
            ("POST", "/v1/refunds", #"{"sale_id":"\#(sale)","store_id":"\#(theirs.store)"}"#),
            ("POST", "/v1/devices/\(device.identity.device)/revoke", ""),
            ("POST", "/v1/devices/enrolment-codes", #"{"store_id":"\#(theirs.store)","register_id":"\#(theirs.register)","name":"x"}"#),
        ]
        for (method, path, body) in writes {
            #expect([403, 404, 422].contains(try await ours.call(method, path, body).status), "\(path)")
        }
        // Their device still works, and nothing moved.
        #expect(try await device.push([.sale(1, id)])[0].status == .applied)
        #expect(try await theirs.onHand(id) == 3000)
        // A device asks for nothing but its own streams.
        let till = try await ours.enrol()
        let pull = #"{"cursors":{"store:\#(theirs.store)":"0"}}"#
        #expect(try await ours.call("POST", "/v1/sync/pull", pull, token: till.token).code == "sync.out-of-scope")
    }

    @Test func aRoleWithoutThePermissionIsRefused() async throws {
        let shop = try await Shop.open(products: 1)
        let clerk = try await shop.hire("sales_assistant")
        let id = shop.products[0]
        let refused = [
            ("POST", "/v1/stock/receipts", Bodies.receipt(id, units: 1, store: shop.store)), ("GET", "/v1/audit", nil),
            ("GET", "/v1/reports/sales", nil),
            ("POST", "/v1/prices", #"{"product_id":"\#(id)","unit_price_minor":1}"#), ("GET", "/v1/staff", nil),
            ("GET", "/v1/reports/proof", nil),
            ("POST", "/v1/api-keys", #"{"name":"k"}"#), ("GET", "/v1/sync/status", nil),
        ]
        for (method, path, body) in refused {
            let answer = try await shop.call(method, path, body, token: clerk)
            #expect(answer.status == 403 && answer.code == "access.forbidden", "\(path): \(answer.text)")
        }
        #expect(try await shop.call("GET", "/v1/products", token: clerk).status == 200)
        #expect(try await shop.call("POST", "/v1/sync/pull", #"{"cursors":{}}"#).status == 403)
    }

    @Test func whoIsBoundToAStoreSeesAndDoesNothingElsewhere() async throws {
        let shop = try await Shop.open(products: 1)
        let (other, register) = try await shop.openStore("S2")
        let id = shop.products[0]
        try await shop.receive(id, units: 5)
        let sale = try await shop.call("POST", "/v1/sales", Bodies.sale(id, store: shop.store)).has(201).json().string("sale_id")
        let manager = try await shop.hire("manager", in: [other])
        for (method, path, body) in [
            ("POST", "/v1/sales", Bodies.sale(id, store: shop.store)),
            ("POST", "/v1/stock/receipts", Bodies.receipt(id, units: 1, store: shop.store)),
            ("GET", "/v1/stock?store_id=\(shop.store)", nil), ("GET", "/v1/reports/sales?store_id=\(shop.store)", nil),
            ("POST", "/v1/prices", #"{"product_id":"\#(id)","unit_price_minor":1}"#),
            ("POST", "/v1/refunds", #"{"sale_id":"\#(sale)","store_id":"\#(shop.store)"}"#),
            ("POST", "/v1/devices/enrolment-codes", #"{"store_id":"\#(shop.store)","register_id":"\#(shop.register)","name":"x"}"#),
        ] {
            let answer = try await shop.call(method, path, body, token: manager)
            #expect(answer.status == 403 && answer.code == "access.store-scope", "\(path): \(answer.text)")
        }
        #expect(try await shop.call("GET", "/v1/sales/\(sale)", token: manager).status == 404)
        #expect(try await shop.call("GET", "/v1/stock", token: manager).has(200).json().list("items").isEmpty)
        let report = try await shop.call("GET", "/v1/reports/sales?group=store", token: manager).has(200).json()
        #expect(try report.list("items").isEmpty)
        #expect(try await shop.call("POST", "/v1/sales", Bodies.sale(id, store: other), token: manager).status == 201)
        // Neither can a till sell in another store than its own.
        let till = try await shop.enrol(other, register)
        let foreign = Op(1, "sale.complete/1", Bodies.sale(id, store: shop.store))
        #expect(try await till.push([foreign])[0].code == "access.store-scope")
        #expect(try await shop.onHand(id) == 4000)
    }
}
