import Access
import JSON
import Node
import Postgres
import RetailCore
import Simulator
import SyncProtocol
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct MigrationTests {
    @Test func fromEmptyThenAgainThenASecondChain() async throws {
        let connection = TestServer.freshDatabase()
        let node = try await TestNode.start(connection)
        let shop = try await Shop.open(on: node, products: 1)
        let device = try await shop.enrol()
        _ = try await device.push([.sale(1, shop.products[0])])
        let ledger = Statement(
            "SELECT count(*) FROM information_schema.tables WHERE table_schema NOT IN ('pg_catalog', 'information_schema')")
        let before = try await node.database.read(ledger, in: .registry)[0].int64(0)
        await node.stop(graceSeconds: 2)

        let again = try await TestNode.start(connection)
        let migrator = try Migrator(again.database, directory: TestNode.sqlFolder)
        #expect(try await migrator.migrateRegistry().isEmpty)
        #expect(try await migrator.migrate(tenantSchema: shop.tenant.scope.schema).isEmpty)
        #expect(try await again.database.read(ledger, in: .registry)[0].int64(0) == before)
        // The chain is as it was, and its device goes on.
        let same = try shop.through(again)
        #expect(try await same.onHand(shop.products[0]) == -1000)
        #expect(try await device.through(same).push([.sale(2, shop.products[0])])[0].status == .applied)
        let other = try await Shop.open(on: again, products: 1)
        #expect(try await other.call("GET", "/v1/stock").has(200).json().list("items").isEmpty)
        try await same.expectSoundBooks()
        await again.stop(graceSeconds: 2)
    }

    @Test func twoNodesMayMigrateAtOnce() async throws {
        let connection = TestServer.freshDatabase()
        let nodes = try await together(2) { _ in try await TestNode.start(connection) }
        let shop = try await Shop.open(on: nodes[0], products: 1)
        #expect(try await shop.through(nodes[1]).call("GET", "/v1/auth/me").status == 200)
        for node in nodes { await node.stop(graceSeconds: 2) }
    }
}
