import Access
import JSON
import Node
import Postgres
import RetailCore
import Simulator
import SyncProtocol
import Testing
import Web

/// A chain of a test's own: an owner who is logged in, a store with a register, and products at 100 each.
struct Shop: Sendable {
    static let password = "correct horse battery"

    var node: Node
    var client: WebClient
    var slug: String
    var tenant: TenantContext
    var owner: String
    var store: ID<Store> = .none
    var register: ID<Register> = .none
    var products: [ID<Product>] = []

    static func open(products: Int = 3) async throws -> Shop { try await open(on: try await TestNode.shared.value, products: products) }

    static func open(on node: Node, products: Int = 3) async throws -> Shop {
        let slug = Fresh.word("c")
        let currency = try #require(Currency(code: "EUR"))
        let tenant = try await node.createTenant(
            NewTenant(slug: slug, name: slug, currency: currency, ownerUsername: "owner", ownerPassword: Secret(password)))
        let client = try TestNode.client(node)
        var shop = Shop(node: node, client: client, slug: slug, tenant: tenant, owner: "")
        shop.owner = try await shop.login()
        (shop.store, shop.register) = try await shop.openStore("S1")
        if products > 0 {
            let items = (1...products).map { #"{"sku":"P\#($0)","name":"Product \#($0)","unit_price_minor":100}"# }.joined(separator: ",")
            let made = try await shop.call("POST", "/v1/products", #"{"products":[\#(items)]}"#).has(201).json()
            for value in try made.list("ids") { shop.products.append(try #require(ID(try value.string()))) }
        }
        return shop
    }

    /// The same chain, seen through another node.
    func through(_ node: Node) throws -> Shop {
        var shop = self
        (shop.node, shop.client) = (node, try TestNode.client(node))
        return shop
    }

    func openStore(_ code: String) async throws -> (ID<Store>, ID<Register>) {
        let made = try await call("POST", "/v1/stores", #"{"code":"\#(code)","name":"Store \#(code)"}"#).has(201).json()
        return (try made.id("id"), try made.id("register_id"))
    }

    /// As the owner, unless another token is given; an empty one sends none. An answer that the served document does not promise fails the
    /// test, whatever the test thinks of it.
    func call(
        _ method: String, _ path: String, _ body: String? = nil, token: String? = nil, key: OperationID? = nil,
        headers more: [(name: String, value: String)] = [], _ location: SourceLocation = #_sourceLocation
    ) async throws -> Answer {
        try await send(method, path, body.map { Array($0.utf8) } ?? [], token: token, key: key, headers: more, location)
    }

    func send(
        _ method: String, _ path: String, _ body: [UInt8], token: String? = nil, key: OperationID? = nil,
        headers more: [(name: String, value: String)] = [], _ location: SourceLocation = #_sourceLocation
    ) async throws -> Answer {
        var headers: [(name: String, value: String)] = more
        if !body.isEmpty { headers.append(("Content-Type", "application/json")) }
        let token = token ?? owner
        if !token.isEmpty { headers.append(("Authorization", "Bearer \(token)")) }
        if let key { headers.append(("Idempotency-Key", key.description)) }
        return Answer(try await client.ask(method, path, headers: headers, body: body, location))
    }

    func tryLogin(_ username: String = "owner", _ password: String = Shop.password, tenant: String? = nil) async throws -> Answer {
        try await call(
            "POST", "/v1/auth/login", #"{"tenant":"\#(tenant ?? slug)","username":"\#(username)","password":"\#(password)"}"#, token: "")
    }

    func login(_ username: String = "owner", _ password: String = Shop.password) async throws -> String {
        try await tryLogin(username, password).has(200).json().string("access_token")
    }

    /// Hires somebody and logs them in.
    func hire(_ role: String, in stores: [ID<Store>] = []) async throws -> String {
        let name = Fresh.word("p")
        let places = stores.map { "\"\($0)\"" }.joined(separator: ",")
        let body = #"{"username":"\#(name)","name":"\#(name)","role":"\#(role)","store_ids":[\#(places)],"password":"\#(Shop.password)"}"#
        _ = try await call("POST", "/v1/staff", body).has(201)
        return try await login(name)
    }

    func enrol(_ store: ID<Store>? = nil, _ register: ID<Register>? = nil) async throws -> Device {
        let body = #"{"store_id":"\#(store ?? self.store)","register_id":"\#(register ?? self.register)","name":"till"}"#
        let code = try await call("POST", "/v1/devices/enrolment-codes", body).has(201).json().string("code")
        let made = try await call("POST", "/v1/devices/enrol", #"{"tenant":"\#(slug)","code":"\#(code)"}"#, token: "").has(201).json()
        var streams: [String] = []
        for value in try made.list("streams") { streams.append(try value.string()) }
        return Device(
            shop: self, store: store ?? self.store,
            identity: TillIdentity(
                device: try made.id("device_id"), token: Secret(try made.string("token")), epoch: try made.id("epoch"), streams: streams))
    }

    func receive(_ product: ID<Product>, units: Int64, batch: String? = nil) async throws {
        _ = try await call("POST", "/v1/stock/receipts", Bodies.receipt(product, units: units, batch: batch, store: store)).has(201)
    }

    /// What a store has of a product, by the server's list.
    func onHand(_ product: ID<Product>, in store: ID<Store>? = nil) async throws -> Int64 {
        let page = try await call("GET", "/v1/stock?store_id=\(store ?? self.store)&product_id=\(product)").has(200).json()
        return try page.list("items").reduce(0) { try $0 + $1.int("on_hand_milli") }
    }

    /// A number by SQL, in the chain's schema.
    func count(_ sql: String) async throws -> Int64 {
        try await node.database.read(Statement.generated(sql), in: tenant.scope)[0].int64(0)
    }
}
