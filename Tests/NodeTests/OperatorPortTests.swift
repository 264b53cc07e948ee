import Node
import Postgres
import RetailCore
import TestSupport
import Testing
import Web

@Suite(.timeLimit(.minutes(5))) struct OperatorPortTests {
    @Test func metricsStandOnAPortOfTheirOwnWhereOneIsNamed() async throws {
        let node = try await TestNode.start(TestServer.freshDatabase()) { $0.metricsPort = 0 }
        let operators = try WebClient(url: "http://127.0.0.1:\(node.metricsPort)", connections: 2)
        for (path, status) in [("/metrics", 200), ("/health", 200), ("/ready", 200), ("/v1/products", 404), ("/openapi.json", 404)] {
            #expect(Answer(try await operators.send("GET", path)).status == status, "\(path)")
        }
        // The figures are those of the public port.
        let client = try TestNode.client(node)
        #expect(Answer(try await client.send("GET", "/metrics")).status == 404)
        #expect(Answer(try await client.send("GET", "/ready")).status == 200)
        #expect(Answer(try await operators.send("GET", "/metrics")).text.contains("\ndatabase_usable 1\n"))
        await node.stop(graceSeconds: 2)

        let plain = try await TestNode.shared.value
        #expect(plain.metricsPort == 0)
        #expect(Answer(try await TestNode.client(plain).send("GET", "/metrics")).status == 200)
    }
}
