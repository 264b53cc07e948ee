import Access
import JSON
import Node
import RetailCore
import SyncProtocol
import TestSupport
import Testing

/// Nodes whose clocks differ: the database's decides.
@Suite(.timeLimit(.minutes(5))) struct ClockTests {
    private func node(_ seconds: Int64) async throws -> Node {
        try await TestNode.start(TestServer.connection, clock: { systemClock().advanced(bySeconds: seconds) })
    }

    private func set(_ price: Int64, _ shop: Shop) async throws {
        _ = try await shop.call("POST", "/v1/prices", #"{"product_id":"\#(shop.products[0])","unit_price_minor":\#(price)}"#).has(201)
    }

    private func sells(at price: Int64, _ shop: Shop) async throws -> Bool {
        let sale = """
            {"store_id":"\(shop.store)","lines":[{"product_id":"\(shop.products[0])","quantity_milli":1000}],\
            "payments":[{"method":"card","amount_minor":\(price)}]}
            """
        return try await shop.call("POST", "/v1/sales", sale).status == 201
    }

    @Test(arguments: [300, 86_400]) func theLaterPriceWinsWhateverNodesThinkTheTimeIs(_ seconds: Int64) async throws {
        let (fast, slow) = (try await node(seconds), try await node(-seconds))
        let here = try await Shop.open(on: fast, products: 1)
        let there = try here.through(slow)
        for (price, node) in [(300, here), (301, there), (302, here), (303, there), (304, there), (305, here), (306, there)] {
            try await set(Int64(price), node)
            #expect(try await sells(at: Int64(price), here))
            #expect(try await sells(at: Int64(price), there))
        }
        // None of them comes back later: the last one has the latest moment, and that is not to come.
        let last = try await here.count(
            "SELECT unit_price_minor FROM @.price WHERE store_id = '00000000-0000-0000-0000-000000000000' ORDER BY effective_at DESC LIMIT 1"
        )
        #expect(last == 306)
        #expect(try await here.count("SELECT count(*) FROM @.price WHERE effective_at > clock_timestamp()") == 0)
        // What was written down has the database's time.
        let strange = """
            SELECT count(*) FROM @.sale WHERE abs(extract(epoch FROM recorded_at - clock_timestamp())) > 200
                OR abs(extract(epoch FROM occurred_at - clock_timestamp())) > 200
            """
        #expect(try await here.count(strange) == 0)
        #expect(try await here.count("SELECT count(*) FROM @.sync_audit WHERE abs(extract(epoch FROM at - clock_timestamp())) > 200") == 0)
        await fast.stop(graceSeconds: 1)
        await slow.stop(graceSeconds: 1)
    }

    /// Codes and tokens are as good on one node as on the other.
    @Test func whatExpiresDoesSoAtOneMoment() async throws {
        let (fast, slow) = (try await node(86_400), try await node(-86_400))
        let here = try await Shop.open(on: fast, products: 0)
        let there = try here.through(slow)
        for (maker, user) in [(here, there), (there, here)] {
            let body = #"{"store_id":"\#(here.store)","register_id":"\#(here.register)","name":"till"}"#
            let code = try await maker.call("POST", "/v1/devices/enrolment-codes", body).has(201).json().string("code")
            #expect(try await user.call("GET", "/v1/devices/enrolment-codes").has(200).json().list("items").count == 1)
            let enrolled = try await user.call(
                "POST", "/v1/devices/enrol", #"{"tenant":"\#(here.slug)","code":"\#(code)"}"#, token: "")
            #expect(enrolled.status == 201, "\(enrolled.text)")
            #expect(try await user.call("GET", "/v1/auth/me").status == 200)
        }
        #expect(try await here.count("SELECT count(*) FROM @.device") == 2)
        await fast.stop(graceSeconds: 1)
        await slow.stop(graceSeconds: 1)
    }
}
