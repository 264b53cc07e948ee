import Access
import JSON
import Node
import Operations
import Postgres
import RetailCore
import TestSupport
import Testing

@testable import Door

/// What the audit trail promises, whoever writes to it or about it.
@Suite(.timeLimit(.minutes(5))) struct AuditTests {
    @Test func everyRowSaysWhereTheRequestCameFrom() async throws {
        let shop = try await Shop.open(products: 1)
        let device = try await shop.enrol()
        _ = try await device.push([.sale(1, shop.products[0])])
        _ = try await device.pulled()
        #expect(try await shop.tryLogin("owner", "wrong password").status == 401)
        let items = try await shop.call("GET", "/v1/audit?limit=1000").has(200).json().list("items")
        var actions: Set<String> = []
        for item in items {
            try actions.insert(item.string("action"))
            #expect(try item.string("address") == "127.0.0.1")
        }
        #expect(actions.isSuperset(of: ["login", "sale.complete/1", "pull", "store.create/1", "device.enrol"]), "\(actions)")
    }

    @Test func aChainsRoleCanOnlyAddToTheTrailAndReadIt() async throws {
        let shop = try await Shop.open(products: 0)
        let attempts = [
            "UPDATE @.sync_audit SET outcome = 'applied'", "DELETE FROM @.sync_audit", "TRUNCATE @.sync_audit",
            "UPDATE @.audit_seal SET number = number + 1", "DELETE FROM @.audit_seal", "DELETE FROM @.audit_chain",
            "UPDATE @.audit_chain SET id = gen_random_uuid()", "DELETE FROM @.audit_sealed",
        ]
        for sql in attempts {
            await #expect(throws: Fault.self, "\(sql)") {
                try await shop.node.database.transaction(.write, in: shop.tenant.scope) { transaction throws(Fault) in
                    _ = try transaction.run(Statement.generated(sql))
                }
            }
        }
        try await shop.expectSoundBooks()
    }

    /// A writing whose COMMIT was not answered may have happened: it is looked for, and done again only where it is not there.
    @Test func whatMayHaveBeenWrittenIsNotWrittenTwice() async throws {
        let shop = try await Shop.open(products: 0)
        let chain: ID<AuditChain> = Fresh.id()
        let writer = AuditWriter(database: shop.node.database, logger: .silent)
        let attempt = AuditAttempt(actor: .none, action: "login", outcome: "answered", from: Origin(requestID: "x", address: ""))
        var part = AuditPart(tenant: shop.tenant, at: Fresh.now(), attempts: [(chain, attempt), (chain, attempt)])
        func rows() async throws -> [AuditRow] {
            try await shop.node.database.read(ReadChainRows(chain: chain, after: 0, through: 100), in: shop.tenant.scope)
        }
        #expect(await writer.write([part]).isEmpty)
        var stray = try #require(try await rows().first)
        part.tries = [stray]
        #expect(await writer.write([part]).isEmpty)
        #expect(try await rows().count == 2)
        stray.hash[0] ^= 1
        part.tries = [stray]
        #expect(await writer.write([part]).isEmpty)
        #expect(try await rows().count == 4)
        try await shop.expectSoundBooks()
    }

    /// A trail that was begun before rows had an address goes on, and is still whole.
    @Test func rowsOfTheFirstFormatStillProveTheirChain() async throws {
        let shop = try await Shop.open(products: 0)
        let chain: ID<AuditChain> = Fresh.id()
        var end = [UInt8](repeating: 0, count: 32)
        for number in 1...3 as ClosedRange<Int64> {
            var row = AuditRow(
                chain: chain, number: number, at: Fresh.now(),
                attempt: AuditAttempt(
                    actor: .none, action: "login", operation: number == 2 ? Fresh.id() : nil, outcome: "answered",
                    from: Origin(requestID: "before", address: "")), format: 1, hash: [])
            row.hash = row.hash(after: end)
            end = row.hash
            try await write(row, shop)
        }
        var parameters = Parameters()
        parameters.id(chain)
        parameters.bytes(end)
        let bound = parameters
        try await shop.node.database.transaction(.write, in: shop.tenant.scope) { transaction throws(Fault) in
            _ = try transaction.run(Statement("INSERT INTO @.audit_chain (id, number, hash) VALUES ($1, 3, $2)"), bound)
        }
        try await shop.expectSoundBooks()
    }

    @Test func aThousandRefusalsAreCountedInTwoRows() async throws {
        let shop = try await Shop.open(products: 0)
        let clerk = try await shop.hire("sales_assistant")
        let statuses = try await together(200) { _ in try await shop.call("GET", "/v1/audit", token: clerk).status }
        #expect(Set(statuses) == [403])
        let rows = try await shop.call("GET", "/v1/audit?outcome=refused&action=GET%20/v1/audit").has(200).json().list("items")
        #expect(rows.count == 2)
        #expect(try rows.reduce(0) { try $0 + $1.int("attempts") } == 200)
    }

    private func write(_ row: AuditRow, _ shop: Shop) async throws {
        var parameters = Parameters()
        parameters.id(row.chain)
        parameters.int64(row.number)
        parameters.instant(row.at)
        parameters.id(row.attempt.operation)
        parameters.bytes(row.hash)
        let bound = parameters
        try await shop.node.database.transaction(.write, in: shop.tenant.scope) { transaction throws(Fault) in
            _ = try transaction.run(
                Statement(
                    """
                    INSERT INTO @.sync_audit (chain, number, at, actor_id, action, op_id, outcome, attempts, request_id, hash)
                    VALUES ($1, $2, $3, '00000000-0000-0000-0000-000000000000', 'login', $4, 'answered', 1, 'before', $5)
                    """), bound)
        }
    }
}
