import Access
import JSON
import Node
import Postgres
import RetailCore
import TestSupport
import Testing

/// Making chains, and taking them out of service.
@Suite(.timeLimit(.minutes(5))) struct TenantTests {
    private static func new(_ slug: String, _ password: String = Shop.password) throws -> NewTenant {
        NewTenant(
            slug: slug, name: slug, currency: try #require(Currency(code: "EUR")), ownerUsername: "owner", ownerPassword: Secret(password))
    }

    @Test func ofTwoAttemptsAtOnceOneMakesAWholeChainAndTheOtherNothing() async throws {
        let node = try await TestNode.shared.value
        for _ in 0..<3 {
            let slug = Fresh.word("two")
            let outcomes = try await together(2) { number -> Result<TenantContext, Fault> in
                let new = try Self.new(slug, "password of \(number)")
                do throws(Fault) { return .success(try await node.createTenant(new)) } catch { return .failure(error) }
            }
            let made = outcomes.compactMap { try? $0.get() }
            #expect(made.count == 1)
            let refused = outcomes.compactMap { outcome in if case .failure(let fault) = outcome { fault.code } else { nil } }
            #expect(refused == ["tenant.exists"])
            let winner = try #require(outcomes.firstIndex { (try? $0.get()) != nil })
            let client = try TestNode.client(node)
            var shop = Shop(node: node, client: client, slug: slug, tenant: made[0], owner: "")
            #expect(try await shop.tryLogin("owner", "password of \(1 - winner)").status == 401)
            shop.owner = try await shop.login("owner", "password of \(winner)")
            // Registry and schema speak of one chain.
            (shop.store, shop.register) = try await shop.openStore("S1")
            let goods = try await shop.call("POST", "/v1/products", #"{"products":[{"name":"x","unit_price_minor":100}]}"#).has(201).json()
            let first = try #require(try goods.list("ids").first).string()
            let product: ID<Product> = try #require(ID(first))
            #expect(try await shop.call("POST", "/v1/sales", Bodies.sale(product, store: shop.store)).status == 201)
            #expect(try await shop.count("SELECT count(*) FROM @.staff") == 1)
            #expect(try await Self.roles(of: slug, node) == 1)
        }
    }

    @Test func whatIsThereIsNeverMadeOver() async throws {
        let node = try await TestNode.shared.value
        let shop = try await Shop.open(products: 1)
        // A chain that stands, one that is suspended, and a schema whose row was lost: each keeps all it has.
        let active = await #expect(throws: Fault.self) { _ = try await node.createTenant(try Self.new(shop.slug)) }
        #expect(active?.code == "tenant.exists")
        try await Self.registry(node, "UPDATE retail.tenant SET status = 'suspended' WHERE slug = '\(shop.slug)'")
        let suspended = await #expect(throws: Fault.self) { _ = try await node.createTenant(try Self.new(shop.slug)) }
        #expect(suspended?.code == "tenant.exists" && suspended?.detail.contains("suspended") == true)
        try await Self.registry(node, "DELETE FROM retail.tenant WHERE slug = '\(shop.slug)'")
        let orphaned = await #expect(throws: Fault.self) { _ = try await node.createTenant(try Self.new(shop.slug)) }
        #expect(orphaned?.code == "tenant.schema-occupied")
        #expect(try await shop.count("SELECT count(*) FROM @.staff") == 1)
        #expect(try await shop.count("SELECT count(*) FROM @.chain") == 1)
        #expect(try await Self.roles(of: shop.slug, node) == 1)
    }

    @Test func anEmptySchemaIsTakenAndAFailureLeavesNothing() async throws {
        let node = try await TestNode.shared.value
        let slug = Fresh.word("e")
        try await Self.registry(node, "CREATE SCHEMA t_\(slug)")
        // Refused by the very last statement, when all tables are made.
        try await Self.registry(node, "ALTER TABLE retail.tenant ADD CONSTRAINT \(slug) CHECK (slug <> '\(slug)')")
        await #expect(throws: Fault.self) { _ = try await node.createTenant(try Self.new(slug)) }
        #expect(try await Self.roles(of: slug, node) == 0)
        #expect(
            try await node.database.read(
                Statement.generated("SELECT count(*) FROM information_schema.tables WHERE table_schema = 't_\(slug)'"), in: .registry)[0]
                .int64(0) == 0)
        try await Self.registry(node, "ALTER TABLE retail.tenant DROP CONSTRAINT \(slug)")
        _ = try await node.createTenant(try Self.new(slug))
        #expect(try await Self.roles(of: slug, node) == 1)
    }

    @Test func aChainIsSuspendedAndResumedByCommand() async throws {
        let node = try await TestNode.shared.value
        let shop = try await Shop.open(products: 0)
        try await node.setSuspended(true, slug: shop.slug)
        try await until { try await shop.call("GET", "/v1/auth/me").code == "tenant.suspended" }
        try await node.setSuspended(false, slug: shop.slug)
        try await until { try await shop.call("GET", "/v1/auth/me").status == 200 }
        let unknown = await #expect(throws: Fault.self) { try await node.setSuspended(true, slug: "no-such-chain") }
        #expect(unknown?.code == "tenant.unknown")
    }

    private static func registry(_ node: Node, _ sql: String) async throws { try await node.database.script(sql, in: .registry) }

    private static func roles(of slug: String, _ node: Node) async throws -> Int64 {
        try await node.database.read(
            Statement.generated("SELECT count(*) FROM pg_roles WHERE rolname ~ '^t_\(slug)_'"), in: .registry)[0].int64(0)
    }
}
