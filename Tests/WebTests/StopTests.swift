import TestSupport
import Testing
import Web

@Suite(.timeLimit(.minutes(5))) struct StopTests {
    @Test func answersWhatWasAccepted() async throws {
        let toy = try await ToyServer()
        let client = try toy.client()
        async let answer = client.send("GET", "/v1/slow")
        try await until { toy.gate.arrived == 1 }
        async let stopped: Void = toy.server.stop(graceSeconds: 30)
        toy.gate.open()
        #expect(try await answer.body == Array("done".utf8))
        await stopped
        await client.shutdown()
        await toy.hub.shutdown()
    }

    /// The gate never opens before `stop` has returned: it would wait for ever if it waited for the handler.
    @Test func cutsWhatOutlastsTheGracePeriod() async throws {
        let toy = try await ToyServer()
        let raw = try await RawClient(port: toy.port)
        try await raw.send("GET /v1/slow HTTP/1.1\r\nHost: x\r\n\r\n")
        try await until { toy.gate.arrived == 1 }
        await toy.server.stop(graceSeconds: 0)
        #expect(await raw.readToEnd().isEmpty)
        // Its answer comes to an event loop though nobody is there to take it: the loop has to be there still.
        async let ended: Void = toy.hub.shutdown()
        toy.gate.open()
        await ended
    }

    @Test func tellsSocketsToGo() async throws {
        let toy = try await ToyServer()
        let live = try await toy.live()
        try await until { !toy.sockets.all.isEmpty }
        await toy.server.stop(graceSeconds: 10)
        for await _ in live.messages {}
        #expect(live.closeCode == 1001)
        await toy.hub.shutdown()
    }
}
