import Access
import JSON
import Node
import RetailCore
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct SessionTests {
    private func me(_ shop: Shop, _ token: String) async throws -> Int { try await shop.call("GET", "/v1/auth/me", token: token).status }

    private func sessions(_ shop: Shop, _ query: String = "", token: String? = nil) async throws -> [JSONValue] {
        try await shop.call("GET", "/v1/sessions" + query, token: token).has(200).json().list("items")
    }

    private func subject(_ shop: Shop, _ token: String) async throws -> String {
        try await shop.call("GET", "/v1/auth/me", token: token).has(200).json().string("id")
    }

    /// Somebody who may be logged in several times.
    private func hireWithMany(_ shop: Shop) async throws -> String {
        let name = Fresh.word("p")
        let body = """
            {"username":"\(name)","name":"\(name)","role":"manager","allows_many_sessions":true,"password":"\(Shop.password)"}
            """
        _ = try await shop.call("POST", "/v1/staff", body).has(201)
        return name
    }

    @Test func onesOwnAreListedPageByPageAndEnded() async throws {
        let shop = try await Shop.open(products: 0)
        let name = try await hireWithMany(shop)
        var tokens: [String] = []
        for _ in 0..<3 { tokens.append(try await shop.login(name)) }
        let page = try await shop.call("GET", "/v1/sessions?limit=2", token: tokens[0]).has(200).json()
        let rest = try await shop.call("GET", "/v1/sessions?after=\(try page.string("next"))", token: tokens[0]).has(200).json()
        let all = try page.list("items") + rest.list("items")
        #expect(all.count == 3 && rest["next"] == nil)
        #expect(try all.filter { try $0.bool("current") }.count == 1)
        #expect(try all.allSatisfy { try $0.string("address") == "127.0.0.1" && $0.string("label") == name })
        let mine = try #require(try all.first { try $0.bool("current") })
        for session in all where try session.string("id") != mine.string("id") {
            #expect(try await shop.call("DELETE", "/v1/sessions/\(try session.string("id"))", token: tokens[0]).status == 204)
            #expect(try await shop.call("DELETE", "/v1/sessions/\(try session.string("id"))", token: tokens[0]).code == "session.unknown")
        }
        #expect(try await me(shop, tokens[0]) == 200)
        #expect(try await me(shop, tokens[1]) == 401)
        #expect(try await me(shop, tokens[2]) == 401)
        // It was tried, and is on record.
        try await until { try await shop.count("SELECT count(*) FROM @.sync_audit WHERE action = 'session.end'") == 2 }
    }

    @Test func allOfOnesOwnAreEndedAtOnceOnEveryNode() async throws {
        let shop = try await Shop.open(products: 0)
        let there = try shop.through(try await TestNode.second.value)
        let name = try await hireWithMany(shop)
        var tokens: [String] = []
        for _ in 0..<3 { tokens.append(try await there.login(name)) }
        #expect(try await shop.call("POST", "/v1/auth/logout-all", token: tokens[1]).status == 204)
        for token in tokens {
            #expect(try await me(shop, token) == 401)
            try await until { try await me(there, token) == 401 }
        }
        #expect(try await me(shop, shop.owner) == 200)
    }

    @Test func othersAreSeenAndEndedByWhoLooksAfterThem() async throws {
        let shop = try await Shop.open(products: 0)
        let (store, _) = try await shop.openStore("S2")
        let (manager, seller) = try await (shop.hire("manager", in: [shop.store]), shop.hire("sales_assistant", in: [shop.store]))
        let elsewhere = try await shop.hire("sales_assistant", in: [store])
        let sellers = try await subject(shop, seller)
        let mine = try await sessions(shop, "?subject_id=\(sellers)")
        let id = try #require(mine.first).string("id")
        #expect(try await sessions(shop, "?everybody=true").count == 4)
        // A manager of one store sees its people, not the owner, not the other store's.
        #expect(try await sessions(shop, "?everybody=true", token: manager).count == 2)
        let other = try await subject(shop, elsewhere)
        #expect(try await shop.call("GET", "/v1/sessions?subject_id=\(other)", token: manager).code == "access.store-scope")
        #expect(try await shop.call("GET", "/v1/sessions?everybody=true", token: seller).code == "access.forbidden")
        // Seeing is not ending.
        #expect(try await shop.call("DELETE", "/v1/sessions/\(id)", token: manager).status == 403)
        #expect(try await shop.call("DELETE", "/v1/sessions/\(id)", token: elsewhere).status == 403)
        #expect(try await shop.call("DELETE", "/v1/sessions/\(id)").status == 204)
        #expect(try await me(shop, seller) == 401)
        // An admin does not end the owner's; a foreign chain's are not there.
        let admin = try await shop.hire("admin")
        let owners = try #require(try await sessions(shop).first).string("id")
        #expect(try await shop.call("DELETE", "/v1/sessions/\(owners)", token: admin).code == "access.forbidden")
        let foreign = try await Shop.open(products: 0)
        #expect(try await foreign.call("DELETE", "/v1/sessions/\(owners)").code == "session.unknown")
        #expect(try await me(shop, shop.owner) == 200)
    }

    @Test func devicesAreNotEndedBehindTheirBacks() async throws {
        let shop = try await Shop.open(products: 0)
        let device = try await shop.enrol()
        let own = try await sessions(shop, token: device.token)
        let id = try #require(own.first).string("id")
        #expect(own.count == 1)
        #expect(try await shop.call("DELETE", "/v1/sessions/\(id)").code == "session.unknown")
        #expect(try await sessions(shop, "?everybody=true").count == 1)
    }
}
