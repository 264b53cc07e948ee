import Access
import JSON
import Node
import RetailCore
import Simulator
import SyncProtocol
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct AccessTests {
    private func me(_ shop: Shop, _ token: String) async throws -> Int { try await shop.call("GET", "/v1/auth/me", token: token).status }

    @Test func nobodyLearnsWhetherChainOrNameExist() async throws {
        let shop = try await Shop.open(products: 0)
        let answers = try await [
            shop.tryLogin("owner", "wrong password"), shop.tryLogin("nobody", "wrong password"),
            shop.tryLogin("owner", "wrong password", tenant: "no-such"),
        ]
        for answer in answers {
            #expect(answer.status == 401)
            #expect(answer.code == "access.wrong-credentials")
            #expect(try answer.json().string("detail") == answers[0].json().string("detail"))
        }
    }

    @Test func fiveWrongPasswordsLockTheNameAtThatAddressEvenForTheRightOne() async throws {
        let shop = try await Shop.open(products: 0)
        for _ in 0..<5 { #expect(try await shop.tryLogin("owner", "wrong password").status == 401) }
        let locked = try await shop.tryLogin()
        #expect(locked.status == 429)
        #expect(locked.code == "access.locked")
        #expect(Int(locked.header("Retry-After") ?? "") ?? 0 > 0)
        // Who is in stays in.
        #expect(try await me(shop, shop.owner) == 200)
    }

    @Test func wrongPasswordsSentAtOnceAreAllCounted() async throws {
        let shop = try await Shop.open(products: 0)
        _ = try await together(20) { _ in try await shop.tryLogin("owner", "wrong password").status }
        #expect(try await shop.tryLogin().code == "access.locked")
    }

    @Test func aNewLogInEndsTheOldSessionOnEveryNode() async throws {
        let shop = try await Shop.open(products: 0)
        let there = try shop.through(try await TestNode.second.value)
        #expect(try await me(there, shop.owner) == 200)
        let newer = try await shop.login()
        // Here at once, there as soon as the word has travelled.
        #expect(try await me(shop, shop.owner) == 401)
        try await until { try await me(there, shop.owner) == 401 }
        #expect(try await me(shop, newer) == 200)
        #expect(try await me(there, newer) == 200)
    }

    @Test func ofManyLogInsAtOnceOneSessionIsLeft() async throws {
        let shop = try await Shop.open(products: 0)
        let tokens = try await together(10) { _ in try await shop.login() }
        var live = 0
        for token in tokens where try await me(shop, token) == 200 { live += 1 }
        #expect(live == 1)
    }

    @Test func aLogOutEndsTheSession() async throws {
        let shop = try await Shop.open(products: 0)
        #expect(try await shop.call("POST", "/v1/auth/logout").status == 204)
        #expect(try await me(shop, shop.owner) == 401)
    }

    @Test func aRevokedDeviceIsOutOnEveryNodeAndItsSocketClosed() async throws {
        let shop = try await Shop.open(products: 1)
        let there = try shop.through(try await TestNode.second.value)
        let device = try await shop.enrol()
        let pull = #"{"cursors":{"catalog":"0"}}"#
        #expect(try await there.call("POST", "/v1/sync/pull", pull, token: device.token).status == 200)
        let socket = try await LiveSocket.open(there.node.port)
        try socket.send(#"{"type":"hello","token":"\#(device.token)","cursors":{}}"#)
        #expect(try await socket.next().contains("welcome"))
        #expect(try await shop.call("POST", "/v1/devices/\(device.identity.device)/revoke").status == 204)
        #expect(try await shop.call("POST", "/v1/sync/pull", pull, token: device.token).status == 401)
        #expect(try await socket.closeCode() == 4500)
        try await until { try await there.call("POST", "/v1/sync/pull", pull, token: device.token).status == 401 }
        #expect(try await there.through(shop.node).enrol().pulled().sales.sales == 0)
    }

    @Test func aKeyDoesWhatItsRoleMayUntilItIsRevoked() async throws {
        let shop = try await Shop.open(products: 1)
        let made = try await shop.call("POST", "/v1/api-keys", #"{"name":"books","role":"analyst"}"#).has(201).json()
        let token = try made.string("token")
        #expect(try await shop.call("GET", "/v1/reports/sales", token: token).status == 200)
        #expect(try await shop.call("POST", "/v1/sales", Bodies.sale(shop.products[0], store: shop.store), token: token).status == 403)
        #expect(try await shop.call("POST", "/v1/api-keys", #"{"name":"boss","role":"owner"}"#).status == 422)
        #expect(try await shop.call("POST", "/v1/api-keys", #"{"name":"books","role":"analyst"}"#).code == "api-key.name-taken")
        #expect(try await shop.call("DELETE", "/v1/api-keys/\(try made.string("id"))").status == 204)
        #expect(try await me(shop, token) == 401)
    }

    @Test(arguments: ["", "x", "ra_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]) func anUnknownTokenIsRefused(_ token: String) async throws
    {
        let shop = try await Shop.open(products: 0)
        #expect(try await me(shop, token) == 401)
    }
}
