import API
import Access
import JSON
import Node
import Operations
import RetailCore
import Simulator
import SyncProtocol
import TestSupport
import Testing
import Web

/// Every endpoint, asked by every role that is bound to one store, about that store, about another one of the chain and about one of
/// another chain. The routes, the roles and what is to come are the code's own: a route without a sample here fails the walk.
@Suite(.timeLimit(.minutes(5))) struct RightsWalkTests {
    /// A store with all that an endpoint could be asked about in it.
    private struct Place {
        var name: String
        var store: ID<Store>
        var register: ID<Register>
        var product: ID<Product>
        var staff: String
        var key: String
        var device: ID<RetailCore.Device>
        var code: String
        var sale: String

        func filled(_ text: String) -> String {
            var text = text
            for (name, value) in [
                ("$store", "\(store)"), ("$register", "\(register)"), ("$product", "\(product)"), ("$sale", sale), ("$me", staff),
                ("$uuid", "\(Fresh.id() as OperationID)"), ("$tax", "\(product)"), ("$word", Fresh.word("w")), ("$password", Shop.password),
            ] { text = text.replacing(name, with: value) }
            return text
        }
    }

    private struct Sample {
        var path: String
        var body: String?
        var headers: [(name: String, value: String)] = []
    }

    private func place(_ name: String, _ shop: Shop, _ store: ID<Store>, _ register: ID<Register>) async throws -> Place {
        let username = Fresh.word("p")
        let hired = try await shop.call(
            "POST", "/v1/staff",
            #"{"username":"\#(username)","name":"n","role":"sales_assistant","store_ids":["\#(store)"],"password":"\#(Shop.password)"}"#
        ).has(201).json()
        let key = try await shop.call(
            "POST", "/v1/api-keys", #"{"name":"\#(username)","role":"sales_assistant","store_ids":["\#(store)"]}"#
        ).has(201).json()
        let code = try await shop.call(
            "POST", "/v1/devices/enrolment-codes", #"{"store_id":"\#(store)","register_id":"\#(register)","name":"till"}"#
        ).has(201).json()
        let sale = try await shop.call("POST", "/v1/sales", Bodies.sale(shop.products[0], store: store)).has(201).json()
        return Place(
            name: name, store: store, register: register, product: shop.products[0], staff: try hired.string("id"),
            key: try key.string("id"),
            device: try await shop.enrol(store, register).identity.device, code: try code.string("device_id"),
            sale: try sale.string("sale_id"))
    }

    /// A request about a place, made of the endpoint's path, query and schema where none is written below; nil: something is left open.
    private func sample(_ endpoint: Endpoint, _ at: Place) -> Sample? {
        let route = PermissionsPage.route(endpoint)
        if let written = written(route, at) { return written }
        var path = endpoint.path
        for (name, value) in [
            ("staff", at.staff), ("tax_class", "\(at.product)"), ("store", "\(at.store)"), ("product", "\(at.product)"),
            ("device", "\(at.device)"), ("key", at.key),
            ("sale", at.sale),
        ] { path = path.replacing("{\(name)_id}", with: value) }
        if endpoint.query.contains(where: { $0.name == "store_id" }) { path += "?store_id=\(at.store)" }
        var sample = Sample(path: path, headers: endpoint.method == .patch ? [(name: "If-Match", value: "\"999\"")] : [])
        if case .json(let schema) = endpoint.body { sample.body = at.filled(SchemaSample.json(schema)) }
        return path.contains("{") || sample.body?.contains("$") == true ? nil : sample
    }

    private func written(_ route: String, _ at: Place) -> Sample? {
        let (store, word) = (at.store, Fresh.word("w"))
        let version = [(name: "If-Match", value: "\"999\"")]
        let bodies: [String: Sample] = [
            "PATCH /v1/staff/{staff_id}": Sample(path: "/v1/staff/\(at.staff)", body: #"{"name":"x"}"#, headers: version),
            "POST /v1/roles": Sample(path: "/v1/roles", body: #"{"name":"\#(word)","permissions":[]}"#),
            "DELETE /v1/devices/enrolment-codes/{device_id}": Sample(path: "/v1/devices/enrolment-codes/\(at.code)"),
            "POST /v1/api-keys": Sample(
                path: "/v1/api-keys", body: #"{"name":"\#(word)","role":"sales_assistant","store_ids":["\#(store)"]}"#),
            "DELETE /v1/api-keys/{key_id}": Sample(path: "/v1/api-keys/\(at.key)"),
            "POST /v1/products": Sample(path: "/v1/products", body: #"{"products":[{"name":"n"}]}"#),
            "PATCH /v1/products/{product_id}": Sample(path: "/v1/products/\(at.product)", body: "{}", headers: version),
            "GET /v1/barcodes/{gtin}": Sample(path: "/v1/barcodes/4006381333931"),
            "POST /v1/categories": Sample(path: "/v1/categories", body: #"{"categories":[{"name":"\#(word)"}]}"#),
            "POST /v1/prices": Sample(
                path: "/v1/prices", body: #"{"product_id":"\#(at.product)","store_id":"\#(store)","unit_price_minor":100}"#),
            "POST /v1/customers": Sample(
                path: "/v1/customers", body: #"{"customers":[{"code":"\#(word)","name":"n","home_store_id":"\#(store)"}]}"#),
            "POST /v1/stock/receipts": Sample(path: "/v1/stock/receipts", body: Bodies.receipt(at.product, units: 1, store: store)),
            "POST /v1/stock/adjustments": Sample(
                path: "/v1/stock/adjustments",
                body: #"{"store_id":"\#(store)","product_id":"\#(at.product)","delta_milli":1000,"reason":"r"}"#),
            "POST /v1/sales": Sample(path: "/v1/sales", body: Bodies.sale(at.product, store: store)),
            "POST /v1/refunds": Sample(path: "/v1/refunds", body: #"{"sale_id":"\#(at.sale)","store_id":"\#(store)"}"#),
            "POST /v1/sync/push": Sample(path: "/v1/sync/push", body: #"{"operations":[]}"#),
            "POST /v1/sync/pull": Sample(path: "/v1/sync/pull", body: #"{"cursors":{}}"#),
            "GET /v1/sync/pull": Sample(path: "/v1/sync/pull?cursors=catalog=0"),
            "POST /v1/sync": Sample(path: "/v1/sync", body: #"{"pull":{"cursors":{}}}"#),
            "GET /v1/sync/snapshot/{stream}": Sample(path: "/v1/sync/snapshot/store:\(store)"),
        ]
        return bodies[route]
    }

    /// Lists without a store in the request: what is seen is what may be seen, so no answer is refused; `HandingOnTests` looks into them.
    private static let lists: Set<String> = ["GET /v1/staff", "GET /v1/devices/enrolment-codes", "GET /v1/api-keys"]
    /// Filters of lists: another store's rows are just not there.
    private static let filters: Set<String> = ["GET /v1/devices"]

    @Test(arguments: BuiltinRole.forStaff) func aRoleReachesItsStoreAndNoOther(_ role: BuiltinRole) async throws {
        let (shop, theirs) = (try await Shop.open(products: 1), try await Shop.open(products: 1))
        let (other, otherRegister) = try await shop.openStore("S2")
        let places = [
            try await place("own", shop, shop.store, shop.register), try await place("other", shop, other, otherRegister),
            try await place("foreign", theirs, theirs.store, theirs.register),
        ]
        let token = try await shop.hire(role.rawValue, in: [shop.store])
        for endpoint in Documents.endpoints {
            let (route, scope) = (PermissionsPage.route(endpoint), PermissionsPage.scope(of: endpoint))
            guard let needed = Permission(rawValue: endpoint.access), needed != .accountOwn else {
                let isOwn = endpoint.access == Permission.accountOwn.rawValue
                #expect(isOwn || scope == "everybody" || scope.hasPrefix("one's own"), "\(route): \(scope)")
                continue
            }
            for at in places {
                guard let sample = sample(endpoint, at) else {
                    Issue.record("the walk has no sample of \(route)")
                    continue
                }
                let answer = try await shop.call(
                    endpoint.method.rawValue, sample.path, sample.body, token: token, headers: sample.headers)
                let words = "\(role) \(route) \(at.name): \(answer.status) \(answer.code)"
                #expect(answer.status < 500, "\(words)")
                guard role.permissions.contains(needed) else {
                    #expect(answer.status == 403 && answer.code == "access.forbidden", "\(words)")
                    continue
                }
                if scope == "the chain" || RightsWalkTests.lists.contains(route) {
                    #expect(answer.status != 403, "\(words)")
                } else if scope == "who may act in every store" || RightsWalkTests.concernsTheChain(scope) {
                    #expect(answer.code == "access.store-scope", "\(words)")
                } else if at.name == "own" {
                    #expect(answer.status != 403, "\(words)")
                } else if RightsWalkTests.filters.contains(route) {
                    #expect(try answer.has(200).json().list("items").isEmpty, "\(words)")
                } else {
                    #expect([403, 404, 422].contains(answer.status), "\(words)")
                }
            }
        }
    }

    /// As an operation that names no store and is not open to who is bound to some.
    private static func concernsTheChain(_ scope: String) -> Bool {
        Features.operations.contains { type in
            guard scope == "as `\(type.name)`", case .object(_, let fields) = type.schema else { return false }
            return !type.isOpenToStores && !fields.contains { $0.name == "store_id" }
        }
    }

    @Test func costsAreShownToWhoeverMaySeeThem() async throws {
        let shop = try await Shop.open(products: 1)
        try await shop.receive(shop.products[0], units: 5, batch: "B")
        let body = Bodies.sale(shop.products[0], store: shop.store)
        let sale = try await shop.call("POST", "/v1/sales", body).has(201).json().string("sale_id")
        let paths = [
            "/v1/sales/\(sale)", "/v1/stock", "/v1/reports/sales?group=product", "/v1/reports/sales?group=product&format=csv",
            "/v1/reports/stock", "/v1/reports/stock?format=csv",
        ]
        for role in BuiltinRole.forStaff {
            let token = try await shop.hire(role.rawValue)
            for path in paths {
                let answer = try await shop.call("GET", path, token: token)
                guard answer.status != 403 else { continue }
                let text = try answer.has(200).text.replacing(" ", with: "")
                #expect(!text.contains("picks") && !text.contains("inferred"), "\(role) \(path): \(text)")
                // Received at 50 each, one of them sold: costs are 50, and 200 are left.
                let shows = ["cost_minor\":50", ",50,200", ",50\r\n"].contains { text.contains($0) }
                #expect(shows == role.permissions.contains(.costRead), "\(role) \(path): \(text)")
            }
        }
        // What tills are told holds none.
        let till = try await shop.enrol()
        let pull = #"{"cursors":{"store:\#(shop.store)":"0","catalog":"0"}}"#
        let told = try await shop.call("POST", "/v1/sync/pull", pull, token: till.token).has(200).text
        #expect(!told.contains("cost") && !told.contains("picks"))
    }
}
