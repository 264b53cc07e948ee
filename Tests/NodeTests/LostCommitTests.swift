import Access
import Cluster
import Door
import JSON
import Node
import Postgres
import RetailCore
import Simulator
import SyncProtocol
import TestSupport
import Testing

extension FaultTests {
    /// A COMMIT that took effect and whose answer nobody heard: told once, on record once.
    @Suite(.timeLimit(.minutes(5))) struct LostCommitTests {
        @Test func whatTookEffectIsAnsweredAsAppliedAndLeavesOneRowInTheTrail() async throws {
            let cluster = try ScratchPostgres("lost")
            try cluster.start()
            let node = try await TestNode.start(cluster.freshDatabase())
            let shop = try await Shop.open(on: node, products: 1)
            let device = try await shop.enrol()
            _ = try await device.push([.sale(1, shop.products[0])])
            // A commit is written, then waits for a standby that never answers: there its session ends.
            try cluster.run("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
            try cluster.run("SELECT pg_reload_conf()")
            let operations: [Op] = [.sale(1, shop.products[0]), .sale(2, shop.products[0]), .sale(3, Fresh.id())]
            var sent = operations
            sent[0].id = try #require(try await first(shop))
            let push = sent
            async let pushed = device.tryPush(push)
            let waiting = """
                SELECT count(*) FROM pg_stat_activity a JOIN pg_locks l ON l.pid = a.pid JOIN pg_class c ON c.oid = l.relation
                WHERE a.wait_event = 'SyncRep' AND c.relname = 'sync_operation' AND l.mode = 'RowExclusiveLock'
                """
            try await until { try await node.database.read(Statement.generated(waiting), in: .registry)[0].int64(0) > 0 }
            try cluster.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
            try cluster.run("ALTER SYSTEM RESET synchronous_standby_names")
            try cluster.run("SELECT pg_reload_conf()")
            let reply = try PushReply.read(try await pushed.has(200).json())
            #expect(reply.verdicts.map(\.status) == [.duplicate, .applied, .held])
            #expect(reply.verdicts[1].streams.positions["store:\(shop.store)"]?.value == 2)
            let trail = "SELECT count(*) FROM @.sync_audit WHERE op_id = '\(push[1].id)'"
            #expect(try await shop.count(trail) == 1)
            #expect(try await shop.count("SELECT count(*) FROM @.sync_audit WHERE outcome = 'duplicate'") == 1)
            #expect(try await device.push([.sale(4, shop.products[0])])[0].status == .applied)
            try await shop.expectSoundBooks()
            await node.stop(graceSeconds: 2)
            cluster.stop()
        }

        /// The first of a device's rows in the trail may come from its connecting, its pull or its push: they do not get in each other's way.
        @Test func devicesThatDoEverythingAtOnceFailNoBatch() async throws {
            let node = try await TestNode.start(TestServer.freshDatabase())
            let shop = try await Shop.open(on: node, products: 1)
            var devices: [Device] = []
            for _ in 0..<24 { devices.append(try await shop.enrol()) }
            let all = devices
            _ = try await together(48) { index in
                if index % 2 == 0 {
                    _ = try await all[index / 2].pulled()
                } else {
                    _ = try await all[index / 2].push([.sale(1, shop.products[0])])
                }
            }
            #expect(node.door.statistics.failed == 0)
            await node.stop(graceSeconds: 2)
        }

        private func first(_ shop: Shop) async throws -> OperationID? {
            let rows = try await shop.node.database.read(Statement.generated("SELECT id FROM @.sale"), in: shop.tenant.scope)
            return try rows[0].id(0)
        }
    }
}
