import RetailCore
import TestSupport
import Testing

@testable import Web

/// Who is let in, how much of the node each may have, and what is said to who is not.
@Suite(.timeLimit(.minutes(5))) struct AdmissionTests {
    private let get = "GET /v1/notes/a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"

    private func put(_ token: String?, _ framing: String, path: String = "/v1/private") -> String {
        "PUT \(path) HTTP/1.1\r\nHost: x\r\n\(token.map { "Authorization: Bearer \($0)\r\n" } ?? "")\(framing)\r\n\r\n"
    }

    // MARK: - Before the body

    /// Not a byte of the body is sent: the answer comes from the head, or from looking the token up.
    @Test(arguments: [
        (nil, "Content-Length: 4000000", "access.token-missing"), ("x", "Content-Length: 4000000", "access.token-invalid"),
        ("bad", "Content-Length: 4000000", "access.token-invalid"),
        ("bad", "Content-Length: 4000000\r\nExpect: 100-continue", "access.token-invalid"),
    ])
    func refusesWhoMayNotSendABody(_ token: String?, _ framing: String, _ code: String) async throws {
        try await ToyServer.run { toy in
            let raw = try await RawClient(port: toy.port)
            try await raw.send(put(token, framing))
            let reply = await raw.readToEnd()
            #expect(reply.hasPrefix("HTTP/1.1 401 ") && reply.contains(code) && reply.contains("WWW-Authenticate: Bearer"))
            #expect(toy.gate.counted == 0 && toy.metric("http_body_bytes") == 0)
        }
    }

    /// One of unknown length: refused when it has grown past what is taken in from strangers.
    @Test func refusesAStrangersChunksWhenTheyBecomeMany() async throws {
        try await ToyServer.run { toy in
            let raw = try await RawClient(port: toy.port)
            try await raw.send(put("bad", "Transfer-Encoding: chunked"))
            let piece = Array("4000\r\n".utf8) + [UInt8](repeating: 0x61, count: 0x4000) + Array("\r\n".utf8)
            for _ in 0..<64 { try? await raw.send(piece) }
            #expect(await raw.readToEnd().hasPrefix("HTTP/1.1 401 "))
        }
    }

    @Test(arguments: ["Content-Length: 300000", "Content-Length: 300000\r\nExpect: 100-continue", "Transfer-Encoding: chunked"])
    func takesALargeBodyOfSomebodyKnown(_ framing: String) async throws {
        try await ToyServer.run { toy in
            let raw = try await RawClient(port: toy.port)
            try await raw.send(put("open", framing))
            let body = [UInt8](repeating: 0x61, count: 300_000)
            let bytes = framing.contains("chunked") ? Array("493E0\r\n".utf8) + body + Array("\r\n0\r\n\r\n".utf8) : body
            async let sent: Void = raw.send(bytes + Array(get.utf8))
            try await until { toy.gate.arrived == 1 }
            // The look-up takes its time; nothing is answered, nothing lost, and no room kept for more than is read.
            #expect(toy.gate.counted == 0 && toy.metric("http_body_bytes") <= 131_072)
            toy.gate.open()
            try await sent
            _ = await raw.readToEnd()
            let replies = RawReplies(await raw.bytes).all.filter { $0.status != 100 }
            #expect(replies.map(\.status) == [200, 200] && replies.first?.body == Array("300000".utf8))
        }
    }

    @Test func takesLittleFromAnybody() async throws {
        try await ToyServer.run { toy in
            let raw = try await RawClient(port: toy.port)
            try await raw.send(
                "POST /v1/notes HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n"
                    + String(repeating: " ", count: 9_000))
            #expect(await raw.read(until: "request.too-large").hasPrefix("HTTP/1.1 413 "))
            await raw.close()
        }
    }

    // MARK: - Pace

    /// One refusal a second, four saved up; the connection that waits takes nothing more, others of its address are served.
    @Test func letsRefusalsWaitForTheirTurn() async throws {
        try await ToyServer.run({ $0.refusalsPerSecond = 1 }) { toy in
            let bad = "GET /v1/private HTTP/1.1\r\nHost: x\r\n\r\n"
            let raw = try await RawClient(port: toy.port)
            try await raw.send(String(repeating: bad, count: 6) + get)
            try await until { toy.metric("http_refusals_held_total") >= 1 }
            let other = try await RawClient(port: toy.port)
            try await other.send(get)
            #expect(await other.readToEnd().hasPrefix("HTTP/1.1 200 "))
            _ = await raw.readToEnd()
            let replies = RawReplies(await raw.bytes).all
            #expect(replies.map(\.status) == [Int](repeating: replies.first?.status ?? 0, count: 6) + [200])
            #expect(replies.first?.status ?? 0 >= 400 && toy.metric("http_refusals_held_total") >= 2)
        }
    }

    /// Of an address that owes already: read from a little later, and answered.
    @Test func letsConnectionsWaitForTheirTurn() async throws {
        try await ToyServer.run({ $0.refusalsPerSecond = 1 }) { toy in
            let share = toy.server.core.addresses.share(of: NetworkAddress("127.0.0.1"))
            for _ in 0..<100 { _ = share.pace.take(.refusal) }
            let raw = try await RawClient(port: toy.port)
            try await raw.send(get)
            #expect(await raw.readToEnd().hasPrefix("HTTP/1.1 200 "))
            #expect(toy.metric("http_refusals_held_total") >= 1)
        }
    }

    /// Who owes already and sends on after he was refused: his connection, the refusal and what is thrown away wait, and all comes to an end.
    @Test func throwsAwayNoFasterThanThePace() async throws {
        try await ToyServer.run({ $0.refusalsPerSecond = 1 }) { toy in
            let share = toy.server.core.addresses.share(of: NetworkAddress("127.0.0.1"))
            for _ in 0..<100 { _ = share.pace.take(.refusal) }
            let raw = try await RawClient(port: toy.port, isReading: false)
            try await raw.send(put("bad", "Content-Length: 4000000"))
            let piece = [UInt8](repeating: 0x61, count: 1 << 16)
            for _ in 0..<61 { try? await raw.send(piece) }
            try await until { toy.metric("http_refusals_held_total") >= 3 && toy.metric("http_connections") == 0 }
            await raw.close()
        }
    }

    // MARK: - Bodies

    @Test(arguments: [true, false]) func boundsUnfinishedBodies(_ isOwnShare: Bool) async throws {
        try await ToyServer.run({
            ($0.maximumBodyBytesPerAddress, $0.maximumBodyBytesInFlight) = isOwnShare ? (1_000_000, 9_000_000) : (9_000_000, 1_000_000)
        }) { toy in
            var open: [RawClient] = []
            for count in 1...3 {
                let raw = try await RawClient(port: toy.port)
                try await raw.send(put("good", "Content-Length: 300000") + "a")
                open.append(raw)
                try await until { toy.metric("http_body_bytes") == Double(count) * 300_000 }
            }
            let next = try await RawClient(port: toy.port)
            try await next.send(put("good", "Content-Length: 300000"))
            let reply = await next.readToEnd()
            #expect(reply.hasPrefix(isOwnShare ? "HTTP/1.1 429 " : "HTTP/1.1 503 ") && reply.contains("Retry-After: "))
            #expect(reply.contains(isOwnShare ? "request.bodies-too-many" : "server.bodies-full"))
            #expect(toy.refused(isOwnShare ? "address_bodies" : "bodies") == 1)
            // Small ones are served all the while, and room that is given back is there again.
            let small = try await RawClient(port: toy.port)
            try await small.send(get)
            #expect(await small.readToEnd().hasPrefix("HTTP/1.1 200 "))
            await open.removeLast().close()
            try await until { toy.metric("http_body_bytes") == 600_000 }
            let again = try await RawClient(port: toy.port)
            try await again.send(put("good", "Content-Length: 300000") + String(repeating: "a", count: 300_000) + get)
            #expect(await again.readToEnd().hasPrefix("HTTP/1.1 200 "))
            for raw in open { await raw.close() }
            try await until { toy.metric("http_body_bytes") == 0 }
        }
    }

    // MARK: - Connections

    @Test func tellsAnAddressThatItHasEnoughAndServesOthers() async throws {
        try await ToyServer.run({ $0.maximumConnectionsPerAddress = 3 }) { toy in
            var open: [RawClient] = []
            for _ in 0..<3 { open.append(try await RawClient(port: toy.port)) }
            try await until { toy.metric("http_connections") == 3 }
            let fourth = try await RawClient(port: toy.port)
            try await fourth.send(get)
            let reply = await fourth.readToEnd()
            #expect(reply.hasPrefix("HTTP/1.1 429 Too Many Requests\r\n") && reply.contains("Retry-After: 5\r\n"))
            #expect(reply.contains("server.too-many-connections") && reply.contains("Connection: close\r\n"))
            #expect(toy.refused("address_connections") == 1)
            let other = try await RawClient(port: toy.port, from: "127.0.0.2")
            try await other.send(get)
            #expect(await other.readToEnd().hasPrefix("HTTP/1.1 200 "))
            await open.removeLast().close()
            try await until { toy.metric("http_connections") == 2 }
            let again = try await RawClient(port: toy.port)
            try await again.send(get)
            #expect(await again.readToEnd().hasPrefix("HTTP/1.1 200 "))
            for raw in open { await raw.close() }
        }
    }

    @Test func tellsWhenTheNodeIsFull() async throws {
        try await ToyServer.run({ $0.maximumConnections = 2 }) { toy in
            let open = [try await RawClient(port: toy.port), try await RawClient(port: toy.port, from: "127.0.0.2")]
            try await until { toy.metric("http_connections") == 2 }
            let third = try await RawClient(port: toy.port, from: "127.0.0.3")
            try await third.send(get)
            let reply = await third.readToEnd()
            #expect(reply.hasPrefix("HTTP/1.1 503 ") && reply.contains("server.connections-full") && reply.contains("Retry-After: 5\r\n"))
            for raw in open { await raw.close() }
        }
    }

    // MARK: - Proxies

    @Test func countsWhoIsBehindATrustedProxy() async throws {
        try await ToyServer.run({
            $0.trustedProxies = [AddressRange("127.0.0.0/8")].compactMap { $0 }
            $0.maximumInFlightPerAddress = 1
        }) { toy in
            func ask(_ path: String, _ client: String) async throws -> RawClient {
                let raw = try await RawClient(port: toy.port)
                try await raw.send(
                    "GET \(path) HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 10.9.9.9, \(client), 127.0.0.9\r\nConnection: close\r\n\r\n")
                return raw
            }
            #expect(try await ask("/v1/address", "192.0.2.1").readToEnd().hasSuffix("192.0.2.1"))
            let slow = try await ask("/v1/slow", "192.0.2.1")
            try await until { toy.gate.arrived == 1 }
            let same = try await ask("/v1/address", "192.0.2.1").readToEnd()
            #expect(same.hasPrefix("HTTP/1.1 429 ") && same.contains("request.too-many") && same.contains("Retry-After: "))
            #expect(try await ask("/v1/address", "192.0.2.2").readToEnd().hasPrefix("HTTP/1.1 200 "))
            toy.gate.open()
            #expect(await slow.readToEnd().hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test func believesNoStranger() async throws {
        try await ToyServer.run { toy in
            let raw = try await RawClient(port: toy.port)
            try await raw.send("GET /v1/address HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.1\r\nConnection: close\r\n\r\n")
            #expect(await raw.readToEnd().hasSuffix("127.0.0.1"))
        }
    }

    // MARK: - Sockets

    @Test func boundsAnAddressesSockets() async throws {
        try await ToyServer.run({ $0.maximumSocketsPerAddress = 1 }) { toy in
            let first = try await toy.live()
            let fault = await #expect(throws: Fault.self) { try await toy.live() }
            #expect(fault?.code == "socket.too-many" && toy.refused("address_sockets") == 1)
            await first.close()
            try await until { toy.metric("live_sockets") == 0 }
            var again: LiveClient?
            while again == nil { again = try? await toy.live() }
            await again?.close()
        }
    }

    @Test func closesASocketThatSpeaksTooMuch() async throws {
        try await ToyServer.run({ $0.maximumFramesPerSecond = 20 }) { toy in
            let raw = try await RawClient(port: toy.port)
            // In one write, so that they come within a second on any machine.
            let frames = (0..<200).flatMap { _ in SocketTests.frame(0x81, [0x61]) }
            try await raw.send(Array(SocketTests.handshake.utf8) + frames)
            _ = await raw.readToEnd()
            let end = [0x88, 19, 0x03, 0xF0] + Array("too many messages".utf8)
            #expect(await raw.bytes.suffix(end.count).elementsEqual(end))
        }
    }
}
