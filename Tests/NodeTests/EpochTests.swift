import Access
import JSON
import Node
import Postgres
import RetailCore
import Simulator
import SyncProtocol
import TestSupport
import Testing

/// What devices are told when a new epoch has begun; on a database that loses nothing.
@Suite(.timeLimit(.minutes(5))) struct EpochTests {
    private func renew(_ shop: Shop) async throws -> ID<Epoch> {
        try await shop.node.access.epochs.renew(shop.tenant.id, shop.tenant.scope)
    }

    private func fork(_ answer: Answer) throws -> Fork {
        let problem = try answer.has(409).json()
        #expect(try problem.string("code") == "sync.other-epoch")
        return try Fork.read(try #require(problem["current"]))
    }

    /// Nothing was lost: no till fetches anything again or sends anything again.
    @Test func aForkAtTheHeadCostsTillsNothing() async throws {
        let shop = try await Shop.open(products: 1)
        let device = try await shop.enrol()
        let till = device.till()
        _ = try await till.push([Op.sale(1, shop.products[0]).outgoing, Op.sale(2, shop.products[0]).outgoing])
        try await till.pull(device.identity.streams)
        let before = await till.view
        let epoch = try await renew(shop)
        #expect(try await till.pull(device.identity.streams) == 0)
        #expect(await till.epoch == epoch)
        #expect(await till.view == before)
        #expect(await till.owed.isEmpty)
        let more = try await till.push([Op.sale(3, shop.products[0]).outgoing])
        #expect(more.verdicts.map(\.status) == [.applied])
        try await till.pull(device.identity.streams)
        #expect(await till.view.sales.sales == 3)
        try await shop.expectSoundBooks()
    }

    @Test func aPushUnderAnotherEpochIsToldWhereHistoryForks() async throws {
        let shop = try await Shop.open(products: 1)
        let device = try await shop.enrol()
        let till = device.till()
        _ = try await till.push([Op.sale(1, shop.products[0]).outgoing])
        let epoch = try await renew(shop)
        let head = try await shop.count("SELECT head FROM @.sync_stream WHERE name = 'store:\(shop.store)'")
        let push = #"{"epoch":"\#(device.identity.epoch)","operations":[\#(Op.sale(2, shop.products[0]).json)]}"#
        let told = try fork(try await shop.call("POST", "/v1/sync/push", push, token: device.token))
        #expect(told.epoch == epoch)
        #expect(told.forkedAt.positions["store:\(shop.store)"] == Position(head))
        #expect(Set(told.forkedAt.positions.keys) == Set(device.identity.streams))
        #expect(told.expectedSeq == 2 && told.incarnation == 1)
        // The till goes over by itself, and sends it again.
        let first = try await till.push([Op.sale(2, shop.products[0]).outgoing])
        #expect(first.verdicts.isEmpty)
        #expect(await till.epoch == epoch)
        #expect(try await till.push([Op.sale(2, shop.products[0]).outgoing]).verdicts.map(\.status) == [.applied])
        #expect(try await shop.count("SELECT count(*) FROM @.sale") == 2)
    }

    /// Several forks since a device was last here: what any of them cut off is not shared.
    @Test func theLowestForkCounts() async throws {
        let shop = try await Shop.open(products: 1)
        let device = try await shop.enrol()
        let stream = "store:\(shop.store)"
        _ = try await renew(shop)
        let low = try await shop.count("SELECT coalesce(max(head), 0) FROM @.sync_stream WHERE name = '\(stream)'")
        _ = try await device.push([.sale(1, shop.products[0]), .sale(2, shop.products[0])])
        _ = try await renew(shop)
        let pull = #"{"epoch":"\#(device.identity.epoch)","cursors":{"\#(stream)":"\#(low + 1)"}}"#
        let told = try fork(try await shop.call("POST", "/v1/sync/pull", pull, token: device.token))
        #expect(told.forkedAt.positions[stream] == Position(low))
        #expect(try await shop.count("SELECT count(*) FROM @.chain_epoch") == 3)
    }

    @Test func anEpochThatNobodyRemembersHasNothingInCommon() async throws {
        let shop = try await Shop.open(products: 1)
        let device = try await shop.enrol()
        let other: ID<Epoch> = Fresh.id()
        let pull = #"{"epoch":"\#(other)","cursors":{"catalog":"1"}}"#
        let told = try fork(try await shop.call("POST", "/v1/sync/pull", pull, token: device.token))
        #expect(told.forkedAt.positions.values.allSatisfy { $0 == .start })
        let identity = TillIdentity(
            device: device.identity.device, token: device.identity.token, epoch: other, streams: device.identity.streams)
        let stranger = Device(shop: shop, store: shop.store, identity: identity)
        #expect(try await stranger.pulled() == device.pulled())
    }

    /// The one who has more than there is may be right, or lie: he is believed once an hour.
    @Test func whoHasMoreThanThereIsIsBelievedOnceAnHour() async throws {
        let shop = try await Shop.open(products: 1)
        let device = try await shop.enrol()
        let pull = #"{"epoch":"\#(device.identity.epoch)","cursors":{"catalog":"99999"}}"#
        let told = try fork(try await shop.call("POST", "/v1/sync/pull", pull, token: device.token))
        #expect(
            told.forkedAt.positions["catalog"] == Position(try await shop.count("SELECT head FROM @.sync_stream WHERE name = 'catalog'")))
        let again = #"{"epoch":"\#(told.epoch)","cursors":{"catalog":"99999"}}"#
        #expect(try await shop.call("POST", "/v1/sync/pull", again, token: device.token).code == "sync.position-lost")
        #expect(try await shop.count("SELECT count(*) FROM @.chain_epoch") == 2)
    }

    @Test func aLiveSocketComesAgainAndIsWelcomedWithTheFork() async throws {
        let shop = try await Shop.open(products: 1)
        let device = try await shop.enrol()
        let head = try await shop.count("SELECT head FROM @.sync_stream WHERE name = 'catalog'")
        func hello(_ cursor: Int64) async throws -> LiveSocket {
            let socket = try await LiveSocket.open(shop.node.port)
            try socket.send(
                #"{"type":"hello","token":"\#(device.token)","epoch":"\#(device.identity.epoch)","cursors":{"catalog":"\#(cursor)"}}"#)
            return socket
        }
        let before = try await hello(head)
        #expect(try await before.next().contains("\"welcome\""))
        let epoch = try await renew(shop)
        #expect(try await before.closeCode() == 4001)
        _ = try await shop.call("POST", "/v1/prices", #"{"product_id":"\#(shop.products[0])","unit_price_minor":123}"#).has(201)
        let after = try await hello(head)
        let welcome = try Live.Welcome.read(try JSONDocument(Array(try await after.next().utf8)).root)
        #expect(welcome.epoch == epoch && welcome.fork?.epoch == epoch)
        #expect(welcome.fork?.forkedAt.positions["catalog"] == Position(head))
        // What came since is told.
        #expect(try await after.next().contains("123"))
        // It has the change of an epoch that the server has not: first it has to pull.
        #expect(try await hello(head + 1).closeCode() == 4001)
    }

    @Test func aSnapshotIsNotGoneOnWithInAnotherHistory() async throws {
        let shop = try await Shop.open(products: 1)
        let device = try await shop.enrol()
        let lines = try await shop.call("GET", "/v1/sync/snapshot/catalog", token: device.token).has(200).text.split(separator: "\n")
        let marks = try lines.compactMap { try JSONDocument(Array($0.utf8)).root["resume"]?.string() }
        let mark = try #require(marks.last)
        #expect(try await shop.call("GET", "/v1/sync/snapshot/catalog?resume=\(mark)", token: device.token).status == 200)
        let epoch = try await renew(shop)
        let resumed = try await shop.call("GET", "/v1/sync/snapshot/catalog?resume=\(mark)", token: device.token)
        #expect(!resumed.text.contains("\"end\""))
        let anew = try await shop.call("GET", "/v1/sync/snapshot/catalog", token: device.token).has(200).text
        #expect(anew.contains("\(epoch)") && anew.contains("\"end\""))
    }

    /// What a till keeps goes when the server says that it is in every back-up.
    @Test func whatIsDurableNeedNotBeKept() async throws {
        let node = try await TestNode.start(TestServer.connection) { $0.durableSeconds = 0 }
        let shop = try await Shop.open(on: node, products: 1)
        let device = try await shop.enrol()
        let till = device.till()
        _ = try await till.push([Op.sale(1, shop.products[0]).outgoing, Op.sale(2, shop.products[0]).outgoing])
        #expect(await till.keptCount == 2)
        try await until {
            try await till.pull(device.identity.streams)
            return await till.keptCount == 0
        }
        _ = try await till.push([Op.sale(3, shop.products[0]).outgoing])
        #expect(await till.keptCount == 1)
        await node.stop(graceSeconds: 1)
    }
}
