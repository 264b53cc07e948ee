import Testing

@testable import Web

@Suite(.timeLimit(.minutes(5))) struct CrossOriginTests {
    private static let page = "https://shop.example"

    private static func exchange(_ head: String, _ origins: [String]) async throws -> RawReplies.One {
        let allowed = try #require(CrossOrigin(origins))
        var found: RawReplies.One?
        try await ToyServer.run({ $0.crossOrigin = allowed }) { toy in
            let raw = try await RawClient(port: toy.port)
            try await raw.send(Array((head + "Host: x\r\nConnection: close\r\n\r\n").utf8))
            _ = await raw.readToEnd()
            found = RawReplies(await raw.bytes, heads: [false]).all.first
        }
        return try #require(found)
    }

    private static let preflight = "OPTIONS /v1/notes HTTP/1.1\r\nAccess-Control-Request-Method: POST\r\n"

    @Test func answersAPreflight() async throws {
        let reply = try await CrossOriginTests.exchange(
            CrossOriginTests.preflight + "Access-Control-Request-Headers: authorization,if-match\r\nOrigin: \(CrossOriginTests.page)\r\n",
            [CrossOriginTests.page])
        #expect(reply.status == 204)
        #expect(reply.headers["access-control-allow-origin"] == CrossOriginTests.page)
        #expect(reply.headers["access-control-allow-methods"] == "POST")
        let headers = reply.headers["access-control-allow-headers"] ?? ""
        for name in ["Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match"] { #expect(headers.contains(name)) }
        #expect(reply.headers["vary"] == "Origin")
        #expect(reply.headers["access-control-allow-credentials"] == nil)
    }

    @Test func letsAPageReadAnswersAndRefusals() async throws {
        for (path, status) in [("/v1/notes/a", 200), ("/v1/fault", 409), ("/v1/nowhere", 404)] {
            let reply = try await CrossOriginTests.exchange(
                "GET \(path) HTTP/1.1\r\nOrigin: \(CrossOriginTests.page)\r\n", ["https://other.example", CrossOriginTests.page])
            #expect(reply.status == status, "\(path)")
            #expect(reply.headers["access-control-allow-origin"] == CrossOriginTests.page, "\(path)")
            #expect(reply.headers["access-control-expose-headers"]?.contains("ETag") == true, "\(path)")
        }
    }

    @Test func anyPageMayWhereAllMay() async throws {
        let reply = try await CrossOriginTests.exchange("GET /v1/notes/a HTTP/1.1\r\nOrigin: \(CrossOriginTests.page)\r\n", ["*"])
        #expect(reply.headers["access-control-allow-origin"] == "*")
        #expect(reply.headers["vary"] == nil && reply.headers["access-control-allow-credentials"] == nil)
    }

    /// Whoever is not named learns nothing, and so does everybody where nobody is named.
    @Test(arguments: [[], [page]]) func saysNothingToOthers(_ origins: [String]) async throws {
        for origin in ["https://shop.example.evil", "http://shop.example", "https://shop.example:8443", "null", ""] {
            let asked = try await CrossOriginTests.exchange(CrossOriginTests.preflight + "Origin: \(origin)\r\n", origins)
            #expect(asked.status == 405 && asked.headers["access-control-allow-origin"] == nil, "\(origin)")
            let read = try await CrossOriginTests.exchange("GET /v1/notes/a HTTP/1.1\r\nOrigin: \(origin)\r\n", origins)
            #expect(read.status == 200 && read.headers["access-control-allow-origin"] == nil, "\(origin)")
            #expect(read.headers["vary"] == (origins.isEmpty ? nil : "Origin"))
        }
    }

    @Test func onlyAPreflightIsAnsweredAsOne() async throws {
        let plain = "OPTIONS /v1/notes HTTP/1.1\r\nOrigin: \(CrossOriginTests.page)\r\n"
        #expect(try await CrossOriginTests.exchange(plain, [CrossOriginTests.page]).status == 405)
        let nowhere = "OPTIONS /v1/nowhere HTTP/1.1\r\nOrigin: \(CrossOriginTests.page)\r\nAccess-Control-Request-Method: GET\r\n"
        #expect(try await CrossOriginTests.exchange(nowhere, [CrossOriginTests.page]).status == 404)
    }

    @Test func readsOriginsAsBrowsersSendThem() {
        for good in ["*", "https://shop.example", "http://localhost:5173", "https://a-b.example:8443", "http://127.0.0.1"] {
            #expect(CrossOrigin([good]) != nil, "\(good)")
        }
        for bad in [
            "", "null", "shop.example", "https://", "https://shop.example/", "https://shop.example:443", "http://shop.example:80",
            "https://Shop.example", "https://shop.example:0", "https://shop.example:07", "https://shop.example:70000", "ftp://a",
            "https://*.a",
            "https://a, https://b",
        ] {
            #expect(CrossOrigin([bad]) == nil, "\(bad)")
        }
    }
}
