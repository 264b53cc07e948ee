import Access
import JSON
import Node
import Postgres
import RetailCore
import Simulator
import Synchronization
import TestSupport
import Testing

/// What ends ends everywhere within a second, also where no word of it came.
@Suite(.timeLimit(.minutes(5))) struct RevocationTests {
    private func me(_ shop: Shop, _ token: String) async throws -> Int { try await shop.call("GET", "/v1/auth/me", token: token).status }

    private func socket(_ device: Device) async throws -> LiveSocket {
        let socket = try await LiveSocket.open(device.shop.node.port)
        try socket.send(#"{"type":"hello","token":"\#(device.token)","cursors":{}}"#)
        #expect(try await socket.next().contains("welcome"))
        return socket
    }

    /// As another node writes it, with the NOTIFY lost on its way.
    private func endUnheard(_ subject: ID<RetailCore.Device>, _ shop: Shop) async throws {
        let (tenant, subject) = (shop.tenant.id, subject)
        try await shop.node.database.transaction(.write, in: .registry) { transaction throws(Fault) in
            var parameters = Parameters()
            parameters.id(tenant)
            parameters.id(subject)
            transaction.queue(
                Statement.generated(
                    "UPDATE retail.session SET ended_at = now(), ended_why = 'test' WHERE tenant_id = $1 AND subject_id = $2"), parameters)
            transaction.queue(
                Statement.generated("INSERT INTO retail.access_change (tenant_id, subject_id) VALUES ($1, $2)"), parameters)
            try transaction.commit()
        }
    }

    @Test func aNodeThatHeardNothingFindsItByItself() async throws {
        let shop = try await Shop.open(products: 1)
        let (device, other) = try await (shop.enrol(), shop.enrol())
        let (socket, untouched) = try await (socket(device), socket(other))
        let pull = #"{"cursors":{"catalog":"0"}}"#
        #expect(try await shop.call("POST", "/v1/sync/pull", pull, token: device.token).status == 200)
        try await endUnheard(device.identity.device, shop)
        #expect(try await socket.closeCode() == 4500)
        #expect(try await shop.call("POST", "/v1/sync/pull", pull, token: device.token).status == 401)
        // Who is not meant notices nothing.
        _ = try await shop.call("POST", "/v1/prices", #"{"product_id":"\#(shop.products[0])","unit_price_minor":123}"#).has(201)
        #expect(try await untouched.next().contains("\"change\""))
    }

    /// A change of rights that leaves the session standing closes no socket.
    @Test func whoseSessionStillStandsStaysConnected() async throws {
        let shop = try await Shop.open(products: 1)
        let device = try await shop.enrol()
        let socket = try await socket(device)
        try await shop.node.access.changed(ID(device.identity.device), in: shop.tenant)
        try await shop.node.access.changed(nil, in: shop.tenant)
        _ = try await shop.call("POST", "/v1/prices", #"{"product_id":"\#(shop.products[0])","unit_price_minor":123}"#).has(201)
        #expect(try await socket.next().contains("\"change\""))
    }

    /// As a command or an operator writes it: no node is told.
    private func setStatus(_ status: String, _ shop: Shop) async throws {
        let tenant = shop.tenant.id
        try await shop.node.database.transaction(.write, in: .registry) { transaction throws(Fault) in
            var parameters = Parameters()
            parameters.id(tenant)
            parameters.text(status)
            transaction.queue(Statement.generated("UPDATE retail.tenant SET status = $2 WHERE id = $1"), parameters)
            try transaction.commit()
        }
    }

    @Test func aSuspendedChainIsOutOnEveryNodeAndComesBack() async throws {
        let shop = try await Shop.open(products: 1)
        let there = try shop.through(try await TestNode.second.value)
        let device = try await shop.enrol().through(there)
        let socket = try await socket(device)
        #expect(try await me(there, shop.owner) == 200)
        try await setStatus("suspended", shop)
        // It may come back when the chain does.
        #expect(try await socket.closeCode() == 4001)
        try await until { try await me(there, shop.owner) == 403 }
        try await until { try await shop.call("GET", "/v1/auth/me").code == "tenant.suspended" }
        #expect(try await shop.tryLogin().code == "access.wrong-credentials")
        let knock = try await LiveSocket.open(there.node.port)
        try knock.send(#"{"type":"hello","token":"\#(device.token)","cursors":{}}"#)
        #expect(try await knock.closeCode() == 4001)
        try await setStatus("active", shop)
        try await until { try await me(shop, shop.owner) == 200 }
        try await until { try await me(there, shop.owner) == 200 }
        #expect(try await device.pulled().sales.sales == 0)
    }

    /// A node whose wall clock jumps: sessions neither end by it nor live longer.
    @Test func theWallClockDecidesNothing() async throws {
        let offset = Mutex<Int64>(0)
        let node = try await TestNode.start(
            TestServer.connection, clock: { systemClock().advanced(bySeconds: offset.withLock { $0 }) })
        let shop = try await Shop.open(on: node, products: 0)
        for days: Int64 in [-400, 400, 0] {
            offset.withLock { $0 = days * 86_400 }
            #expect(try await me(shop, shop.owner) == 200)
            let token = try await shop.hire("manager")
            #expect(try await me(shop, token) == 200)
            #expect(try await shop.call("POST", "/v1/auth/logout", token: token).status == 204)
            #expect(try await me(shop, token) == 401)
            offset.withLock { $0 = -days * 86_400 }
            #expect(try await me(shop, token) == 401)
            #expect(try await me(shop, shop.owner) == 200)
        }
        await node.stop(graceSeconds: 1)
    }

    /// By the database's clock, whatever the node thinks.
    @Test func anExpiredTokenIsOut() async throws {
        let shop = try await Shop.open(products: 0)
        let token = try await shop.hire("manager")
        let (tenant, subject) = (shop.tenant.id, try await shop.call("GET", "/v1/auth/me", token: token).json().string("id"))
        try await shop.node.database.transaction(.write, in: .registry) { transaction throws(Fault) in
            var parameters = Parameters()
            parameters.id(tenant)
            transaction.queue(
                Statement.generated(
                    "UPDATE retail.session SET expires_at = now() - interval '1 second' WHERE tenant_id = $1 AND subject_id::text = '\(subject)'"
                ), parameters)
            try transaction.commit()
        }
        try await shop.node.access.changed(nil, in: shop.tenant)
        #expect(try await me(shop, token) == 401)
        #expect(try await me(shop, shop.owner) == 200)
    }

    @Test func tokensOfOneKindOpenNothingOfAnother() async throws {
        let shop = try await Shop.open(products: 0)
        let tokens = try await shop.tryLogin().has(200).json()
        let refresh = try tokens.string("refresh_token")
        #expect(try await me(shop, refresh) == 401)
        for prefix in ["rtd", "rtk", "rtr", "rtp", "rtw"] {
            #expect(try await me(shop, prefix + (try tokens.string("access_token").dropFirst(3))) == 401)
            #expect(try await me(shop, prefix + refresh.dropFirst(3)) == 401)
        }
    }

    /// Somebody may be logged in at a hundred places; the hundred and first ends the oldest.
    @Test func aPersonHasAHundredSessionsAtMost() async throws {
        let shop = try await Shop.open(products: 0)
        let name = Fresh.word("p")
        let body = """
            {"username":"\(name)","name":"n","role":"manager","allows_many_sessions":true,"password":"\(Shop.password)"}
            """
        _ = try await shop.call("POST", "/v1/staff", body).has(201)
        var tokens: [String] = []
        for _ in 0..<101 {
            tokens.append(try await shop.login(name))
            // Ids of one millisecond are in no order.
            try await Task.sleep(for: .milliseconds(2))
        }
        #expect(try await me(shop, tokens[0]) == 401)
        #expect(try await me(shop, tokens[1]) == 200)
        #expect(try await me(shop, tokens[100]) == 200)
    }

    @Test(arguments: [#"\u0000"#, #"own\u0000er"#, "' OR 1=1 --", #"\ud83d\ude00"#]) func oddNamesAreWrongAndNoError(_ name: String)
        async throws
    {
        let shop = try await Shop.open(products: 0)
        #expect([400, 401].contains(try await shop.tryLogin(name, "wrong password").status))
        #expect([400, 401].contains(try await shop.tryLogin("owner", "wrong password", tenant: name).status))
        #expect([400, 401].contains(try await shop.tryLogin("owner", name).status))
        let enrol = #"{"tenant":"\#(shop.slug)","code":"\#(name)ABCD1234"}"#
        #expect([400, 401].contains(try await shop.call("POST", "/v1/devices/enrol", enrol, token: "").status))
    }
}
