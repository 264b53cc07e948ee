import NIOCore
import RetailCore
import TestSupport
import Testing

@testable import Web

/// Replies as a proper client sees them.
@Suite(.timeLimit(.minutes(5))) struct ReplyTests {
    private let json = [(name: "Content-Type", value: "application/json")]

    @Test func answersAndRefuses() async throws {
        try await ToyServer.run { toy in
            let client = try toy.client()
            let made = try await client.send("POST", "/v1/notes", headers: json, body: Array(#"{"text":"hi"}"#.utf8))
            #expect(made.status == 201)
            #expect(String(decoding: made.body, as: UTF8.self) == #"{"text":"hi"}"#)
            #expect(made.header("Date") != nil)
            for body in ["{", "", #"{"text":"hi","more":1}"#, #"{"text":""}"#] {
                let refused = try await client.send("POST", "/v1/notes", headers: json, body: Array(body.utf8))
                #expect(refused.status == 400)
                #expect(refused.header("Content-Type") == "application/problem+json")
            }
            let wrong = try await client.send("DELETE", "/v1/notes")
            #expect(wrong.status == 405)
            #expect(wrong.header("Allow") == "POST")
            let taken = try await client.send("GET", "/v1/fault")
            #expect(taken.status == 409)
            #expect(!String(decoding: taken.body, as: UTF8.self).contains("secret"))
            await client.shutdown()
        }
    }

    @Test func dropsAHeaderThatWouldBecomeTwo() async throws {
        try await ToyServer.run { toy in
            let client = try toy.client()
            let reply = try await client.send("GET", "/v1/header")
            #expect(reply.header("X-Good") == "yes")
            #expect(reply.header("X-Bad") == nil && reply.header("X-Evil") == nil)
            await client.shutdown()
        }
    }

    @Test func compressesWhatIsWorthItForWhoTakesIt() async throws {
        try await ToyServer.run { toy in
            let client = try toy.client()
            let gzip = [(name: "Accept-Encoding", value: "gzip")]
            #expect(try await client.send("GET", "/v1/long").header("Content-Encoding") == nil)
            #expect(try await client.send("GET", "/v1/notes/a", headers: gzip).header("Content-Encoding") == nil)
            let long = try await client.send("GET", "/v1/long", headers: gzip)
            #expect(long.header("Content-Encoding") == "gzip")
            #expect(long.body.count < 1000)
            await client.shutdown()
        }
    }

    @Test(arguments: ["/v1/long", "/v1/stream"]) func answersHEADWithoutABody(_ path: String) async throws {
        try await ToyServer.run { toy in
            let raw = try await RawClient(port: toy.port)
            try await raw.send("HEAD \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAccept-Encoding: gzip\r\n\r\n")
            let reply = await raw.readToEnd()
            #expect(reply.contains(" 200 OK"))
            #expect(reply.hasSuffix("\r\n\r\n"))
            #expect(reply.split(separator: "\r\n\r\n").count == 1 && !reply.contains("X-Retail"))
        }
    }

    /// Each asking compressed the API's description anew: half a core of strangers' requests kept a whole node busy.
    @Test func aDocumentIsCompressedOnce() throws {
        let document = StaticDocument(json: Array(repeating: 0x20, count: 100_000))
        let places = try (0..<2).map { _ in
            let coded = ContentCoding.gzipped(document.reply, minimumBytes: 1_024)
            #expect(coded.headers.contains { $0.name == "Content-Encoding" && $0.value == "gzip" })
            guard case .bytes(let buffer) = coded.body else { throw Fault(.broken, "test", "no bytes") }
            #expect(buffer.readableBytes < 1_000)
            return buffer.withUnsafeReadableBytes { $0.baseAddress }
        }
        #expect(places[0] == places[1])
    }

    @Test func refusesMoreThanItBears() async throws {
        try await ToyServer.run({ $0.maximumInFlight = 1 }) { toy in
            let client = try toy.client()
            async let slow = client.send("GET", "/v1/slow")
            try await until { toy.gate.arrived == 1 }
            let busy = try await client.send("GET", "/v1/long")
            #expect(busy.status == 503)
            #expect(busy.header("Retry-After") == "1")
            toy.gate.open()
            #expect(try await slow.status == 200)
            await client.shutdown()
        }
    }
}
