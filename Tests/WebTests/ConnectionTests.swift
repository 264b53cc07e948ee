import RetailCore
import TestSupport
import Testing
import Web

/// What a connection does when all does not go well.
@Suite(.timeLimit(.minutes(5))) struct ConnectionTests {
    private let get = "GET /v1/notes/a HTTP/1.1\r\nHost: x\r\n\r\n"

    @Test func answers408WhenABodyDoesNotCome() async throws {
        try await ToyServer.run({ $0.progressTimeoutMilliseconds = 100 }) { toy in
            let raw = try await RawClient(port: toy.port)
            try await raw.send("POST /v1/notes HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{")
            let reply = await raw.readToEnd()
            #expect(reply.hasPrefix("HTTP/1.1 408 "))
            #expect(reply.contains("request.timeout"))
        }
    }

    @Test func cutsAStreamNobodyReads() async throws {
        try await ToyServer.run({ $0.progressTimeoutMilliseconds = 300 }) { toy in
            let raw = try await RawClient(port: toy.port, isReading: false)
            try await raw.send("GET /v1/stream?pieces=100000 HTTP/1.1\r\nHost: x\r\n\r\n")
            try await until { toy.gate.streamsEnded == 1 }
            // The whole would be 1.6 GB: what was written is what the kernel took.
            #expect(toy.gate.counted < 10_000)
            await raw.close()
        }
    }

    @Test(arguments: ["", "GET / HT"]) func closesWhatIsIdle(_ start: String) async throws {
        try await ToyServer.run({ $0.idleTimeoutMilliseconds = 500 }) { toy in
            let raw = try await RawClient(port: toy.port)
            // On a busy machine the server may have had enough before the bytes are out: that is closing, too.
            try? await raw.send(start)
            #expect(await raw.readToEnd().isEmpty)
        }
    }

    @Test(arguments: [
        ("GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n", 404), ("DELETE /v1/notes HTTP/1.1\r\nHost: x\r\n\r\n", 405),
        ("GET /v1/notes/a?what=1 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("PUT /v1/private HTTP/1.1\r\nHost: x\r\nAuthorization: Basic eA==\r\nContent-Length: 0\r\n\r\n", 401),
        ("POST /v1/notes HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nabc", 415),
        ("PUT /nowhere HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", 404),
    ])
    func keepsTheConnectionAfterARefusal(_ request: String, _ status: Int) async throws {
        try await ToyServer.run { toy in
            let raw = try await RawClient(port: toy.port)
            try await raw.send(request + get)
            let replies = await raw.read(until: "{\"text\":\"a\"}")
            #expect(replies.hasPrefix("HTTP/1.1 \(status) "))
            #expect(replies.contains("HTTP/1.1 200 OK"))
            await raw.close()
        }
    }

    @Test(arguments: ["Content-Length: 8000000", "Transfer-Encoding: chunked"]) func letsARefusalOfALargeBodyArrive(_ framing: String)
        async throws
    {
        try await ToyServer.run { toy in
            let raw = try await RawClient(port: toy.port)
            try await raw.send("PUT /v1/raw HTTP/1.1\r\nHost: x\r\n\(framing)\r\n\r\n")
            let piece = Array("100000\r\n".utf8) + [UInt8](repeating: 0x61, count: 1 << 20) + Array("\r\n".utf8)
            // The server may close before all of it is out.
            for _ in 0..<7 { try? await raw.send(piece) }
            let reply = await raw.readToEnd()
            #expect(reply.hasPrefix("HTTP/1.1 413 "))
            #expect(reply.contains("request.too-large"))
        }
    }

    @Test func saysNothingMoreAfterAParserErrorBehindAReply() async throws {
        try await ToyServer.run { toy in
            let raw = try await RawClient(port: toy.port)
            try await raw.send("PUT /v1/raw HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")
            let broken = await raw.readToEnd()
            #expect(broken.split(separator: "HTTP/1.1 ").count == 1)
            let chunks = try await RawClient(port: toy.port)
            try await chunks.send(
                "PUT /v1/raw HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n30000\r\n" + String(repeating: "a", count: 0x30000)
                    + "\r\nzz\r\n")
            let replies = await chunks.readToEnd()
            #expect(replies.hasPrefix("HTTP/1.1 413 "))
            #expect(replies.split(separator: "HTTP/1.1 ").count == 1)
        }
    }

    @Test func endsAnOldClientsStreamWithTheConnection() async throws {
        try await ToyServer.run { toy in
            let raw = try await RawClient(port: toy.port)
            try await raw.send("GET /v1/stream?pieces=2 HTTP/1.0\r\n\r\n")
            let reply = await raw.readToEnd()
            #expect(!reply.contains("chunked"))
            #expect(reply.hasSuffix("\r\n\r\n" + String(repeating: "b", count: 32_768)))
            let old = try await RawClient(port: toy.port)
            try await old.send("GET /v1/notes/a HTTP/1.0\r\n\r\n")
            let note = await old.readToEnd()
            #expect(note.contains("Content-Length: 12\r\n"))
        }
    }

    @Test func refusesHeadersThatAreTooLarge() async throws {
        try await ToyServer.run { toy in
            let raw = try await RawClient(port: toy.port)
            try await raw.send("GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + String(repeating: "a", count: 40_000) + "\r\n\r\n")
            let reply = await raw.readToEnd()
            #expect(reply.hasPrefix("HTTP/1.1 431 "))
        }
    }

    /// Both once brought the process down: NIO's compressor traps on replies it has no request for.
    @Test func livesOnAfterExpectContinue() async throws {
        try await ToyServer.run { toy in
            let raw = try await RawClient(port: toy.port)
            try await raw.send("PUT /v1/raw HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
            #expect(await raw.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 100 "))
            try await raw.send("abc" + get)
            #expect(await raw.read(until: "{\"text\":\"a\"}").contains("HTTP/1.1 200 OK"))
            await raw.close()
        }
    }

    @Test func livesOnAfterGarbage() async throws {
        try await ToyServer.run({ ($0.idleTimeoutMilliseconds, $0.progressTimeoutMilliseconds) = (1_000, 1_000) }) { toy in
            var random = SeededRandom(seed: 7)
            for _ in 0..<300 {
                guard let fuzz = try? await RawClient(port: toy.port) else { continue }
                let start = ["", "GET /v1/notes/a HTTP/1.1\r\n", "POST /v1/notes HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n"][
                    Int(random.next() % 3)]
                try? await fuzz.send(
                    Array(start.utf8) + (0..<Int(random.next() % 60)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
                        + Array("\r\n\r\n\r\n\r\n".utf8))
                let reply = await fuzz.read(until: "\r\n\r\n")
                #expect(!reply.hasPrefix("HTTP/1.1 500"))
                await fuzz.close()
            }
            let client = try toy.client()
            #expect(try await client.send("GET", "/v1/notes/b").status == 200)
            await client.shutdown()
        }
    }
}
