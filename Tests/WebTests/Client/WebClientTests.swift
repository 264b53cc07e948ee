import JSON
import NIOCore
import NIOPosix
import RetailCore
import TestSupport
import Testing
import Web

@Suite struct WebClientTests {
    private func with(
        _ acts: [ScriptedServer.Act], connections: Int = 16, timeoutMilliseconds: Int = 300_000, maximumBodyBytes: Int = 1 << 20,
        _ body: (WebClient, ScriptedServer) async throws -> Void
    ) async throws {
        let server = try await ScriptedServer(acts)
        let client = try WebClient(
            url: server.url, connections: connections, timeoutMilliseconds: timeoutMilliseconds, maximumBodyBytes: maximumBodyBytes)
        try await body(client, server)
        await client.shutdown()
        await server.stop()
    }

    @Test func keepsItsConnection() async throws {
        try await with([.answer(answer("200 OK", "hello", headers: "X-Name: value\r\n"))]) { client, server in
            for _ in 0..<3 {
                let answer = try await client.send("GET", "/a?b=c", headers: [("Accept", "text/plain")])
                #expect(answer.status == 200)
                #expect(answer.body == Array("hello".utf8))
                #expect(answer.header("x-name") == "value")
            }
            #expect(server.connections == [1, 1, 1])
            #expect(server.requests[0].text.hasPrefix("GET /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:"))
        }
    }

    @Test func opensAnotherWhereTheServerClosesAfterAnswering() async throws {
        try await with([.answerAndClose(answer("200 OK", "x", headers: "Connection: close\r\n"))]) { client, server in
            _ = try await client.send("POST", "/", body: [1])
            _ = try await client.send("POST", "/", body: [1])
            #expect(server.connections == [1, 2])
        }
    }

    @Test func repeatsAReadWhereAKeptConnectionWasClosed() async throws {
        try await with([.answer(answer("200 OK", "1")), .close, .answer(answer("200 OK", "2"))]) { client, server in
            _ = try await client.send("GET", "/")
            let answer = try await client.send("GET", "/")
            #expect(answer.body == Array("2".utf8))
            #expect(server.connections == [1, 1, 2])
        }
    }

    @Test func repeatsAWriteOnlyWithItsKey() async throws {
        try await with([.answer(answer("200 OK")), .close, .answer(answer("201 Created"))]) { client, server in
            _ = try await client.send("GET", "/")
            let answer = try await client.send("POST", "/", headers: [("Idempotency-Key", "k")], body: [7])
            #expect(answer.status == 201)
            #expect(server.connections == [1, 1, 2])
        }
        try await with([.answer(answer("200 OK")), .close, .answer(answer("201 Created"))]) { client, server in
            _ = try await client.send("GET", "/")
            let fault = await fault { () async throws(Fault) in try await client.send("POST", "/", body: [7]) }
            #expect(fault?.code == "client.connection-failed")
            #expect(server.connections == [1, 1])
            // The place in the pool is free again.
            let answer = try await client.send("POST", "/", body: [7])
            #expect(answer.status == 201)
        }
    }

    @Test func repeatsOnce() async throws {
        try await with([.answer(answer("200 OK")), .close]) { client, server in
            _ = try await client.send("GET", "/")
            let fault = await fault { () async throws(Fault) in try await client.send("GET", "/") }
            #expect(fault?.code == "client.connection-failed")
            #expect(server.connections == [1, 1, 2])
        }
    }

    @Test func readsChunks() async throws {
        let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n7\r\n, world\r\n0\r\n\r\n"
        try await with([.answer(chunked)]) { client, server in
            for _ in 0..<2 {
                let answer = try await client.send("GET", "/")
                #expect(answer.body == Array("hello, world".utf8))
            }
            #expect(server.connections == [1, 1])
        }
    }

    @Test func readsToTheEndOfTheConnection() async throws {
        try await with([.answerAndClose("HTTP/1.1 200 OK\r\n\r\nall of it")]) { client, _ in
            let answer = try await client.send("GET", "/")
            #expect(answer.body == Array("all of it".utf8))
        }
    }

    @Test func refusesATruncatedAnswer() async throws {
        try await with([.answerAndClose("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")]) { client, _ in
            let fault = await fault { () async throws(Fault) in try await client.send("GET", "/") }
            #expect(fault?.code == "client.bad-answer")
        }
    }

    @Test func refusesWhatIsNotHTTP() async throws {
        try await with([.answer("SSH-2.0-OpenSSH\r\n")]) { client, _ in
            let fault = await fault { () async throws(Fault) in try await client.send("GET", "/") }
            #expect(fault?.code == "client.bad-answer")
        }
    }

    @Test(arguments: ["Content-Length: 9\r\n\r\n123456789", "Transfer-Encoding: chunked\r\n\r\n9\r\n123456789\r\n0\r\n\r\n"])
    func boundsTheAnswer(_ rest: String) async throws {
        try await with([.answer("HTTP/1.1 200 OK\r\n" + rest)], maximumBodyBytes: 8) { client, _ in
            let fault = await fault { () async throws(Fault) in try await client.send("GET", "/") }
            #expect(fault?.code == "client.bad-answer")
        }
    }

    @Test func givesUpInTime() async throws {
        try await with([.silence, .answer(answer("200 OK"))], connections: 1, timeoutMilliseconds: 300) { client, server in
            let fault = await fault { () async throws(Fault) in try await client.send("GET", "/") }
            #expect(fault?.code == "client.timeout")
            #expect(fault?.kind == .unavailable)
            // Not on the old connection, whose answer may still come. A busy machine may need more than one try.
            while true { if (try? await client.send("GET", "/")) != nil { break } }
            #expect(!server.connections.dropFirst().contains(1))
        }
    }

    @Test func waitsForAConnectionInLine() async throws {
        try await with([.answer(answer("200 OK", "x"))], connections: 2) { client, server in
            try await withThrowingTaskGroup(of: Int.self) { tasks in
                for _ in 0..<40 { tasks.addTask { try await client.send("GET", "/").status } }
                for try await status in tasks { #expect(status == 200) }
            }
            #expect(server.requests.count == 40)
            #expect(Set(server.connections).isSubset(of: [1, 2]))
        }
    }

    @Test func timesOutInLine() async throws {
        try await with([.silence], connections: 1, timeoutMilliseconds: 300) { client, server in
            await withTaskGroup(of: String?.self) { tasks in
                for _ in 0..<3 { tasks.addTask { await fault { () async throws(Fault) in try await client.send("GET", "/") }?.code } }
                for await code in tasks { #expect(code == "client.timeout") }
            }
        }
    }

    @Test func isCancelledWithItsTask() async throws {
        try await with([.silence], connections: 1) { client, server in
            let task = Task { await fault { () async throws(Fault) in try await client.send("GET", "/") }?.code }
            while server.requests.isEmpty { await Task.yield() }
            let waiting = Task { await fault { () async throws(Fault) in try await client.send("GET", "/") }?.code }
            waiting.cancel()
            #expect(await waiting.value == "client.cancelled")
            task.cancel()
            #expect(await task.value == "client.cancelled")
        }
    }

    @Test func tellsThatNobodyListens() async throws {
        let server = try await ScriptedServer([.close])
        let client = try WebClient(url: server.url)
        await server.stop()
        let early = await fault { () async throws(Fault) in try await client.send("GET", "/") }
        #expect(early?.code == "client.connection-failed")
        await client.shutdown()
        let late = await fault { () async throws(Fault) in try await client.send("GET", "/") }
        #expect(late?.code == "client.shut-down")
    }

    @Test func turnsAProblemIntoItsFault() async throws {
        let problem = """
            {"type":"urn:retail:error:product.changed","title":"Changed meanwhile","status":412,"code":"product.changed","detail":"Somebody was faster.",\
            "request_id":"r1","errors":[{"field":"lines[3].quantity_milli","code":"out-of-range","message":"Expected 1 to 5."}],"current":{"version": 18}}
            """
        let head = "Content-Type: application/problem+json\r\nRetry-After: 7\r\n"
        try await with([.answer(answer("412 Precondition Failed", problem, headers: head))]) { client, server in
            let fault = await fault { () async throws(Fault) in
                try await client.json("PUT", "/", bearer: Secret("token"), idempotencyKey: "key", body: ["a"], as: String.self)
            }
            #expect(fault?.kind == .stale)
            #expect(fault?.code == "product.changed")
            #expect(fault?.detail == "Somebody was faster.")
            #expect(fault?.retryAfterSeconds == 7)
            #expect(fault?.currentJSON == Array(#"{"version":18}"#.utf8))
            #expect(fault?.fields == [.init(field: "lines[3].quantity_milli", code: "out-of-range", message: "Expected 1 to 5.")])
            let text = server.requests[0].text
            #expect(text.contains("Authorization: Bearer token\r\n") && text.contains("Idempotency-Key: key\r\n"))
            #expect(text.hasSuffix("\r\n\r\n[\"a\"]"))
        }
    }

    @Test func readsJSON() async throws {
        try await with([
            .answer(answer("200 OK", #"["a","b"]"#)), .answer(answer("200 OK", "{")), .answer(answer("502 Bad Gateway", "<html>")),
        ]) { client, _ in
            let names = try await client.json("GET", "/", as: [String].self)
            #expect(names == ["a", "b"])
            let malformed = await fault { () async throws(Fault) in try await client.json("GET", "/", as: [String].self) }
            #expect(malformed?.code == "client.bad-answer")
            let proxy = await fault { () async throws(Fault) in try await client.json("GET", "/", as: [String].self) }
            #expect(proxy?.code == "client.bad-answer")
            #expect(proxy?.kind == .unavailable)
        }
    }

    @Test func letsNothingEndALine() async throws {
        try await with([.answer(answer("200 OK"))]) { client, server in
            for (method, path, value) in [
                ("GET\r\n", "/", "a"), ("GET", "/\r\nX: y", "a"), ("GET", "/a b", "a"), ("GET", "nowhere", "a"), ("GET", "/", "a\r\nX: y"),
            ] {
                let fault = await fault { () async throws(Fault) in try await client.send(method, path, headers: [("X-A", value)]) }
                #expect(fault?.code == "client.bad-request")
            }
            #expect(server.requests.isEmpty)
        }
    }

    @Test(arguments: ["127.0.0.1:80", "ftp://a", "http://", "http://a/b", "http://a:0", "http://a:99999", "http://u@a", "http://a b"])
    func refusesABadURL(_ url: String) async {
        #expect(throws: Fault.self) { try WebClient(url: url) }
    }
}
