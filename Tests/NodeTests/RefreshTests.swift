import Access
import JSON
import Node
import RetailCore
import Secrets
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct RefreshTests {
    private struct Pair: Equatable {
        var access: String
        var refresh: String

        init(_ answer: Answer) throws {
            let json = try answer.has(200).json()
            (access, refresh) = (try json.string("access_token"), try json.string("refresh_token"))
        }
    }

    private func me(_ shop: Shop, _ token: String) async throws -> Int { try await shop.call("GET", "/v1/auth/me", token: token).status }

    private func refresh(_ shop: Shop, _ token: String) async throws -> Answer {
        try await shop.call("POST", "/v1/auth/refresh", #"{"refresh_token":"\#(token)"}"#, token: "")
    }

    @Test func aRefreshGivesNewTokensAndEndsTheOldOnes() async throws {
        let shop = try await Shop.open(products: 0)
        let first = try Pair(try await shop.tryLogin())
        let second = try Pair(try await refresh(shop, first.refresh))
        #expect(second.access != first.access && second.refresh != first.refresh)
        #expect(try await me(shop, first.access) == 401)
        #expect(try await me(shop, second.access) == 200)
        #expect(try await refresh(shop, first.access).code == "access.refresh-invalid")
        #expect(try await refresh(shop, "rtr_x").code == "access.refresh-invalid")
    }

    /// A thief with a copy refreshes twice before the owner comes: what the owner brings is no longer the last one that was spent.
    @Test(arguments: [2, 3, 5]) func anyTokenThatWasSpentEndsTheSession(_ rotations: Int) async throws {
        let shop = try await Shop.open(products: 0)
        let stolen = try Pair(try await shop.tryLogin())
        var thiefs = stolen
        for _ in 0..<rotations { thiefs = try Pair(try await refresh(shop, thiefs.refresh)) }
        #expect(try await me(shop, thiefs.access) == 200)
        #expect(try await refresh(shop, stolen.refresh).code == "access.refresh-reused")
        #expect(try await me(shop, thiefs.access) == 401)
        #expect(try await refresh(shop, thiefs.refresh).code == "access.refresh-invalid")
        try await until { try await shop.count("SELECT count(*) FROM @.sync_audit WHERE detail = 'access.refresh-reused'") == 1 }
    }

    @Test func aLostAnswerIsGivenAgainUntilItsSuccessorWasUsed() async throws {
        let shop = try await Shop.open(products: 0)
        let first = try Pair(try await shop.tryLogin())
        let second = try Pair(try await refresh(shop, first.refresh))
        #expect(try Pair(try await refresh(shop, first.refresh)) == second)
        #expect(try await me(shop, second.access) == 200)
        let third = try Pair(try await refresh(shop, second.refresh))
        #expect(try await refresh(shop, first.refresh).code == "access.refresh-reused")
        #expect(try await me(shop, third.access) == 401)
    }

    @Test func twoWindowsThatRefreshAtOnceGetTheSame() async throws {
        let shop = try await Shop.open(products: 0)
        let there = try shop.through(try await TestNode.second.value)
        let first = try Pair(try await shop.tryLogin())
        let pairs = try await together(8) { try Pair(try await refresh($0 % 2 == 0 ? shop : there, first.refresh)) }
        #expect(Set(pairs.map(\.refresh)).count == 1)
        #expect(Set(pairs.map(\.access)).count == 1)
        #expect(try await me(shop, pairs[0].access) == 200)
        #expect(try await me(there, pairs[0].access) == 200)
    }

    @Test func afterTheGraceTheSecondUseEndsTheSession() async throws {
        let node = try await TestNode.start(TestServer.connection) { $0.access.refreshGraceSeconds = 0 }
        let shop = try await Shop.open(on: node, products: 0)
        let first = try Pair(try await shop.tryLogin())
        let second = try Pair(try await refresh(shop, first.refresh))
        #expect(try await refresh(shop, first.refresh).code == "access.refresh-reused")
        #expect(try await me(shop, second.access) == 401)
        await node.stop(graceSeconds: 1)
    }

    @Test func neitherTheNonceNorTheTokenAloneGivesTheNext() {
        let (token, other) = (Token(new: .refresh), Token(new: .refresh))
        let (nonce, later) = (SecureRandom.bytes(32), SecureRandom.bytes(32))
        let next = Token(.refresh, after: token, nonce: nonce)
        #expect(next.text.exposed == Token(.refresh, after: token, nonce: nonce).text.exposed)
        #expect(Token(next.text.exposed)?.kind == .refresh)
        for wrong in [Token(.refresh, after: token, nonce: later), Token(.refresh, after: other, nonce: nonce)] {
            #expect(wrong.text.exposed != next.text.exposed)
        }
        #expect(Token(.access, after: token, nonce: nonce).text.exposed.dropFirst(4) != next.text.exposed.dropFirst(4))
    }

    @Test func unknownTokensAreSlowedByAddress() async throws {
        let node = try await LoginLimitTests.strict.value
        func code(_ token: Token, from address: String) async -> String? {
            do throws(Fault) {
                _ = try await node.access.refresh(token.text, address: address)
                return nil
            } catch { return error.code }
        }
        for _ in 0..<60 { #expect(await code(Token(new: .refresh), from: "203.0.113.30") == "access.refresh-invalid") }
        #expect(await code(Token(new: .refresh), from: "203.0.113.30") == "access.too-many-tries")
        #expect(await code(Token(new: .refresh), from: "203.0.113.31") == "access.refresh-invalid")
    }

    /// A log-out and a refresh at the same moment: whichever comes first, nothing is left that works.
    @Test func aRefreshDuringALogOutLeavesNothing() async throws {
        let shop = try await Shop.open(products: 0)
        for _ in 0..<10 {
            let first = try Pair(try await shop.tryLogin())
            let answers = try await together(2) { number async throws -> Answer in
                if number == 0 { return try await shop.call("POST", "/v1/auth/logout", token: first.access) }
                return try await refresh(shop, first.refresh)
            }
            // The log-out may have come after the old token had ended.
            guard answers[0].status == 204 else { continue }
            if answers[1].status == 200 { #expect(try await me(shop, try Pair(answers[1]).access) == 401) }
        }
    }
}
