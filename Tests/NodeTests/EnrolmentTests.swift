import Access
import JSON
import Node
import RetailCore
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct EnrolmentTests {
    private func newCode(_ shop: Shop) async throws -> String {
        let body = #"{"store_id":"\#(shop.store)","register_id":"\#(shop.register)","name":"till"}"#
        return try await shop.call("POST", "/v1/devices/enrolment-codes", body).has(201).json().string("code")
    }

    private func enrol(_ shop: Shop, _ code: String) async throws -> Answer {
        try await shop.call("POST", "/v1/devices/enrol", #"{"tenant":"\#(shop.slug)","code":"\#(code)"}"#, token: "")
    }

    private func pull(_ shop: Shop, _ token: String) async throws -> Int {
        try await shop.call("POST", "/v1/sync/pull", #"{"cursors":{"catalog":"0"}}"#, token: token).status
    }

    @Test func aLostAnswerIsMadeUpForUntilTheTokenIsUsed() async throws {
        let shop = try await Shop.open(products: 0)
        let code = try await newCode(shop)
        let lost = try await enrol(shop, code).has(201).json()
        let again = try await enrol(shop, code).has(201).json()
        #expect(try lost.string("device_id") == again.string("device_id"))
        #expect(try await pull(shop, try lost.string("token")) == 401)
        #expect(try await pull(shop, try again.string("token")) == 200)
        #expect(try await enrol(shop, code).code == "device.code-invalid")
        #expect(try await pull(shop, try again.string("token")) == 200)
        #expect(try await shop.count("SELECT count(*) FROM @.device") == 1)
    }

    @Test func atOnceOnTwoNodesItIsOneDeviceWithOneToken() async throws {
        let shop = try await Shop.open(products: 0)
        let there = try shop.through(try await TestNode.second.value)
        let code = try await newCode(shop)
        let made = try await together(8) { try await enrol($0 % 2 == 0 ? shop : there, code).has(201).json() }
        #expect(try Set(made.map { try $0.string("device_id") }).count == 1)
        var works = 0
        for one in made where try await pull(shop, try one.string("token")) == 200 { works += 1 }
        #expect(works == 1)
    }

    /// The first use and a second enrolment at the same moment: one of the two tokens works, not both and not neither.
    @Test func aFirstUseAndASecondEnrolmentAtOnceLeaveOneToken() async throws {
        let shop = try await Shop.open(products: 0)
        for _ in 0..<10 {
            let code = try await newCode(shop)
            let first = try await enrol(shop, code).has(201).json().string("token")
            let statuses = try await together(2) { number async throws -> Int in
                if number == 0 { return try await pull(shop, first) }
                return try await enrol(shop, code).status
            }
            #expect(statuses == [200, 401] || statuses == [401, 201], "\(statuses)")
        }
    }

    @Test func aRevokedDevicesCodeGivesNothing() async throws {
        let shop = try await Shop.open(products: 0)
        let code = try await newCode(shop)
        let device = try await enrol(shop, code).has(201).json().string("device_id")
        #expect(try await shop.call("POST", "/v1/devices/\(device)/revoke").status == 204)
        #expect(try await enrol(shop, code).code == "device.code-invalid")
        try await until { try await shop.count("SELECT count(*) FROM @.sync_audit WHERE detail = 'device.code-invalid'") == 1 }
    }

    private func guess(_ shop: Shop, _ code: String, tenant: String? = nil, from address: String) async throws -> String? {
        do throws(Fault) {
            _ = try await shop.node.access.enrol(tenant: tenant ?? shop.slug, code: code, address: address)
            return nil
        } catch {
            if error.kind == .tooMany { #expect((error.retryAfterSeconds ?? 0) > 0) }
            return error.code
        }
    }

    @Test func wrongCodesAreSlowedByAddressAlsoForChainsThatAreNotThere() async throws {
        let shop = try await Shop.open(on: try await LoginLimitTests.strict.value, products: 0)
        var answers: [[String?]] = []
        for (index, tenant) in [shop.slug, "no-such"].enumerated() {
            var codes: [String?] = []
            for _ in 0..<12 { codes.append(try await guess(shop, "ZZZZ-ZZZZ", tenant: tenant, from: "192.0.2.\(50 + index)")) }
            answers.append(codes)
        }
        #expect(answers[0] == Array(repeating: "device.code-invalid", count: 10) + ["access.too-many-tries", "access.too-many-tries"])
        #expect(answers[1] == answers[0])
        let code = try await newCode(shop)
        #expect(try await guess(shop, code, from: "192.0.2.50") == "access.too-many-tries")
        #expect(try await guess(shop, code, from: "192.0.2.60") == nil)
    }

    @Test func wrongCodesFromEverywhereSlowTheChainButNotWhereItsPeopleAre() async throws {
        let node = try await TestNode.start(TestServer.connection) { $0.access.codeTriesPerChain = 20 }
        let shop = try await Shop.open(on: node, products: 0)
        let login = LoginAttempt(tenant: shop.slug, username: "owner", password: Secret(Shop.password), address: "198.51.100.1")
        guard case .issued = try await node.access.login(login) else {
            Issue.record("the owner is not let in")
            return
        }
        for number in 1...20 { #expect(try await guess(shop, "ZZZZ-ZZZZ", from: "192.0.2.\(number)") == "device.code-invalid") }
        // On a slow machine some of the twenty are forgiven by now.
        var later: [String?] = []
        while later.last != "access.too-many-tries", later.count < 200 {
            later.append(try await guess(shop, "ZZZZ-ZZZZ", from: "198.51.100.\(10 + later.count)"))
        }
        #expect(later.last == "access.too-many-tries", "\(later)")
        #expect(try await guess(shop, "ZZZZ-ZZZZ", from: "198.51.100.1") == "device.code-invalid")
        await node.stop(graceSeconds: 1)
    }
}
