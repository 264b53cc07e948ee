import Access
import Cluster
import JSON
import Node
import Postgres
import RetailCore
import Simulator
import SyncProtocol
import TestSupport
import Testing
import Web

extension FaultTests {
    /// What `/ready` says while the database can't be used, and that it says it at once.
    @Suite(.timeLimit(.minutes(5))) struct ReadinessTests {
        @Test func aDatabaseThatHangsIsNoticedAndNobodyWaitsToHearIt() async throws {
            let cluster = try ScratchPostgres("frozen")
            try cluster.start()
            let node = try await TestNode.start(cluster.freshDatabase()) { $0.database.queueWaitMilliseconds = 1000 }
            let client = try TestNode.client(node)
            func ready() async throws -> Answer { Answer(try await client.ask("GET", "/ready")) }
            #expect(try await ready().status == 200)
            cluster.freeze(true)
            try await until { try await ready().status == 503 }
            let said = try await ready()
            #expect(said.code == "server.not-ready" && said.text.contains("does not answer"), "\(said.text)")
            #expect(Answer(try await client.ask("GET", "/health")).status == 200)
            #expect(Answer(try await client.ask("GET", "/metrics")).text.contains("\ndatabase_usable 0\n"))
            cluster.freeze(false)
            try await until { try await ready().status == 200 }
            await node.stop(graceSeconds: 2)
            cluster.stop()
        }

        @Test func aDatabaseThatTakesNoWritesIsNotReady() async throws {
            let cluster = try ScratchPostgres("readonly")
            try cluster.start()
            let node = try await TestNode.start(cluster.freshDatabase())
            let shop = try await Shop.open(on: node, products: 1)
            try cluster.run("ALTER SYSTEM SET default_transaction_read_only = on")
            try cluster.run("SELECT pg_reload_conf()")
            try await until { try await shop.call("GET", "/ready").status == 503 }
            #expect(try await shop.call("GET", "/ready").text.contains("takes no writes"))
            let refused = try await shop.call("POST", "/v1/sales", Bodies.sale(shop.products[0], store: shop.store))
            #expect(refused.status == 503 && refused.header("Retry-After") != nil, "\(refused.text)")
            try cluster.run("ALTER SYSTEM RESET default_transaction_read_only")
            try cluster.run("SELECT pg_reload_conf()")
            try await until { try await shop.call("GET", "/ready").status == 200 }
            #expect(try await shop.call("POST", "/v1/sales", Bodies.sale(shop.products[0], store: shop.store)).status == 201)
            await node.stop(graceSeconds: 2)
            cluster.stop()
        }
    }
}

/// Much of one kind of work keeps no other waiting.
@Suite(.timeLimit(.minutes(5))) struct KindsOfWorkTests {
    @Test func reportsThatTakeAllTheirSessionsKeepNobodyWaiting() async throws {
        let connection = TestServer.freshDatabase()
        let node = try await TestNode.start(connection) {
            $0.database = .serving(Secret(connection))
            $0.database.reserved[.reports]?.queueLimit = 4
            $0.database.reserved[.reports]?.queueWaitMilliseconds = 600_000
            $0.database.reserved[.reports]?.statementTimeoutMilliseconds = 0
        }
        let shop = try await Shop.open(on: node, products: 1)
        let till = try await shop.enrol()
        let clerk = Fresh.word("p")
        let hired =
            #"{"username":"\#(clerk)","name":"\#(clerk)","role":"sales_assistant","store_ids":["\#(shop.store)"],"password":"\#(Shop.password)"}"#
        _ = try await shop.call("POST", "/v1/staff", hired).has(201)
        let reports = node.database.share(for: .reports)
        // As an analyst's eight reports: two at work, four waiting, and what is more is refused at once.
        func start(_ count: Int) -> [Task<Void, Never>] {
            (0..<count).map { _ in Task { _ = try? await reports.read(Statement("SELECT 1 FROM pg_sleep(600)"), in: .registry) } }
        }
        func load() -> WorkStatistics? { node.database.statistics.works.first { $0.work == .reports } }
        var slow = start(2)
        try await until { load()?.busy == 2 }
        slow += start(4)
        try await until { load()?.queued == 4 }
        let refused = try await shop.call("GET", "/v1/reports/sales")
        #expect(refused.status == 503 && refused.code == "database.busy" && refused.header("Retry-After") != nil)
        #expect(try await shop.tryLogin(clerk).status == 200)
        #expect(try await till.push([.sale(1, shop.products[0])])[0].status == .applied)
        #expect(try await shop.call("POST", "/v1/sales", Bodies.sale(shop.products[0], store: shop.store)).status == 201)
        #expect(try await shop.call("GET", "/v1/products").status == 200)
        #expect(try await shop.call("POST", "/v1/sync/pull", #"{"cursors":{"catalog":"0"}}"#, token: till.token).status == 200)
        #expect(try await shop.call("GET", "/ready").status == 200)
        let metrics = try await shop.call("GET", "/metrics").text
        for line in [
            #"database_queued{work="reports"} 4"#, #"database_sessions_busy{work="reports"} 2"#,
            #"database_refused_total{work="reports"} 1"#,
            #"database_refused_total{work="access"} 0"#, #"database_sessions_alive{work="interactive"} 7"#,
        ] { #expect(metrics.contains("\n\(line)\n"), "\(line)") }
        for task in slow { task.cancel() }
        for task in slow { _ = await task.value }
        #expect(try await shop.call("GET", "/v1/reports/sales").status == 200)
        await node.stop(graceSeconds: 2)
    }

    @Test func aNodeTakesTwentySessionsAtMost() async throws {
        let connection = TestServer.freshDatabase()
        let node = try await TestNode.start(connection) {
            $0.database = .serving(Secret(connection))
            $0.database.applicationName = "retail-twenty"
        }
        try await until { node.database.statistics.alive == 18 }
        let all = Statement("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'retail-twenty'")
        try await until { try await node.database.read(all, in: .registry)[0].int64(0) == 20 }
        await node.stop(graceSeconds: 2)
    }
}
