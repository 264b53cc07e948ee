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

/// What kills servers: one after the other, for each takes all there is of the machine.
@Suite(.serialized) enum FaultTests {}

extension FaultTests {
    /// The database goes away under a node's feet and comes back.
    @Suite(.timeLimit(.minutes(5))) struct OutageTests {
        @Test func requestsFailClearlyOrSucceedOnceAndTheNodeRecovers() async throws {
            let cluster = try ScratchPostgres("outage")
            try cluster.start()
            let node = try await TestNode.start(cluster.freshDatabase()) { $0.database.queueWaitMilliseconds = 2000 }
            let shop = try await Shop.open(on: node, products: 1)
            let tills = try await [shop.enrol(), shop.enrol(), shop.enrol(), shop.enrol()]
            let product = shop.products[0]
            let selling = Task {
                try await together(tills.count) { number in
                    var clear = true
                    for seq in 1...60 {
                        let sale = Op.sale(Int64(seq), product)
                        // Sent until it is answered; each time the answer must be one a till can act on.
                        while true {
                            let answer = try await tills[number].tryPush([sale])
                            if answer.status == 200 { break }
                            if answer.status != 503 || answer.code.isEmpty || answer.header("Retry-After") == nil {
                                Issue.record("\(answer.status) \(answer.text)")
                                clear = false
                            }
                            try await Task.sleep(for: .milliseconds(30))
                        }
                        try await Task.sleep(for: .milliseconds(15))
                    }
                    return clear
                }
            }
            for _ in 0..<3 {
                try await Task.sleep(for: .milliseconds(300))
                cluster.kill()
                // A backend may live long enough to answer once more.
                let answer = try await shop.call("GET", "/v1/stock")
                #expect([200, 503].contains(answer.status), "\(answer.status) \(answer.text)")
                try await until { try await shop.call("GET", "/ready").status == 503 }
                #expect(try await shop.call("GET", "/health").status == 200)
                try cluster.start()
                try await until { try await shop.call("GET", "/ready").status == 200 }
            }
            #expect(try await selling.value.allSatisfy { $0 })
            #expect(try await shop.onHand(product) == -240_000)
            #expect(try await shop.count("SELECT count(*) FROM @.sale") == 240)
            try await shop.expectSoundBooks()
            await node.stop(graceSeconds: 2)
            cluster.stop()
        }
    }
}
