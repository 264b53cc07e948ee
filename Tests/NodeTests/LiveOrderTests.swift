import API
import JSON
import Node
import RetailCore
import Simulator
import SyncProtocol
import TestSupport
import Testing

/// What a live socket says first, in which order, and how often.
@Suite(.timeLimit(.minutes(5))) struct LiveOrderTests {
    private func hello(_ device: Device, _ cursors: String = "{}") -> String {
        #"{"type":"hello","token":"\#(device.token)","cursors":\#(cursors)}"#
    }

    /// The last of its kind, so that the shop's stream has something critical.
    private func sellLast(_ shop: Shop, _ count: Int) async throws {
        for _ in 0..<count {
            try await shop.receive(shop.products[0], units: 1)
            _ = try await shop.call("POST", "/v1/sales", Bodies.sale(shop.products[0], store: shop.store)).has(201)
        }
    }

    @Test func socketsThatSayHelloAtOnceAreToldTheirOwnStreams() async throws {
        let shop = try await Shop.open(products: 0)
        var devices: [Device] = []
        // Four sockets each: of one more the oldest would be closed.
        for number in 0..<12 {
            let (store, register) = try await shop.openStore("T\(number)")
            devices.append(try await shop.enrol(store, register))
        }
        let all = devices
        let told = try await together(48) { index in
            let socket = try await LiveSocket.open(shop.node.port)
            try socket.send(hello(all[index % 12]))
            return try Live.Welcome.read(try JSONDocument(Array(try await socket.next().utf8)).root).heads
        }
        for (index, heads) in told.enumerated() {
            #expect(heads.positions.keys.sorted() == all[index % 12].identity.streams.sorted())
        }
    }

    @Test func theWelcomeComesFirstThenEachChangeOnceAndInOrder() async throws {
        let shop = try await Shop.open(products: 1)
        let device = try await shop.enrol()
        let store = "store:\(shop.store)"
        try await sellLast(shop, 5)
        async let busy: Void = sellLast(shop, 20)
        var sockets: [LiveSocket] = []
        for _ in 0..<4 {
            let socket = try await LiveSocket.open(shop.node.port)
            try socket.send(hello(device, #"{"\#(store)":"0"}"#))
            sockets.append(socket)
        }
        try await busy
        let head = try await shop.count("SELECT head FROM @.sync_stream WHERE name = '\(store)'")
        let critical = try await shop.count(
            "SELECT count(*) FROM @.sync_change c JOIN @.sync_stream s ON s.id = c.stream WHERE s.name = '\(store)' AND c.critical")
        #expect(critical == 25)
        for socket in sockets {
            #expect(try await socket.next().contains(#""type":"welcome""#))
            var positions: [Int64] = []
            while positions.count < Int(critical) {
                let message = try JSONDocument(Array(try await socket.next().utf8)).root
                guard try message.string("type") == "change" else { continue }
                positions.append(try message.int("position"))
            }
            #expect(positions == Array(Set(positions)).sorted() && positions.last == head)
        }
    }

    @Test func headsAreToldOfStreamsThatStandStillToo() async throws {
        let node = try await TestNode.start(TestServer.connection)
        let shop = try await Shop.open(on: node, products: 0)
        let device = try await shop.enrol()
        let socket = try await LiveSocket.open(shop.node.port)
        try socket.send(hello(device))
        _ = try await socket.next()
        for _ in 0..<2 {
            await node.hub.sweep(announces: true)
            var told: Set<String> = []
            while told.count < 4 {
                let heads = try Live.Heads.read(try JSONDocument(Array(try await socket.next().utf8)).root).heads
                told.formUnion(heads.positions.keys)
            }
            #expect(told == Set(device.identity.streams))
        }
        await node.stop()
    }

    @Test func aRefusedPushIsToldAndTheSocketStays() async throws {
        let shop = try await Shop.open(products: 1)
        let device = try await shop.enrol()
        let socket = try await LiveSocket.open(shop.node.port)
        try socket.send(hello(device))
        _ = try await socket.next()
        func push(_ number: Int, _ operations: String) async throws -> JSONValue {
            try socket.send(#"{"type":"push","number":\#(number),"request":{"operations":\#(operations)}}"#)
            return try JSONDocument(Array(try await socket.next().utf8)).root
        }
        let gap = try Live.Refused.read(try await push(1, "[\(Op.sale(3, shop.products[0]).json)]"))
        #expect(gap.number == 1 && gap.code == "sync.sequence-gap" && gap.status == 409)
        #expect(try JSONDocument(try #require(gap.current).bytes).root.int("expected_seq") == 1)
        let bad = try Live.Refused.read(try await push(2, "7"))
        #expect(bad.number == 2 && bad.code == "request.invalid" && bad.status == 400)
        let good = try Live.Pushed.read(try await push(3, "[\(Op.sale(1, shop.products[0]).json)]"))
        #expect(good.number == 3 && good.reply.verdicts[0].status == .applied)
    }

    @Test func streamsMayBeNamedInAnyCase() async throws {
        let shop = try await Shop.open(products: 1)
        let device = try await shop.enrol()
        let store = "store:\(shop.store.description.uppercased())"
        let answer = try await shop.call("POST", "/v1/sync/pull", #"{"cursors":{"\#(store)":"0"}}"#, token: device.token).has(200)
        #expect(try PullReply.read(try answer.json()).pages.isEmpty)
        _ = try await device.push([.sale(1, shop.products[0])])
        let page = try await shop.call("POST", "/v1/sync/pull", #"{"cursors":{"\#(store)":"0"}}"#, token: device.token).has(200)
        #expect(try PullReply.read(try page.json()).pages[0].stream == "store:\(shop.store)")
        let query = try await shop.call("GET", "/v1/sync/pull?cursors=\(store)=0", token: device.token)
        #expect(query.status == 200)
        let socket = try await LiveSocket.open(shop.node.port)
        try socket.send(hello(device, #"{"\#(store)":"0"}"#))
        #expect(try await socket.next().contains("welcome"))
        let both = #"{"cursors":{"\#(store)":"0","store:\#(shop.store)":"0"}}"#
        #expect(try await shop.call("POST", "/v1/sync/pull", both, token: device.token).status == 400)
    }

    @Test func whoHasTakenAllLagsBehindInNothing() async throws {
        let shop = try await Shop.open(products: 2)
        let device = try await shop.enrol()
        for seq in 1...3 { _ = try await device.push([.sale(Int64(seq), shop.products[0])]) }
        func lag() async throws -> [Int64] {
            let status = try await shop.call("GET", "/v1/sync/status").has(200).json()
            return try #require(try status.list("items").first?["lag"]).members().map { try Position.read($0.value, .none).value }
        }
        #expect(try await lag().contains { $0 > 0 })
        _ = try await device.pulled()
        try await until { try await lag().allSatisfy { $0 == 0 } }
        // One stream by itself says nothing of the others.
        let socket = try await LiveSocket.open(shop.node.port)
        try socket.send(hello(device))
        _ = try await socket.next()
        try socket.send(#"{"type":"ack","cursors":{"catalog":"0"}}"#)
        try await until { try await lag().contains { $0 > 0 } }
        #expect(try await lag().filter { $0 > 0 }.count == 1)
    }
}
