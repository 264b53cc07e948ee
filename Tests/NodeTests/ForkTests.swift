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
    /// The database goes on from an earlier state: what is told of it, and that nothing is lost or doubled.
    @Suite(.timeLimit(.minutes(5))) struct ForkTests {
        /// A chain with a till that sells, one that only looks on, and a connection to the live socket.
        private struct Scene {
            let shop: Shop
            let (seller, onlooker): (Device, Device)
            let (selling, looking): (Till, Till)
            let socket: LiveSocket

            init(_ node: Node) async throws {
                shop = try await Shop.open(on: node, products: 2)
                (seller, onlooker) = (try await shop.enrol(), try await shop.enrol())
                (selling, looking) = (seller.till(), onlooker.till())
                try await Scene.set(200, shop)
                socket = try await LiveSocket.open(node.port)
                try socket.send(#"{"type":"hello","token":"\#(onlooker.token)","cursors":{}}"#)
                _ = try await socket.next()
            }

            /// Until the node has its database back.
            static func set(_ price: Int64, _ shop: Shop) async throws {
                let body = #"{"product_id":"\#(shop.products[0])","unit_price_minor":\#(price)}"#
                try await until { try await shop.call("POST", "/v1/prices", body).status == 201 }
            }

            func sell(_ seqs: ClosedRange<Int64>) async throws {
                for seq in seqs {
                    let sale = Op.sale(seq, shop.products[1]).outgoing
                    // The first may only bring the news of a fork.
                    while await selling.acknowledged < seq {
                        try await selling.pushOwed()
                        if await selling.acknowledged == seq - 1 { _ = try await selling.push([sale]) }
                    }
                }
            }

            /// The price that the server sells at is the one in the database, whatever a node remembers.
            func expectPrice(_ price: Int64, _ location: SourceLocation = #_sourceLocation) async throws {
                let sale = """
                    {"store_id":"\(shop.store)","lines":[{"product_id":"\(shop.products[0])","quantity_milli":1000}],\
                    "payments":[{"method":"card","amount_minor":\(price)}]}
                    """
                let answer = try await shop.call("POST", "/v1/sales", sale)
                #expect(answer.status == 201, "\(answer.text)", sourceLocation: location)
            }

            func expectAllEqual() async throws {
                for (till, device) in [(selling, seller), (looking, onlooker)] { try await till.pull(device.identity.streams) }
                let fresh = try await seller.pulled()
                #expect(await looking.view == fresh)
                #expect(await selling.view == fresh)
                try await shop.expectSameStock(fresh, in: shop.store)
                try await shop.expectSoundBooks()
            }
        }

        @Test func aRestoredBackUpForksHistory() async throws {
            let cluster = try ScratchPostgres("restored")
            try cluster.start()
            let database = cluster.freshDatabase()
            let change: (inout NodeSettings) -> Void = {
                $0.database.queueWaitMilliseconds = 2000
                // Seals are remembered and would rightly be missed.
                $0.auditSealSeconds = 3600
            }
            let node = try await TestNode.start(database, change)
            let second = try await TestNode.start(database, change)
            let scene = try await Scene(node)
            let shop = scene.shop
            let there = try shop.through(second)
            try await scene.sell(1...3)
            try await scene.looking.pull(scene.onlooker.identity.streams)

            // The back-up is taken of a server that stands still. That it is started again costs the tills nothing.
            cluster.stop()
            cluster.keepCopy()
            try cluster.start()
            try await until { try await shop.call("GET", "/ready").status == 200 }
            try await Scene.set(303, shop)
            try await scene.expectPrice(303)
            try await scene.sell(4...6)
            for (till, device) in [(scene.selling, scene.seller), (scene.looking, scene.onlooker)] {
                try await till.pull(device.identity.streams)
            }
            let lost = await scene.looking.view.cursor("catalog")

            cluster.kill()
            cluster.restoreCopy()
            try cluster.start()
            try await until { try await shop.call("GET", "/ready").status == 200 }
            // Both nodes write first, at once: one new epoch for that server, and one for the start before.
            let prices = try await together(2) { number in
                try await Scene.set(Int64(250 + number), number == 0 ? shop : there)
                return number
            }
            #expect(prices.count == 2)
            #expect(try await shop.count("SELECT count(*) FROM @.chain_epoch") == 2)
            #expect(try await scene.socket.closeCode() == 4001)
            // Writes go on past where the tills have been.
            for price: Int64 in 210...214 { try await Scene.set(price, shop) }
            #expect(try await shop.count("SELECT head FROM @.sync_stream WHERE name = 'catalog'") > lost.value)
            try await scene.expectPrice(214)

            // The till's sales of before are there, those the server lost come again, and nothing twice.
            #expect(try await shop.count("SELECT count(*) FROM @.sale WHERE actor_id = '\(scene.seller.identity.device)'") == 3)
            try await scene.selling.pull(scene.seller.identity.streams)
            #expect(await scene.selling.owed.map(\.seq) == [4, 5, 6])
            try await scene.sell(7...7)
            #expect(try await shop.count("SELECT count(*) FROM @.sale WHERE actor_id = '\(scene.seller.identity.device)'") == 7)
            #expect(try await shop.onHand(shop.products[1]) == -7000)
            try await scene.expectAllEqual()
            await node.stop(graceSeconds: 1)
            await second.stop(graceSeconds: 1)

            // A node that comes later finds it settled.
            let third = try await TestNode.start(database, change)
            #expect(try await shop.through(third).onHand(shop.products[1]) == -7000)
            #expect(try await shop.through(third).count("SELECT count(*) FROM @.chain_epoch") == 2)
            await third.stop(graceSeconds: 1)
            cluster.stop()
        }

        @Test func aPromotedStandbyThatLostATailForksHistory() async throws {
            let primary = try ScratchPostgres("primary")
            try primary.start()
            let name = primary.freshDatabase().split(separator: "=").last ?? ""
            let place = ScratchPostgres.place("standby")
            let both = "host=\(primary.folder),\(place) port=5432,5432 user=postgres target_session_attrs=read-write dbname=\(name)"
            let node = try await TestNode.start(both) {
                $0.database.queueWaitMilliseconds = 2000
                $0.auditSealSeconds = 3600
            }
            let scene = try await Scene(node)
            let shop = scene.shop
            try await scene.sell(1...3)
            // It is not started before the primary is gone: it hears nothing of what comes now.
            let standby = try ScratchPostgres("standby", standbyOf: primary)
            #expect(standby.folder == place)
            try await Scene.set(303, shop)
            try await scene.expectPrice(303)
            try await scene.sell(4...6)
            try await scene.looking.pull(scene.onlooker.identity.streams)
            primary.kill()
            try standby.start()
            try standby.promote()
            try await until { try await shop.call("GET", "/ready").status == 200 }
            try await scene.expectPrice(200)
            #expect(try await scene.socket.closeCode() == 4001)
            try await scene.looking.pull(scene.onlooker.identity.streams)
            try await scene.sell(7...8)
            #expect(try await shop.count("SELECT count(*) FROM @.sale WHERE actor_id = '\(scene.seller.identity.device)'") == 8)
            try await scene.expectAllEqual()
            #expect(try await shop.count("SELECT count(*) FROM @.chain_epoch") == 2)
            await node.stop(graceSeconds: 1)
            standby.stop()
        }
    }
}
