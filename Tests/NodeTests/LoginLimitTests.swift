import Access
import Node
import RetailCore
import Secrets
import TestSupport
import Testing

/// Who guesses is held up; whom he guesses at is not.
@Suite(.timeLimit(.minutes(5))) struct LoginLimitTests {
    /// With the limits as they are delivered.
    static let strict = Task {
        try await TestNode.start(TestServer.connection) { settings in
            let queue = (settings.access.passwordQueue, settings.access.passwordQueuePerAddress)
            settings.access = AccessLimits()
            (settings.access.passwordQueue, settings.access.passwordQueuePerAddress) = queue
            // Shop.open logs in over HTTP, from this machine's own address, beside all others.
            settings.access.loginTriesPerAddress = 40
        }
    }

    private static let home = "198.51.100.1"

    /// A chain whose owner has logged in from home before.
    private func shop() async throws -> Shop {
        let shop = try await Shop.open(on: try await LoginLimitTests.strict.value, products: 0)
        #expect(try await code(shop, from: LoginLimitTests.home) == nil)
        return shop
    }

    /// The fault's code; nil for who is let in.
    private func code(
        _ shop: Shop, _ username: String = "owner", _ password: String = Shop.password, tenant: String? = nil, from address: String
    ) async throws -> String? {
        let attempt = LoginAttempt(tenant: tenant ?? shop.slug, username: username, password: Secret(password), address: address)
        switch try await shop.node.access.login(attempt) {
        case .issued: return nil
        case .refused(let fault, _, _):
            if fault.kind == .tooMany { #expect((fault.retryAfterSeconds ?? 0) > 0) }
            return fault.code
        }
    }

    @Test func aStrangersWrongPasswordsDoNotLockTheOwnerOut() async throws {
        let shop = try await shop()
        for _ in 0..<5 { #expect(try await code(shop, "owner", "wrong password", from: "203.0.113.9") == "access.wrong-credentials") }
        #expect(try await code(shop, "owner", "wrong password", from: "203.0.113.9") == "access.locked")
        #expect(try await code(shop, from: "203.0.113.9") == "access.locked")
        #expect(try await code(shop, from: LoginLimitTests.home) == nil)
        // Nor is somewhere new closed to the owner by one stranger.
        #expect(try await code(shop, from: "198.51.100.77") == nil)
    }

    @Test func guessesFromEverywhereSlowTheNameButNotWhereItIsKnown() async throws {
        let shop = try await shop()
        for number in 1...20 {
            #expect(try await code(shop, "owner", "wrong password", from: "192.0.2.\(number)") == "access.wrong-credentials")
        }
        #expect(try await code(shop, from: "192.0.2.200") == "access.locked")
        #expect(try await code(shop, from: LoginLimitTests.home) == nil)
        #expect(try await code(shop, "somebody", "wrong password", from: "192.0.2.200") == "access.wrong-credentials")
    }

    @Test func anAddressThatTriesManyNamesIsSlowedButNotForThoseKnownThere() async throws {
        let shop = try await shop()
        let address = "203.0.113.77"
        #expect(try await code(shop, from: address) == nil)
        for number in 1...40 {
            #expect(try await code(shop, "name \(number)", "wrong password", from: address) == "access.wrong-credentials")
        }
        #expect(try await code(shop, "name 41", "wrong password", from: address) == "access.locked")
        // A wrong password of who is known there is answered alike: who is can't be told from who isn't.
        #expect(try await code(shop, "owner", "wrong password", from: address) == "access.locked")
        #expect(try await code(shop, from: address) == nil)
    }

    /// Whatever is tried, and however often: what exists can't be told from what does not.
    @Test func neitherNamesNorChainsCanBeListed() async throws {
        let shop = try await shop()
        var answers: [[String?]] = []
        for (index, (tenant, name)) in [(shop.slug, "owner"), (shop.slug, "nobody"), ("no-such", "owner")].enumerated() {
            var codes: [String?] = []
            for _ in 0..<8 { codes.append(try await code(shop, name, "wrong password", tenant: tenant, from: "203.0.113.\(100 + index)")) }
            answers.append(codes)
        }
        #expect(answers[0].count { $0 == "access.wrong-credentials" } == 5)
        #expect(answers[0].count { $0 == "access.locked" } == 3)
        #expect(answers[1] == answers[0])
        #expect(answers[2] == answers[0])
    }

    @Test func anIPv6HouseholdIsOneAddress() async throws {
        let shop = try await shop()
        for number in 1...5 {
            #expect(try await code(shop, "owner", "wrong password", from: "2001:db8:7:1::\(number)") == "access.wrong-credentials")
        }
        #expect(try await code(shop, from: "2001:db8:7:1:ffff::9") == "access.locked")
        #expect(try await code(shop, from: "2001:db8:7:2::1") == nil)
        #expect(AddressBlock("::ffff:203.0.113.7") == AddressBlock("203.0.113.7"))
        #expect(AddressBlock("fe80::1%eth0").text == "fe80:0:0:0::/64")
    }

    /// A hundred at once: the right one among them tells nothing once five were wrong.
    @Test func guessesSentAtOnceAreAllCounted() async throws {
        let shop = try await shop()
        let codes = try await together(100) { try await code(shop, "owner", "wrong \($0)", from: "203.0.113.200") }
        #expect(codes.count { $0 == "access.wrong-credentials" } == 5)
        #expect(codes.count { $0 == "access.locked" } == 95)
        #expect(try await code(shop, from: "203.0.113.200") == "access.locked")
    }

    /// A hash of yesterday's cost would answer later or sooner than the decoy.
    @Test func aHashOfAnotherCostIsMadeAnewAtTheNextLogIn() async throws {
        let shop = try await Shop.open(products: 0)
        let node = try await TestNode.start(TestServer.connection) { $0.passwordCost = Argon2Cost(memoryKiB: 128, passes: 1, lanes: 1) }
        let there = try shop.through(node)
        #expect(try await shop.count("SELECT count(*) FROM @.staff_password WHERE encoded LIKE '$argon2id$v=19$m=64,%'") == 1)
        _ = try await there.login()
        #expect(try await shop.count("SELECT count(*) FROM @.staff_password WHERE encoded LIKE '$argon2id$v=19$m=128,%'") == 1)
        #expect(try await there.tryLogin().status == 200)
        await node.stop(graceSeconds: 1)
    }

    /// What is typed into the wrong field is not kept.
    @Test func aPasswordTypedAsANameIsNotKept() async throws {
        let shop = try await Shop.open(products: 0)
        let secret = Fresh.word("my-secret-")
        #expect(try await shop.tryLogin(secret, "owner").code == "access.wrong-credentials")
        try await until { try await shop.count("SELECT count(*) FROM @.sync_audit WHERE action = 'login' AND outcome = 'refused'") > 0 }
        #expect(try await shop.count("SELECT count(*) FROM @.sync_audit WHERE detail LIKE '%\(secret)%'") == 0)
    }

    @Test func theLimitsAreInTheMetrics() async throws {
        let shop = try await Shop.open(products: 0)
        let text = try await shop.call("GET", "/metrics", token: "").text
        for name in AccessLimits().named.map(\.name) { #expect(text.contains("access_limit{name=\"\(name)\"}"), "\(name)") }
        #expect(text.contains("access_password_queue "))
    }
}
