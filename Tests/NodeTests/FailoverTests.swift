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

extension FaultTests {
    /// A server that hangs, another that takes its place, and the old one that comes back.
    @Suite(.timeLimit(.minutes(10))) struct FailoverTests {
        /// Two servers, the second following the first, and the string by which a node finds the one that takes writes.
        struct Pair {
            let old: ScratchPostgres
            let new: ScratchPostgres
            let connection: String

            init(_ name: String) throws {
                old = try ScratchPostgres(name + "-old")
                try old.start()
                let database = old.freshDatabase().split(separator: "=").last.map(String.init) ?? ""
                new = try ScratchPostgres(name + "-new", standbyOf: old)
                try new.start()
                // What is acknowledged is on both. Said to the first alone, after the second has its copy of the settings.
                try old.run("ALTER SYSTEM SET synchronous_standby_names = '*'")
                try old.run("SELECT pg_reload_conf()")
                connection = "host=\(old.folder),\(new.folder) port=5432 user=postgres dbname=\(database) target_session_attrs=read-write"
            }

            func stop() {
                old.stop()
                new.stop()
            }

            /// Sessions of nodes on it, the listeners' among them.
            func sessions(on cluster: ScratchPostgres) async throws -> Int {
                try await count("application_name = 'retail-node-test'", on: cluster)
            }

            /// Sessions whose COMMIT waits for the standby.
            func waiting(on cluster: ScratchPostgres) async throws -> Int { try await count("wait_event = 'SyncRep'", on: cluster) }

            private func count(_ condition: String, on cluster: ScratchPostgres) async throws -> Int {
                let database = Database(
                    DatabaseSettings(connection: Secret(cluster.connection + " dbname=postgres"), writers: 1, readers: 1),
                    logger: .silent)
                database.start()
                let all = Statement.generated("SELECT count(*) FROM pg_stat_activity WHERE \(condition)")
                let count = try await database.read(all, in: .registry)[0].int(0)
                await database.shutdown()
                return count
            }
        }

        static func start(_ pair: Pair) async throws -> Node {
            try await TestNode.start(pair.connection) { $0.database.queueWaitMilliseconds = 2_000 }
        }

        @Test func aFrozenPrimaryIsLeftForThePromotedStandbyAndNobodyGoesBack() async throws {
            let pair = try Pair("failover")
            let node = try await Self.start(pair)
            let shop = try await Shop.open(on: node, products: 1)
            let tills = try await [shop.enrol(), shop.enrol(), shop.enrol()]
            let product = shop.products[0]
            let before = try #require(node.database.server)
            let selling = Task {
                try await together(tills.count) { number in
                    for seq in 1...40 {
                        // Sent until it is answered: the outcome of a COMMIT that nobody answered is found by the operation's id.
                        while try await tills[number].tryPush([.sale(Int64(seq), product)]).status != 200 {
                            try await Task.sleep(for: .milliseconds(50))
                        }
                        try await Task.sleep(for: .milliseconds(20))
                    }
                    return true
                }
            }
            try await until { try await shop.count("SELECT count(*) FROM @.sale") > 10 }
            // With a COMMIT on its way that the standby is not told of any more.
            try pair.old.run("COPY (SELECT pid FROM pg_stat_replication) TO PROGRAM 'xargs kill -STOP'")
            try await until { try await pair.waiting(on: pair.old) > 0 }
            pair.old.freeze(true)
            try await until { try await shop.call("GET", "/ready").status == 503 }
            try pair.new.promote()
            try await until { try await shop.call("GET", "/ready").status == 200 }
            #expect(try await selling.value.allSatisfy { $0 })
            let after = try #require(node.database.server)
            #expect(after.timeline == before.timeline + 1 && after.systemIdentifier == before.systemIdentifier)
            #expect(try await shop.count("SELECT count(*) FROM @.sale") == 120)
            #expect(try await shop.onHand(product) == -120_000)
            try await shop.expectSoundBooks()

            // The old one goes on, and takes writes as before: nobody of this node is on it, the listener included.
            pair.old.freeze(false)
            // A COMMIT that waits for a standby does not notice that its client has left (PostgreSQL 15): it is let go.
            try pair.old.run("ALTER SYSTEM RESET synchronous_standby_names")
            try pair.old.run("SELECT pg_reload_conf()")
            try await until { try await pair.sessions(on: pair.old) == 0 }
            try await Self.kill(pair.new)
            try await until { try await shop.call("GET", "/ready").status == 200 }
            #expect(node.database.server?.timeline == after.timeline)
            try await until { try await pair.sessions(on: pair.new) > 0 }
            #expect(try await pair.sessions(on: pair.old) == 0)

            // One that starts now finds both, and goes to the newer.
            let second = try await Self.start(pair)
            #expect(second.database.server?.timeline == after.timeline)
            await second.stop(graceSeconds: 1)
            await node.stop(graceSeconds: 1)
            pair.stop()
        }

        /// All sessions end at once, as when an operator ends them: each has to find a server anew.
        static func kill(_ cluster: ScratchPostgres) async throws {
            try cluster.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'retail-node-test'")
        }

        /// A standby is promoted while the old primary answers still: this node is told by nobody, and comes by itself.
        @Test func aNodeFollowsAPromotionThoughTheOldPrimaryAnswers() async throws {
            let pair = try Pair("promoted")
            let node = try await Self.start(pair)
            let before = try #require(node.database.server)
            try pair.new.promote()
            try await until { (node.database.server?.timeline ?? 0) > before.timeline }
            try await until { try await pair.sessions(on: pair.old) == 0 }
            try await until { try await pair.sessions(on: pair.new) > 0 }
            await node.stop(graceSeconds: 1)
            pair.stop()
        }

        /// One server alone: what it was asked ends in time, and when it goes on so does the node.
        @Test func aFrozenServerWithoutAStandbyCostsClearAnswersOnly() async throws {
            let cluster = try ScratchPostgres("frozen-alone")
            try cluster.start()
            let node = try await TestNode.start(cluster.freshDatabase()) { $0.database.queueWaitMilliseconds = 2_000 }
            let shop = try await Shop.open(on: node, products: 1)
            let slow = Task {
                try await node.database.transaction(.write, in: .registry) { transaction throws(Fault) in
                    _ = try transaction.run(Statement("SELECT pg_sleep(600)"))
                }
            }
            try await until { node.database.statistics.busy > 0 }
            cluster.freeze(true)
            // Nothing but the watchdog can end this one: its server is not heard of, its time is not over.
            await #expect(throws: Fault.self) { try await slow.value }
            let sale = Bodies.sale(shop.products[0], store: shop.store)
            let refused = try await shop.call("POST", "/v1/sales", sale)
            #expect(refused.status == 503 && refused.header("Retry-After") != nil, "\(refused.text)")
            cluster.freeze(false)
            try await until { try await shop.call("GET", "/ready").status == 200 }
            #expect(try await shop.call("POST", "/v1/sales", sale).status == 201)
            try await shop.expectSoundBooks()
            await node.stop(graceSeconds: 1)
            cluster.stop()
        }

        /// The server hangs while a COMMIT is on its way and is not heard of in time: nobody says that nothing was written.
        @Test func whatNobodyKnowsIsNotDenied() async throws {
            let cluster = try ScratchPostgres("unknown")
            try cluster.start()
            let node = try await TestNode.start(cluster.freshDatabase()) { $0.database.queueWaitMilliseconds = 2_000 }
            let shop = try await Shop.open(on: node, products: 1)
            let owner = try #require(Scope(schema: shop.tenant.scope.schema))
            try await node.database.script(
                """
                CREATE FUNCTION @.slowly() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN PERFORM pg_sleep(10); RETURN NULL; END$$;
                CREATE CONSTRAINT TRIGGER slowly AFTER INSERT ON @.sale DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION @.slowly();
                """, in: owner)
            let (sale, key) = (Bodies.sale(shop.products[0], store: shop.store), Fresh.id() as OperationID)
            let selling = Task { try await shop.call("POST", "/v1/sales", sale, key: key) }
            let committing = Statement("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
            try await until { try await node.database.read(committing, in: .registry)[0].int(0) == 1 }
            cluster.freeze(true)
            let answer = try await selling.value
            #expect(
                answer.status == 503 && answer.code == "database.commit-unknown" && answer.header("Retry-After") != nil, "\(answer.text)")
            cluster.freeze(false)
            // Asked again with its key: it happens once, whether or not the server came to the end of the first.
            try await until { try await shop.call("POST", "/v1/sales", sale, key: key).status == 201 }
            #expect(try await shop.count("SELECT count(*) FROM @.sale") == 1)
            try await shop.expectSoundBooks()
            await node.stop(graceSeconds: 1)
            cluster.stop()
        }

        /// Every attempt is in the trail, also those of the time when nothing could be written.
        @Test func whatIsTriedWhileNothingCanBeWrittenIsWrittenAfterwards() async throws {
            let cluster = try ScratchPostgres("readonly-trail")
            try cluster.start()
            let node = try await TestNode.start(cluster.freshDatabase())
            let shop = try await Shop.open(on: node, products: 1)
            let till = try await shop.enrol()
            let pull = #"{"cursors":{"catalog":"0"}}"#
            // A token's first use is written down.
            #expect(try await shop.call("POST", "/v1/sync/pull", pull, token: till.token).status == 200)
            try cluster.run("ALTER SYSTEM SET default_transaction_read_only = on")
            try cluster.run("SELECT pg_reload_conf()")
            try await until { try await shop.call("GET", "/ready").status == 503 }
            // Longer than anything is tried again for in one go.
            let pause = ContinuousClock.now + .seconds(6)
            var pulls = 1 as Int64
            while ContinuousClock.now < pause {
                #expect(try await shop.call("POST", "/v1/sync/pull", pull, token: till.token).status == 200)
                pulls += 1
                try await Task.sleep(for: .milliseconds(100))
            }
            #expect(try await shop.call("GET", "/v1/products").status == 200)
            try cluster.run("ALTER SYSTEM RESET default_transaction_read_only")
            try cluster.run("SELECT pg_reload_conf()")
            try await until {
                try await shop.count("SELECT coalesce(sum(attempts), 0) FROM @.sync_audit WHERE action = 'pull'") >= pulls
            }
            #expect(try await shop.count("SELECT coalesce(sum(attempts), 0) FROM @.sync_audit WHERE action = 'pull'") == pulls)
            try await shop.expectSoundBooks()
            await node.stop(graceSeconds: 1)
            cluster.stop()
        }
    }
}
