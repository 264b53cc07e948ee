import Access
import Dispatch
import JSON
import Node
import Postgres
import RetailCore
import Simulator
import SyncProtocol
import Testing

@Suite(.timeLimit(.minutes(5))) struct PushTests {
    @Test func whatIsSentAgainIsADuplicateWithItsFirstVerdict() async throws {
        let shop = try await Shop.open(products: 1)
        let device = try await shop.enrol()
        let operations: [Op] = [
            .receipt(1, shop.products[0], units: 1), .sale(2, shop.products[0]), .sale(3, shop.products[0], claims: true),
        ]
        let first = try await device.push(operations)
        #expect(first.map(\.status) == [.applied, .applied, .conflict])
        let second = try await device.push(operations)
        #expect(second.map(\.status) == [.duplicate, .duplicate, .duplicate])
        #expect(second.map(\.first) == [.applied, .applied, .conflict])
        #expect(second.map { $0.result?.bytes } == first.map { $0.result?.bytes })
        #expect(try await shop.onHand(shop.products[0]) == 0)
        #expect(try await shop.count("SELECT count(*) FROM @.sync_audit WHERE op_id IS NOT NULL AND outcome = 'duplicate'") == 3)
        try await shop.expectSoundBooks()
    }

    @Test func onePushSentTenTimesAtOnceTakesEffectOnce() async throws {
        let shop = try await Shop.open(products: 1)
        let there = try shop.through(try await TestNode.second.value)
        let device = try await shop.enrol()
        let operations: [Op] = [.receipt(1, shop.products[0], units: 9, batch: "B"), .sale(2, shop.products[0])]
        let all = try await together(10) { try await ($0 % 2 == 0 ? device : device.through(there)).push(operations) }
        #expect(all.count { $0[0].status == .applied } == 1)
        #expect(all.allSatisfy { ($0[1].first ?? $0[1].status) == .applied })
        #expect(try await shop.onHand(shop.products[0]) == 8000)
        try await shop.expectSoundBooks()
    }

    /// Both nodes have begun before either has stored anything: what each then knows must be what the other has stored meanwhile.
    @Test func onePushThatMeetsItselfOnTwoNodesIsNoClone() async throws {
        let shop = try await Shop.open(products: 1)
        let there = try shop.through(try await TestNode.second.value)
        let device = try await shop.enrol()
        _ = try await device.push([.receipt(1, shop.products[0], units: 9)])
        let (isLocked, mayEnd) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        async let holding: Void = shop.node.database.transaction(.write, in: shop.tenant.scope) { transaction throws(Fault) in
            transaction.queue(Statement.generated("SELECT 1 FROM @.device FOR UPDATE"))
            _ = try transaction.flight()
            isLocked.signal()
            mayEnd.wait()
        }
        while isLocked.wait(timeout: .now()) != .success { try await Task.sleep(for: .milliseconds(5)) }
        let operations: [Op] = [.sale(2, shop.products[0]), .sale(3, shop.products[0])]
        async let here = device.push(operations)
        async let other = device.through(there).push(operations)
        let waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%\(shop.tenant.scope.schema)%'"
        while try await shop.node.database.read(Statement.generated(waiting), in: .registry)[0].int64(0) < 2 {
            try await Task.sleep(for: .milliseconds(5))
        }
        mayEnd.signal()
        try await holding
        let statuses = try await (here + other).map(\.status)
        #expect(statuses.count { $0 == .applied } == 2 && statuses.count { $0 == .duplicate } == 2)
        #expect(try await shop.onHand(shop.products[0]) == 7000)
        try await shop.expectSoundBooks()
    }

    @Test func aGapIsRefusedWithWhatIsExpected() async throws {
        let shop = try await Shop.open(products: 1)
        let device = try await shop.enrol()
        _ = try await device.push([.sale(1, shop.products[0])])
        let answer = try await device.tryPush([.sale(3, shop.products[0])])
        #expect(answer.status == 409)
        #expect(answer.code == "sync.sequence-gap")
        #expect(try #require(try answer.json()["current"]).int("expected_seq") == 2)
        #expect(try await shop.onHand(shop.products[0]) == -1000)
    }

    @Test func whatIsExpectedIsWhatTheServerHas() async throws {
        let shop = try await Shop.open(products: 1)
        let device = try await shop.enrol()
        _ = try await device.push([.sale(1, shop.products[0])])
        let answer = try await device.tryPush([.sale(2, shop.products[0]), .sale(4, shop.products[0])])
        #expect(answer.code == "sync.sequence-gap")
        let current = try #require(try answer.json()["current"])
        #expect(try current.int("expected_seq") == 2 && current.int("incarnation") == 1)
        #expect(try await device.push([.sale(1, shop.products[0])], incarnation: 5)[0].status == .applied)
        let old = try await device.tryPush([.sale(2, shop.products[0])])
        #expect(old.code == "sync.superseded")
        #expect(try #require(try old.json()["current"]).int("incarnation") == 5)
    }

    @Test func oneOperationTwiceInAPushIsADuplicate() async throws {
        let shop = try await Shop.open(products: 1)
        let device = try await shop.enrol()
        let (sale, other) = (Op.sale(1, shop.products[0]), Op.sale(2, shop.products[0]))
        var (again, changed) = (sale, Op.sale(4, shop.products[0], units: 2))
        again.seq = 3
        changed.id = sale.id
        let verdicts = try await device.push([sale, sale, other, again, changed])
        #expect(verdicts.map(\.status) == [.applied, .duplicate, .applied, .duplicate, .rejected])
        #expect(verdicts[4].code == "operation.id-reused")
        #expect(try await device.push([.sale(5, shop.products[0])])[0].status == .applied)
        #expect(try await shop.onHand(shop.products[0]) == -3000)
        try await shop.expectSoundBooks()
    }

    @Test func reorderedPushesEndAsIfInOrder() async throws {
        let shop = try await Shop.open(products: 1)
        let device = try await shop.enrol()
        let operations = (1...6).map { Op.sale(Int64($0), shop.products[0]) }
        #expect(try await device.tryPush(Array(operations[3...])).status == 409)
        #expect(try await device.push(Array(operations[..<3])).allSatisfy { $0.status == .applied })
        #expect(try await device.push(Array(operations[1...])).map(\.status) == [.duplicate, .duplicate, .applied, .applied, .applied])
        #expect(try await shop.onHand(shop.products[0]) == -6000)
    }

    @Test func aUsedNumberUnderAnotherIdTellsOfACloneAndANewIncarnationHelps() async throws {
        let shop = try await Shop.open(products: 1)
        let device = try await shop.enrol()
        _ = try await device.push([.sale(1, shop.products[0])])
        #expect(try await device.tryPush([.sale(1, shop.products[0])]).code == "sync.sequence-reused")
        #expect(try await device.push([.sale(1, shop.products[0])], incarnation: 2)[0].status == .applied)
        #expect(try await device.tryPush([.sale(2, shop.products[0])], incarnation: 1).code == "sync.superseded")
        #expect(try await shop.onHand(shop.products[0]) == -2000)
        #expect(try await shop.count("SELECT count(*) FROM @.sync_audit WHERE action = 'push' AND outcome = 'refused'") == 2)
        try await shop.expectSoundBooks()
    }

    @Test func oneBadOperationBlocksNobodyBehindIt() async throws {
        let shop = try await Shop.open(products: 1)
        let device = try await shop.enrol()
        let verdicts = try await device.push([
            .sale(1, shop.products[0]), Op(2, "sale.complete/1", #"{"lines":"none"}"#), Op(3, "no.such/9", "{}"), .sale(4, Fresh.id()),
            Op(5, "product.create/1", #"{"products":[{"name":"x"}]}"#), .sale(6, shop.products[0]),
        ])
        #expect(verdicts.map(\.status) == [.applied, .held, .rejected, .held, .rejected, .applied])
        #expect(verdicts[1].detail?.contains("body.lines") == true, "\(verdicts[1].detail ?? "")")
        #expect(verdicts[2].code == "operation.unknown-type")
        #expect(verdicts[4].code == "access.forbidden")
        #expect(try await shop.onHand(shop.products[0]) == -2000)
    }

    @Test func aGroupAppliesWhollyOrNotAtAll() async throws {
        let shop = try await Shop.open(products: 1)
        let device = try await shop.enrol()
        let verdicts = try await device.push([
            .sale(1, shop.products[0], group: "a"), .sale(2, Fresh.id(), group: "a"), .sale(3, shop.products[0], group: "b"),
            .sale(4, shop.products[0], group: "b"),
        ])
        #expect(verdicts.map(\.status) == [.held, .held, .applied, .applied])
        #expect(verdicts[0].code == "operation.group-refused")
        #expect(try await shop.onHand(shop.products[0]) == -2000)
        try await shop.expectSoundBooks()
    }

    @Test func aGroupThatTheDatabaseRefusesIsRefusedWhollyToo() async throws {
        let shop = try await Shop.open(products: 1)
        let device = try await shop.enrol()
        _ = try await device.push([.customer(1, code: "taken")])
        let verdicts = try await device.push([
            .sale(2, shop.products[0]), .sale(3, shop.products[0], group: "g"), .customer(4, code: "taken", group: "g"),
            .sale(5, shop.products[0]),
        ])
        #expect(verdicts[0].status == .applied)
        #expect(verdicts[1].status == .held)
        #expect([.rejected, .conflict].contains(verdicts[2].status))
        #expect(verdicts[3].status == .applied)
        #expect(try await shop.onHand(shop.products[0]) == -2000)
        try await shop.expectSoundBooks()
    }

    @Test func aSaleAndItsRefundMayComeInOnePush() async throws {
        let shop = try await Shop.open(products: 1)
        let device = try await shop.enrol()
        let sale = Op.sale(1, shop.products[0], units: 2)
        let verdicts = try await device.push([sale, .refund(2, of: sale.id), .refund(3, of: sale.id)])
        #expect(verdicts.map(\.status) == [.applied, .applied, .applied], "\(verdicts.map { $0.detail ?? "" })")
        #expect(verdicts[2].flags == ["refunded_twice"], "the money is gone twice")
        #expect(try await shop.onHand(shop.products[0]) == 2000)
        try await shop.expectSoundBooks()
    }

    @Test func anotherEpochIsRefused() async throws {
        let shop = try await Shop.open(products: 1)
        let device = try await shop.enrol()
        let epoch: ID<Epoch> = Fresh.id()
        let push = #"{"epoch":"\#(epoch)","operations":[\#(Op.sale(1, shop.products[0]).json)]}"#
        #expect(try await shop.call("POST", "/v1/sync/push", push, token: device.token).code == "sync.other-epoch")
        #expect(
            try await shop.call("POST", "/v1/sync/pull", #"{"epoch":"\#(epoch)","cursors":{"catalog":"1"}}"#, token: device.token).code
                == "sync.other-epoch")
        let ahead = try await shop.call("POST", "/v1/sync/pull", #"{"cursors":{"catalog":"99999"}}"#, token: device.token)
        #expect(ahead.status == 410)
        #expect(ahead.code == "sync.position-lost")
    }
}
