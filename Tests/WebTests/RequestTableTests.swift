import Foundation
import JSON
import Logging
import RetailCore
import TestSupport
import Testing

@testable import Web

/// `Tests/Requests/http.json`: what comes over the wire and what must come back, request by request. The same table is sent through real
/// proxies by `scripts/proxies`.
@Suite(.timeLimit(.minutes(5))) struct RequestTableTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var what: String
        var send: String
        var statuses: [Int]
        var closes: Bool
        var testDescription: String { what }
    }

    static let rows: [Row] = {
        guard let data = try? Repository.bytes("Tests/Requests/http.json"), let document = try? JSONDocument(data),
            let rows = try? document.root.elements()
        else { return [] }
        return rows.compactMap { row in
            guard let what = try? row["what"]?.string(), let send = try? row["send"]?.string(), let closes = try? row["closes"]?.bool(),
                let statuses = try? row["statuses"]?.elements().map({ Int(try $0.int64()) })
            else { return nil }
            return Row(what: what, send: repeated(send), statuses: statuses, closes: closes)
        }
    }()

    /// `‹a×3›` stands for `aaa`.
    private static func repeated(_ text: String) -> String {
        guard let start = text.firstIndex(of: "‹"), let end = text[start...].firstIndex(of: "›"),
            let times = text[start..<end].lastIndex(of: "×"),
            let count = Int(text[text.index(after: times)..<end])
        else { return text }
        let part = String(text[text.index(after: start)..<times])
        return text[..<start] + String(repeating: part, count: count) + repeated(String(text[text.index(after: end)...]))
    }

    /// Endpoints that answer as the real ones of these paths do to these requests.
    private static let endpoints: [Endpoint] = [
        Endpoint(
            .get, "/health", tag: "", summary: "", access: "public", answers: [.type("text/plain")],
            reply: { _ async throws(Fault) -> Reply in .text(Array("ok".utf8)) }),
        Endpoint(
            .get, "/openapi.json", tag: "", summary: "", access: "public", answers: [.type("application/json")],
            reply: { _ async throws(Fault) -> Reply in .json(bytes: [UInt8](repeating: 0x20, count: 100_000)) }),
        Endpoint(
            .post, "/v1/auth/login", tag: "", summary: "", access: "public", body: ToyServer.Note.self, answer: ToyServer.Note.self
        ) { (_, note) async throws(Fault) -> ToyServer.Note in note },
        Endpoint(.get, "/v1/products", tag: "", summary: "", access: "product.read", answer: ToyServer.Note.self) {
            _ async throws(Fault) -> ToyServer.Note in ToyServer.Note(text: "a")
        },
        Endpoint(
            .post, "/v1/products", tag: "", summary: "", access: "product.edit", body: ToyServer.Note.self, answer: ToyServer.Note.self
        ) { (_, note) async throws(Fault) -> ToyServer.Note in note },
    ]

    @Test func hasARowForEverything() { #expect(RequestTableTests.rows.count > 90) }

    /// Each in one write, and each byte by byte, with a further request behind it: answered where the connection is kept, and only there.
    @Test(arguments: rows, [true, false]) func answersAsTheTableSays(_ row: Row, _ isWhole: Bool) async throws {
        try await ToyServer.run(endpoints: RequestTableTests.endpoints, path: "/v1/sync/live", subprotocol: "retail-sync.v1.json") { toy in
            let raw = try await RawClient(port: toy.port)
            let bytes = Array((row.send + "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").utf8)
            if isWhole || bytes.count > 2_000 {
                try? await raw.send(bytes)
            } else {
                // The server may have had enough before all of it is out.
                for byte in bytes { if (try? await raw.send([byte])) == nil { break } }
            }
            _ = await raw.readToEnd()
            let replies = RawReplies(await raw.bytes, heads: [row.send.hasPrefix("HEAD")])
            #expect(replies.all.map(\.status) == row.statuses + (row.closes ? [] : [200]))
            #expect(replies.rest.isEmpty)
            if row.closes { #expect(replies.all.last?.headers["connection"] == "close") }
            for refused in replies.all where refused.status >= 400 {
                #expect(refused.headers["content-type"] == "application/problem+json")
            }
        }
    }
}
