import Node
import RetailCore
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct NodeStopTests {
    /// Attempts that are collected (log-ins, pulls) are on record also where the node stops in the same half second.
    @Test func whatWasCollectedIsWrittenBeforeTheEnd() async throws {
        let shop = try await Shop.open(products: 0)
        func logins() async throws -> Int64 {
            try await shop.count(
                "SELECT coalesce(sum(attempts), 0)::bigint FROM @.sync_audit WHERE action = 'login' AND outcome = 'refused'")
        }
        var refused: Int64 = 0
        for wait in [0, 300, 450, 490, 500, 510] {
            let node = try await TestNode.start(TestServer.connection)
            let there = try shop.through(node)
            try await Task.sleep(for: .milliseconds(wait))
            #expect(try await there.tryLogin("nobody\(wait)").status == 401)
            refused += 1
            await node.stop()
            #expect(try await logins() == refused, "stopped \(wait) ms after the start")
        }
    }
}
