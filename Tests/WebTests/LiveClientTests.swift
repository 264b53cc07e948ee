import RetailCore
import TestSupport
import Testing
import Web

@Suite(.timeLimit(.minutes(5))) struct LiveClientTests {
    @Test func hearsItsEchoesInOrder() async throws {
        try await ToyServer.run { toy in
            let live = try await toy.live()
            for text in ["one", "two", String(repeating: "ä", count: 200_000)] { try await live.send(Array(text.utf8)) }
            var heard: [Int] = []
            for await message in live.messages {
                heard.append(message.count)
                if heard.count == 3 { break }
            }
            #expect(heard == [3, 3, 400_000])
            await live.close()
            #expect(live.closeCode == 1000)
            try await until { toy.sockets.all.isEmpty }
        }
    }

    @Test func learnsTheCodeTheServerClosedWith() async throws {
        try await ToyServer.run { toy in
            let live = try await toy.live()
            try await until { !toy.sockets.all.isEmpty }
            for socket in toy.sockets.all { socket.close(code: 4500, reason: "revoked") }
            for await _ in live.messages {}
            #expect(live.closeCode == 4500)
        }
    }

    @Test func tellsWhyTheHandshakeWasRefused() async throws {
        try await ToyServer.run { toy in
            let wrong = await #expect(throws: Fault.self) {
                try await LiveClient.connect(url: toy.url, path: "/live", subprotocol: "other")
            }
            #expect(wrong?.code == "socket.wrong-subprotocol")
            let missing = await #expect(throws: Fault.self) {
                try await LiveClient.connect(url: toy.url, path: "/nowhere", subprotocol: "toy.v1")
            }
            #expect(missing?.code == "route.unknown")
            let plain = await #expect(throws: Fault.self) {
                try await LiveClient.connect(url: toy.url, path: "/v1/long", subprotocol: "toy.v1")
            }
            #expect(plain?.code == "client.bad-answer")
        }
    }

    @Test func tellsThatNobodyListens() async throws {
        let fault = await #expect(throws: Fault.self) {
            try await LiveClient.connect(url: "http://127.0.0.1:1", path: "/live", subprotocol: "toy.v1")
        }
        #expect(fault?.code == "client.connection-failed")
    }
}
