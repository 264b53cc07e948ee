import Logging
import RetailCore
import TestSupport
import Testing

@testable import Web

/// Requests one behind the other, on one connection, however they come.
@Suite(.timeLimit(.minutes(5))) struct PipelineTests {
    private struct Kind {
        var bytes: String
        var status: Int
        var isHead = false
        /// Unpacked, where it matters.
        var body: [UInt8]?
    }

    private static let gzip = "Host: x\r\nAccept-Encoding: gzip\r\n\r\n"
    private static let kinds = [
        Kind(bytes: "GET /v1/notes/a HTTP/1.1\r\nHost: x\r\n\r\n", status: 200, body: Array(#"{"text":"a"}"#.utf8)),
        Kind(bytes: "GET /v1/long HTTP/1.1\r\n" + gzip, status: 200, body: [UInt8](repeating: 0x61, count: 5000)),
        Kind(bytes: "GET /v1/lines?pieces=3 HTTP/1.1\r\n" + gzip, status: 200, body: [UInt8](repeating: 0x62, count: 3 * 16_384)),
        Kind(bytes: "GET /v1/lines?pieces=2 HTTP/1.1\r\nHost: x\r\n\r\n", status: 200, body: [UInt8](repeating: 0x62, count: 2 * 16_384)),
        Kind(bytes: "HEAD /v1/long HTTP/1.1\r\n" + gzip, status: 200, isHead: true, body: []),
        Kind(bytes: "GET /nowhere HTTP/1.1\r\n" + gzip, status: 404),
        Kind(bytes: "DELETE /v1/notes HTTP/1.1\r\nHost: x\r\n\r\n", status: 405),
        Kind(bytes: "GET /v1/notes/a?what=1 HTTP/1.1\r\n" + gzip, status: 400),
        Kind(bytes: "GET /v1/header HTTP/1.1\r\n" + gzip, status: 204, body: []),
        Kind(bytes: "GET /v1/fault HTTP/1.1\r\nHost: x\r\n\r\n", status: 409),
        Kind(
            bytes: "POST /v1/notes HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n{\"text\":\"n\"}",
            status: 201, body: Array(#"{"text":"n"}"#.utf8)),
        Kind(
            bytes: "PUT /v1/raw HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", status: 200, body: [0x33]),
        Kind(
            bytes: "PUT /v1/raw HTTP/1.1\r\nHost: x\r\nContent-Length: 70000\r\n\r\n" + String(repeating: "a", count: 70_000), status: 200,
            body: Array("70000".utf8)),
        Kind(bytes: "PUT /v1/raw HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc", status: 200, body: [0x33]),
    ]

    /// The two requests that once ended the process: the second was refused while the first one's reply was still being compressed.
    @Test func answersARefusalBehindACompressedReply() async throws {
        try await ToyServer.run { toy in
            let raw = try await RawClient(port: toy.port)
            try await raw.send(
                "GET /v1/long HTTP/1.1\r\n" + PipelineTests.gzip + "GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            _ = await raw.readToEnd()
            let replies = RawReplies(await raw.bytes)
            #expect(replies.all.map(\.status) == [200, 404])
            #expect(replies.all.first?.headers["content-encoding"] == "gzip")
        }
    }

    @Test(arguments: 1...40) func answersEachInTurn(_ seed: Int) async throws {
        var random = SeededRandom(seed: UInt64(seed))
        // In one write, in two, or in pieces that end anywhere: then without the large ones, which would take long.
        let isInPieces = seed % 4 > 1
        let choice = isInPieces ? PipelineTests.kinds.filter { $0.bytes.utf8.count < 1_000 } : PipelineTests.kinds
        let kinds = (0..<Int.random(in: 2...20, using: &random)).compactMap { _ in choice.randomElement(using: &random) }
        let end = Kind(bytes: "GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", status: 404)
        let bytes = (kinds + [end]).flatMap { Array($0.bytes.utf8) }
        let longest = [bytes.count, bytes.count / 2 + 1, 200, 7][seed % 4]
        try await ToyServer.run { toy in
            let raw = try await RawClient(port: toy.port)
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = isInPieces ? Int.random(in: 1...longest, using: &random) : longest
                try await raw.send(Array(rest.prefix(count)))
                rest = rest.dropFirst(count)
            }
            _ = await raw.readToEnd()
            var replies = RawReplies(await raw.bytes, heads: PipelineTests.heads(kinds)).all
            replies.removeAll { $0.status == 100 }
            #expect(replies.map(\.status) == kinds.map(\.status) + [404])
            for (reply, kind) in zip(replies, kinds) {
                guard let body = kind.body else { continue }
                #expect((reply.headers["content-encoding"] == "gzip" ? try gunzip(reply.body) : reply.body) == body)
            }
        }
    }

    /// Where a reply to HEAD stands, with the 100s between them.
    private static func heads(_ kinds: [Kind]) -> [Bool] {
        kinds.flatMap { $0.bytes.contains("Expect") ? [false, false] : [$0.isHead] }
    }

    /// It once took in and answered half a gigabyte a second.
    @Test func takesNoFurtherRequestFromWhoReadsNoReply() async throws {
        try await ToyServer.run({ $0.progressTimeoutMilliseconds = 400 }) { toy in
            let raw = try await RawClient(port: toy.port, isReading: false)
            let many = String(repeating: "GET /v1/big HTTP/1.1\r\nHost: x\r\n\r\n", count: 2_000)
            try? await raw.send(many)
            try await until { toy.gate.counted > 0 }
            // Cut when it had not read for so long.
            try await until { toy.metric("http_connections") == 0 }
            // A megabyte each; the kernel's buffers take some.
            #expect(toy.gate.counted < 20)
            await raw.close()
        }
    }

    @Test(arguments: [
        ("GET /v1/notes/a HTTP/1.1\r\nHost: x\r\n\r\n", [200]),
        (
            "GET /v1/notes/a HTTP/1.1\r\nHost: x\r\n\r\nGET /v1/lines?pieces=40 HTTP/1.1\r\nHost: x\r\n\r\nGET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n",
            [200, 200, 404]
        ),
        ("PUT /v1/raw HTTP/1.1\r\nHost: x\r\nContent-Length: 30\r\n\r\nabc", [400]), ("GET /v1/no", [400]), ("", []),
    ])
    func answersWhoHasEndedItsOwnSideAndCloses(_ requests: String, _ statuses: [Int]) async throws {
        try await ToyServer.run { toy in
            let raw = try await RawClient(port: toy.port)
            if !requests.isEmpty { try await raw.send(requests) }
            try await raw.end()
            _ = await raw.readToEnd()
            #expect(RawReplies(await raw.bytes).all.map(\.status) == statuses)
        }
    }

    @Test(arguments: [
        ("GET /v1/notes/a HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n", 200),
        (
            "GET /v1/notes/a HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n",
            200
        ),
        ("GET /v1/notes/a HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n", 200),
        (
            "POST /v1/notes HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: TLS/1.0\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n{\"text\":\"n\"}",
            201
        ),
        ("GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: anything\r\n\r\n", 404),
        ("CONNECT other:443 HTTP/1.1\r\nHost: other:443\r\n\r\n", 400), ("CONNECT /v1/notes HTTP/1.1\r\nHost: x\r\n\r\n", 405),
    ])
    func saysThatItClosesBehindWhatWouldChangeTheProtocol(_ request: String, _ status: Int) async throws {
        try await ToyServer.run { toy in
            let raw = try await RawClient(port: toy.port)
            try await raw.send(request + "GET /v1/notes/b HTTP/1.1\r\nHost: x\r\n\r\n")
            _ = await raw.readToEnd()
            let replies = RawReplies(await raw.bytes)
            #expect(replies.all.map(\.status) == [status])
            #expect(replies.all.first?.headers["connection"] == "close")
        }
    }

    @Test func answersForAHandlerThatDoesNot() async throws {
        try await ToyServer.run({ $0.answerTimeoutMilliseconds = 1_000 }) { toy in
            let raw = try await RawClient(port: toy.port)
            try await raw.send("GET /v1/slow HTTP/1.1\r\nHost: x\r\n\r\n")
            let reply = await raw.readToEnd()
            #expect(reply.hasPrefix("HTTP/1.1 503 ") && reply.contains("server.timeout") && reply.contains("Retry-After: "))
            // Its own answer, when it comes at last, goes nowhere.
            toy.gate.open()
            // A busy machine may need longer than a second for this one, too.
            try await until {
                let next = try await RawClient(port: toy.port)
                try await next.send("GET /v1/notes/a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                return await next.readToEnd().hasPrefix("HTTP/1.1 200 ")
            }
        }
    }

    /// It was a 500 and an error in the log.
    @Test(arguments: ["octets", "lines"]) func takesNoOffenceAtAClientThatHangsUp(_ kind: String) async throws {
        try await ToyServer.run { toy in
            let raw = try await RawClient(port: toy.port)
            let path = kind == "lines" ? "/v1/lines?pieces=1000" : "/v1/stream?pieces=100000"
            try await raw.send("GET \(path) HTTP/1.1\r\nHost: x\r\n\r\n")
            _ = await raw.read(until: "bbbbbbbb")
            await raw.close()
            try await until { toy.metric("http_connections") == 0 }
            if kind == "octets" { try await until { toy.gate.streamsEnded == 1 } }
            // Behind whatever the handler's end has logged.
            let next = try await RawClient(port: toy.port)
            try await next.send("GET /v1/notes/a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            #expect(await next.readToEnd().hasPrefix("HTTP/1.1 200 "))
            #expect(toy.log.messages(from: .warning).isEmpty)
        }
    }

    /// An end without a reset would look whole to a client of HTTP/1.0.
    @Test func cutsAnOldClientsStreamThatFails() async throws {
        try await ToyServer.run { toy in
            let raw = try await RawClient(port: toy.port)
            try await raw.send("GET /v1/broken HTTP/1.0\r\n\r\n")
            _ = await raw.readToEnd()
            #expect(await raw.wasReset)
        }
    }
}
