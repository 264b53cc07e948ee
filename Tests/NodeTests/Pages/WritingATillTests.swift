import Access
import Foundation
import JSON
import Node
import RetailCore
import Sync
import TestSupport
import Testing
import Web

/// docs/writing-a-till.md, from its first request to its last, against a server of its own.
@Suite(.timeLimit(.minutes(5))) struct WritingATillTests {
    private static let path = TestNode.sqlFolder + "/../docs/writing-a-till.md"
    /// Set: the page is rewritten with what came.
    private static let isRecording = ProcessInfo.processInfo.environment["RETAIL_RECORD_PAGES"] != nil

    @Test func theServerSaysWhatThePageSays() async throws {
        let node = try await TestNode.start(TestServer.freshDatabase())
        let currency = try #require(Currency(code: "EUR"))
        _ = try await node.createTenant(
            NewTenant(
                slug: "corner", name: "Corner shops", currency: currency, ownerUsername: "owner",
                ownerPassword: Secret("a long password")))
        var page = try ReplayedPage(Self.path)
        var answers: [Int: String] = [:]
        let client = try TestNode.client(node)
        var answer: Answer?
        var socket: LiveSocket?
        for block in page.blocks {
            switch block.words {
            case "http":
                answer = try await Self.send(page.real(block.text), client)
                // Else written every few seconds: what an answer says of it would be a matter of chance.
                await node.watch.flush()
            case "json sends":
                let message = page.real(block.text)
                if message.contains("\"hello\"") { socket = try await LiveSocket.open(node.port) }
                try socket?.send(message)
            case "json receives":
                let message = try await Self.next(socket)
                answers[block.line] = message
                try page.compare(block, with: message)
            case "text closes":
                let code = try await socket?.closeCode() ?? 0
                if block.text != "\(code)\n" { page.differ(block, "closed with \(code)") }
            default:
                guard let status = Int(block.words.drop { !$0.isNumber }), let got = answer else { continue }
                answers[block.line] = got.text
                if status != got.status { page.differ(block, "status \(got.status)") }
                try page.compare(block, with: got.text)
            }
        }
        await node.stop(graceSeconds: 2)
        if Self.isRecording { try page.rewritten(answers).write(toFile: Self.path, atomically: true, encoding: .utf8) }
        #expect(page.differences.isEmpty, "\(page.differences.joined(separator: "\n"))")
        #expect(answers.count > 20, "the page's examples are replayed")
    }

    private static func send(_ text: String, _ client: WebClient) async throws -> Answer {
        let parts = text.split(separator: "\n\n", maxSplits: 1)
        let head = parts[0].split(separator: "\n").map(String.init)
        let line = head[0].split(separator: " ").map(String.init)
        let body = parts.count > 1 ? Array(parts[1].utf8) : []
        var headers = head.dropFirst().compactMap { header in
            header.firstIndex(of: ":").map { (name: String(header[..<$0]), value: String(header[header.index($0, offsetBy: 2)...])) }
        }
        if !body.isEmpty { headers.append((name: "Content-Type", value: "application/json")) }
        return Answer(try await client.send(line[0], line[1], headers: headers, body: body))
    }

    /// Heads come when they come.
    private static func next(_ socket: LiveSocket?) async throws -> String {
        guard let socket else { throw Unexpected(words: "no socket") }
        while true {
            let message = try await socket.next()
            if !message.contains(#""type":"heads""#) { return message }
        }
    }
}
