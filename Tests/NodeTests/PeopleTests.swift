import Access
import JSON
import Node
import Operations
import RetailCore
import Simulator
import SyncProtocol
import TestSupport
import Testing

/// People come, change and go; what changes acts at once, on every node.
@Suite(.timeLimit(.minutes(5))) struct PeopleTests {
    private func me(_ shop: Shop, _ token: String) async throws -> Answer { try await shop.call("GET", "/v1/auth/me", token: token) }

    private func hire(_ shop: Shop, _ name: String, _ role: String, in stores: [ID<Store>] = []) async throws -> JSONValue {
        let places = stores.map { "\"\($0)\"" }.joined(separator: ",")
        let body = #"{"username":"\#(name)","name":"\#(name)","role":"\#(role)","store_ids":[\#(places)],"password":"\#(Shop.password)"}"#
        return try await shop.call("POST", "/v1/staff", body).has(201).json()
    }

    private func edit(_ shop: Shop, _ id: String, _ body: String, version: Int64, token: String? = nil) async throws -> Answer {
        try await shop.call("PATCH", "/v1/staff/\(id)", body, token: token, headers: [("If-Match", "\"\(version)\"")])
    }

    @Test func whoIsDismissedIsOutOnEveryNodeAndComesBackWhenTakenBack() async throws {
        let shop = try await Shop.open(products: 0)
        let there = try shop.through(try await TestNode.second.value)
        let id = try await hire(shop, "ann", "manager").string("id")
        let token = try await shop.login("ann")
        #expect(try await me(there, token).status == 200)
        let gone = try await shop.call("POST", "/v1/staff/\(id)/dismiss").has(200).json()
        #expect(try gone.string("status") == "dismissed" && gone.int("row_version") == 2)
        #expect(try await me(shop, token).status == 401)
        try await until { try await me(there, token).status == 401 }
        #expect(try await there.tryLogin("ann").status == 401)
        #expect(try await shop.call("POST", "/v1/staff/\(id)/dismiss").has(200).json().int("row_version") == 2)
        #expect(try await shop.call("POST", "/v1/staff/\(id)/rehire").has(200).json().string("status") == "active")
        #expect(try await me(shop, token).status == 401, "what has ended stays ended")
        _ = try await there.login("ann")
        #expect(try await shop.call("POST", "/v1/staff/\(Fresh.id() as ID<Staff>)/dismiss").code == "staff.unknown")
    }

    @Test func aRoleOrAStoreThatChangesActsAtOnceOnEveryNode() async throws {
        let shop = try await Shop.open(products: 1)
        let there = try shop.through(try await TestNode.second.value)
        let (other, _) = try await shop.openStore("S2")
        let id = try await hire(shop, "ann", "manager", in: [shop.store]).string("id")
        let token = try await shop.login("ann")
        let sale = Bodies.sale(shop.products[0], store: shop.store)
        #expect(try await there.call("POST", "/v1/sales", sale, token: token).status == 201)
        #expect(try await edit(shop, id, #"{"store_ids":["\#(other)"]}"#, version: 1).has(200).json().int("row_version") == 2)
        #expect(try await shop.call("POST", "/v1/sales", sale, token: token).code == "access.store-scope")
        try await until { try await there.call("POST", "/v1/sales", sale, token: token).code == "access.store-scope" }
        #expect(try await edit(shop, id, #"{"role":"analyst"}"#, version: 1).code == "staff.changed")
        #expect(try await edit(shop, id, #"{"role":"analyst","store_ids":[]}"#, version: 2).status == 200)
        #expect(try await shop.call("POST", "/v1/sales", sale, token: token).code == "access.forbidden")
        try await until { try await there.call("POST", "/v1/sales", sale, token: token).code == "access.forbidden" }
        #expect(try await edit(shop, id, #"{"role":"device"}"#, version: 3).code == "staff.unknown-role")
        #expect(try await edit(shop, id, #"{"role":"nobody"}"#, version: 3).code == "staff.unknown-role")
        #expect(try await edit(shop, id, #"{"store_ids":["\#(id)"]}"#, version: 3).code == "store.unknown")
        #expect(try await shop.call("PATCH", "/v1/staff/\(id)", "{}").code == "request.if-match-required")
        let read = try await shop.call("GET", "/v1/staff/\(id)")
        #expect(read.header("ETag") == "\"3\"")
    }

    @Test func aRoleOfTheChainsOwnThatChangesActsAtOnce() async throws {
        let shop = try await Shop.open(products: 0)
        let there = try shop.through(try await TestNode.second.value)
        func put(_ permissions: String) async throws {
            _ = try await shop.call("POST", "/v1/roles", #"{"name":"clerk","permissions":[\#(permissions)]}"#).has(201)
        }
        try await put(#""staff.read""#)
        let token = try await shop.hire("clerk")
        #expect(try await there.call("GET", "/v1/staff", token: token).status == 200)
        try await put("")
        #expect(try await shop.call("GET", "/v1/staff", token: token).status == 403)
        try await until { try await there.call("GET", "/v1/staff", token: token).status == 403 }
        let roles = try await shop.call("GET", "/v1/roles").has(200).json().list("items")
        #expect(try roles.contains { try $0.string("name") == "clerk" } && roles.count == BuiltinRole.allCases.count + 1)
    }

    @Test func manySessionsAreAllowedOrNot() async throws {
        let shop = try await Shop.open(products: 0)
        let id = try await hire(shop, "ann", "manager").string("id")
        #expect(try await edit(shop, id, #"{"allows_many_sessions":true}"#, version: 1).status == 200)
        let tokens = [try await shop.login("ann"), try await shop.login("ann")]
        for token in tokens { #expect(try await me(shop, token).status == 200) }
    }

    @Test func onesOwnPasswordTakesTheOldOne() async throws {
        let shop = try await Shop.open(products: 0)
        _ = try await hire(shop, "ann", "sales_assistant")
        let token = try await shop.login("ann")
        func change(_ old: String, _ new: String) async throws -> Answer {
            try await shop.call("POST", "/v1/auth/password", #"{"current_password":"\#(old)","new_password":"\#(new)"}"#, token: token)
        }
        #expect(try await change("wrong password", "a new password").code == "access.wrong-password")
        #expect(try await change(Shop.password, "short").status == 400)
        #expect(try await change(Shop.password, "a new password").status == 204)
        #expect(try await me(shop, token).status == 401)
        #expect(try await shop.tryLogin("ann").status == 401)
        _ = try await shop.login("ann", "a new password")
        #expect(
            try await shop.count("SELECT count(*) FROM @.sync_audit WHERE action = 'staff.change_password/1' AND outcome = 'applied'") == 1)
    }

    @Test func aSessionIsNoPlaceToGuessAPasswordFrom() async throws {
        let shop = try await Shop.open(products: 0)
        _ = try await hire(shop, "ann", "sales_assistant")
        let token = try await shop.login("ann")
        let body = #"{"current_password":"wrong password","new_password":"a new password"}"#
        for _ in 0..<5 { #expect(try await shop.call("POST", "/v1/auth/password", body, token: token).status == 403) }
        #expect(try await me(shop, token).status == 401)
    }

    @Test func aResetTakesThePasswordAwayAndItsTokenSetsANewOneOnce() async throws {
        let shop = try await Shop.open(products: 0)
        let manager = try await shop.hire("manager", in: [shop.store])
        let id = try await hire(shop, "ann", "sales_assistant", in: [shop.store]).string("id")
        let token = try await shop.login("ann")
        let key: OperationID = Fresh.id()
        let first = try await shop.call("POST", "/v1/staff/\(id)/password-reset", token: manager, key: key).has(201)
        #expect(try await shop.call("POST", "/v1/staff/\(id)/password-reset", token: manager, key: key).has(201).body == first.body)
        #expect(try await me(shop, token).status == 401)
        #expect(try await shop.tryLogin("ann").status == 401, "the old password is worth nothing from now on")
        @Sendable func set(_ token: String, _ password: String) async throws -> Answer {
            try await shop.call(
                "POST", "/v1/auth/password-reset", #"{"tenant":"\#(shop.slug)","token":"\#(token)","new_password":"\#(password)"}"#,
                token: "")
        }
        // A later reset takes the place of the one before.
        let second = try await shop.call("POST", "/v1/staff/\(id)/password-reset", token: manager).has(201).json().string("token")
        #expect(try await set(first.json().string("token"), "a new password").code == "access.reset-invalid")
        #expect(try await shop.call("POST", "/v1/staff/\(id)/password-reset", token: manager, key: key).code == "staff.reset-gone")
        let statuses = try await together(4) { try await set(second, "new password \($0)").status }
        #expect(statuses.sorted() == [204, 401, 401, 401])
        let winner = try #require(statuses.firstIndex(of: 204))
        _ = try await shop.login("ann", "new password \(winner)")
        for bad in ["", "x", second.replacing("rtp_", with: "rta_")] {
            #expect([400, 401].contains(try await set(bad, "a new password").status))
        }
        // Neither may a manager take the place of somebody who has more.
        let admin = try await hire(shop, "bob", "admin").string("id")
        #expect(try await shop.call("POST", "/v1/staff/\(admin)/password-reset", token: manager).status == 403)
    }
}
