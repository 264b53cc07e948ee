import Access
import JSON
import Node
import Postgres
import RetailCore
import Simulator
import SyncProtocol
import TestSupport
import Testing

/// Two log-ins, neither of them a superuser: what works, and what whoever gets hold of a node's session can't do.
@Suite(.timeLimit(.minutes(5))) struct LeastPrivilegeTests {
    @Test func aNodeServesWithoutOwningAnything() async throws {
        let place = try await OwnedDatabase()
        let node = try await place.start()
        let shop = try await Shop.open(on: node, products: 1)
        let till = try await shop.enrol()
        #expect(try await till.push([.sale(1, shop.products[0])])[0].status == .applied)
        #expect(try await shop.call("GET", "/v1/reports/sales").status == 200)
        try await shop.expectSoundBooks()

        let schema = shop.tenant.scope.schema
        let role = try #require(shop.tenant.scope.role)
        #expect(role.hasPrefix(schema + "_") && role.count > schema.count + 8 && role.utf8.count <= 63, "\(role)")
        for sql in [
            "SELECT count(*) FROM \(schema).sale", "DROP TABLE \(schema).sale", "CREATE SCHEMA mine", "CREATE ROLE mine",
            "SET ROLE \(place.ownerName)", "UPDATE retail.tenant SET status = 'suspended'", "DELETE FROM retail.migration",
            "SET ROLE \(role); UPDATE \(schema).sync_audit SET outcome = 'x'", "SET ROLE \(role); DELETE FROM \(schema).sync_audit",
            "SET ROLE \(role); TRUNCATE \(schema).sync_audit", "SET ROLE \(role); SELECT * FROM retail.session",
        ] {
            let fault = await #expect(throws: Fault.self, "\(sql)") { try await place.asNode(sql) }
            #expect(fault?.code == "database.permission", "\(sql): \(fault?.diagnosis ?? "")")
        }
        await node.stop(graceSeconds: 2)
    }

    /// A dump restored without roles: every request of the chain would fail.
    @Test func whatIsMissingIsSaidAndGivenAgain() async throws {
        let place = try await OwnedDatabase()
        let node = try await place.start()
        let shop = try await Shop.open(on: node, products: 1)
        let role = try #require(shop.tenant.scope.role)
        try await place.asSuperuser("DROP OWNED BY \(role); DROP ROLE \(role); REVOKE ALL ON retail.session FROM \(place.nodeName)")
        let refused = try await shop.call("GET", "/v1/stock")
        #expect(refused.status == 503 && refused.code.hasPrefix("database."), "\(refused.text)")
        let fault = await #expect(throws: Fault.self) {
            _ = try await node.database.read(Statement("SELECT 1"), in: shop.tenant.scope)
        }
        #expect(fault?.code == "database.role-missing" && fault?.diagnosis?.contains(role) == true)

        let said = Lines()
        let settings = DatabaseSettings(connection: Secret(place.node))
        let owner = DatabaseOwner(
            settings, owner: Secret(place.owner), sqlFolder: TestNode.sqlFolder, logger: .silent)
        try await owner.migrate { said.add($0) }
        #expect(said.all.contains { $0.contains("role and rights given") } && said.all.contains { $0.hasPrefix("registry: rights") })
        #expect(try await shop.call("GET", "/v1/stock").status == 200)
        let more = try await shop.call("POST", "/v1/sales", Bodies.sale(shop.products[0], store: shop.store))
        #expect(more.status == 201, "\(more.text)")
        await #expect(throws: Fault.self) { try await place.asNode("SET ROLE \(role); DELETE FROM \(shop.tenant.scope.schema).sync_audit") }
        // Nothing is left to be done, and that is seen without the owner's rights.
        let again = Lines()
        try await DatabaseOwner(settings, owner: nil, sqlFolder: TestNode.sqlFolder, logger: .silent).migrate {
            again.add($0)
        }
        #expect(again.all.isEmpty)
        await node.stop(graceSeconds: 2)
    }

    @Test func aLogInThatMayNotIsToldWhatItLacks() async throws {
        let place = try await OwnedDatabase()
        let alone = DatabaseOwner(
            DatabaseSettings(connection: Secret(place.node)), owner: nil, sqlFolder: TestNode.sqlFolder, logger: .silent)
        let fault = await #expect(throws: Fault.self) { try await alone.migrate { _ in } }
        #expect(fault?.code == "database.rights")
        #expect(fault?.detail.contains("GRANT CREATE ON DATABASE") == true && fault?.detail.contains("CREATEROLE") == true)
    }

    @Test func aDatabaseThatIsNotThereIsCalledThat() async throws {
        for connection in ["host=/nowhere", TestServer.freshDatabase() + " dbname=nothing_here"] {
            let fault = await #expect(throws: Fault.self) {
                _ = try await Database.reach(DatabaseSettings(connection: Secret(connection)), patienceMilliseconds: 100)
            }
            #expect(fault?.code == "database.unreachable" && fault?.detail.contains("cannot reach the database") == true)
        }
    }
}
