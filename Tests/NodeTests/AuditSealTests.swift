import API
import Access
import Door
import JSON
import Node
import Operations
import Postgres
import RetailCore
import Secrets
import Simulator
import Testing

/// Somebody has the database, all of it, and wants the trail to say something else. He does not have the key.
@Suite(.timeLimit(.minutes(5))) struct AuditSealTests {
    /// What he does, and what gives him away. `chain` is a device's that was sealed at its fifth row.
    struct Attack: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let sql: String
        let kind: String
    }

    private static let cut = "DELETE FROM @.sync_audit WHERE chain = 'CHAIN' AND number > 3;"
    private static let moveBack = """
        UPDATE @.audit_chain c SET number = 3, hash = a.hash FROM @.sync_audit a WHERE a.chain = c.id AND a.number = 3 AND c.id = 'CHAIN';
        """
    private static let moveSealBack = """
        UPDATE @.audit_sealed s SET number = 3, hash = a.hash FROM @.sync_audit a WHERE a.chain = s.chain AND a.number = 3 AND s.chain = 'CHAIN';
        """
    private static let deleteChain = "DELETE FROM @.sync_audit WHERE chain = 'CHAIN'; DELETE FROM @.audit_chain WHERE id = 'CHAIN';"

    static let attacks = [
        Attack(
            testDescription: "a word changed", sql: "UPDATE @.sync_audit SET outcome = 'x' WHERE chain = 'CHAIN' AND number = 2",
            kind: "row_changed"),
        Attack(
            testDescription: "an address changed", sql: "UPDATE @.sync_audit SET address = '10.0.0.1' WHERE chain = 'CHAIN' AND number = 2",
            kind: "row_changed"),
        Attack(
            testDescription: "a row taken from the middle", sql: "DELETE FROM @.sync_audit WHERE chain = 'CHAIN' AND number = 2",
            kind: "row_missing"),
        Attack(testDescription: "the tail cut", sql: cut, kind: "row_missing"),
        Attack(testDescription: "the tail cut and the end moved back", sql: cut + moveBack, kind: "row_missing"),
        Attack(testDescription: "and what was sealed, too", sql: cut + moveBack + moveSealBack, kind: "seal_broken"),
        Attack(testDescription: "a chain deleted", sql: deleteChain, kind: "chain_missing"),
        Attack(
            testDescription: "a chain deleted, and what was sealed of it",
            sql: deleteChain + "DELETE FROM @.audit_sealed WHERE chain = 'CHAIN';",
            kind: "seal_broken"),
        Attack(testDescription: "a chain's end deleted", sql: "DELETE FROM @.audit_chain WHERE id = 'CHAIN'", kind: "row_foreign"),
        Attack(
            testDescription: "a row put behind the end",
            sql: """
                INSERT INTO @.sync_audit (chain, number, at, actor_id, action, outcome, attempts, request_id, hash)
                SELECT chain, number + 1, at, actor_id, action, outcome, 1, '', hash FROM @.sync_audit WHERE chain = 'CHAIN' ORDER BY number DESC LIMIT 1
                """, kind: "row_foreign"),
        Attack(testDescription: "a seal changed", sql: "UPDATE @.audit_seal SET chains = chains + 1 WHERE number = 1", kind: "seal_broken"),
        Attack(testDescription: "all seals taken", sql: "DELETE FROM @.audit_seal; DELETE FROM @.audit_sealed", kind: "seal_missing"),
        Attack(
            testDescription: "the whole trail taken",
            sql: "DELETE FROM @.sync_audit; DELETE FROM @.audit_chain; DELETE FROM @.audit_seal; DELETE FROM @.audit_sealed",
            kind: "seal_missing"),
    ]

    @Test(arguments: attacks) func isFound(_ attack: Attack) async throws {
        let (shop, device) = try await sealed()
        try await tamper(shop, attack.sql.replacing("CHAIN", with: "\(device)"))
        let kinds = try await findings(shop)
        #expect(kinds.contains(attack.kind), "\(kinds)")
        // And it stays found, whatever is sealed since.
        _ = try await shop.tryLogin("owner", "wrong password")
        #expect(try await findings(shop).contains(attack.kind))
    }

    /// Every hash made anew behind the change, as only who knows the code could.
    @Test func aForgedRowIsFoundThoughItsChainFits() async throws {
        let (shop, device) = try await sealed()
        let read = ReadChainRows(chain: ID(device), after: 0, through: .max)
        var end = AuditSeal.none
        var sql = ""
        for var row in try await shop.node.database.read(read, in: shop.tenant.scope) {
            if row.number == 2 { row.attempt.outcome = "rejected" }
            end = row.hash(after: end)
            sql +=
                "UPDATE @.sync_audit SET outcome = '\(row.attempt.outcome)', hash = '\\x\(Hexadecimal.text(end))' WHERE chain = '\(device)' AND number = \(row.number);"
        }
        sql += "UPDATE @.audit_chain SET hash = '\\x\(Hexadecimal.text(end))' WHERE id = '\(device)';"
        try await tamper(shop, sql)
        #expect(try await findings(shop) == ["row_changed"])
        // The chain goes on, a seal is made over it, and still the row is known not to be the one that was there.
        _ = try await shop.enrol()
        #expect(try await findings(shop) == ["row_changed"])
    }

    @Test(arguments: ["signature = sha512(signature)", "key_id = 'ffffffffffffffff'"])
    func theLastSealIsSignedByThisNodesKey(_ change: String) async throws {
        let (shop, _) = try await sealed()
        // Looked at without sealing anew, as another program would: what is not signed must not be covered up first.
        try await tamper(shop, "UPDATE @.audit_seal SET \(change)")
        let verification = shop.node.services.verification
        let report = try await verification.run(shop.tenant)
        #expect(Set(report.findings.map(\.kind)) == [.sealUnsigned])
    }

    @Test func whatADeviceRemembersIsCompared() async throws {
        let (shop, device) = try await sealed()
        let row = try #require(
            try await shop.node.database.read(ReadChainRows(chain: ID(device), after: 2, through: 3), in: shop.tenant.scope).first)
        let path = "/v1/audit/verify?chain=\(device)&number=3&hash="
        #expect(try await shop.call("GET", path + Hexadecimal.text(row.hash)).has(200).json().bool("intact"))
        #expect(try await !shop.call("GET", path + Hexadecimal.text(AuditSeal.none)).has(200).json().bool("intact"))
        // What the document can't say is 422; what it says, 400.
        let hash = String(repeating: "0", count: 64)
        for query in ["number=3", "hash=\(hash)", "number=3&hash=\(hash)", "chain=\(device)&number=3", "chain=\(device)&hash=\(hash)"] {
            let answer = try await shop.call("GET", "/v1/audit/verify?\(query)")
            #expect(answer.status == 422 && answer.code == "request.contradictory", "\(query)")
        }
        let unread = try await shop.call("GET", path + String(repeating: "x", count: 64))
        #expect(unread.status == 400 && unread.code == "request.invalid")
    }

    @Test func twoNodesSealOneTrail() async throws {
        let shop = try await Shop.open(products: 1)
        let there = try shop.through(try await TestNode.second.value)
        _ = try await together(12) { number in
            let place = number % 2 == 0 ? shop : there
            _ = try await place.tryLogin("owner", "wrong password")
            return try await place.call("GET", "/v1/audit/verify").status
        }
        try await shop.expectSoundBooks()
        try await there.expectSoundBooks()
    }

    /// A chain with a device whose audit chain has more than five rows, all sealed.
    private func sealed() async throws -> (Shop, ID<RetailCore.Device>) {
        let shop = try await Shop.open(products: 1)
        let device = try await shop.enrol()
        for number in 1...5 as ClosedRange<Int64> { _ = try await device.push([.sale(number, shop.products[0])]) }
        try await shop.expectSoundBooks()
        return (shop, device.identity.device)
    }

    private func tamper(_ shop: Shop, _ sql: String) async throws {
        let scope = try #require(Scope(schema: shop.tenant.scope.schema))
        try await shop.node.database.script(scope.resolve(sql), in: .registry)
    }

    private func findings(_ shop: Shop) async throws -> Set<String> {
        let verdict = try await shop.call("GET", "/v1/audit/verify").has(200).json()
        let kinds = Set(try verdict.list("findings").map { try $0.string("kind") })
        #expect(try verdict.bool("intact") == kinds.isEmpty)
        return kinds
    }
}
