import NIOCore
import TestSupport
import Testing
import Web

@Suite(.timeLimit(.minutes(5))) struct SocketTests {
    static let handshake =
        "GET /live HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: toy.v1\r\n\r\n"

    /// Masked with zeros, so that the payload can be read here.
    static func frame(_ first: UInt8, _ payload: [UInt8]) -> [UInt8] { [first, 0x80 | UInt8(payload.count), 0, 0, 0, 0] + payload }

    /// What came after the 101.
    private static func frames(_ bytes: [UInt8]) -> [UInt8] {
        let end = Array("\r\n\r\n".utf8)
        for start in bytes.indices where bytes[start...].starts(with: end) { return Array(bytes[(start + 4)...]) }
        return []
    }

    @Test func acceptsTheHandshakeOfTheRFC() async throws {
        try await ToyServer.run { toy in
            let raw = try await RawClient(port: toy.port)
            try await raw.send(SocketTests.handshake)
            #expect(await raw.read(until: "\r\n\r\n").contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"))
            await raw.close()
        }
    }

    @Test func losesNoFrameSentWithTheHandshake() async throws {
        try await ToyServer.run { toy in
            let raw = try await RawClient(port: toy.port)
            try await raw.send(Array(SocketTests.handshake.utf8) + SocketTests.frame(0x81, Array("early".utf8)))
            #expect(await raw.read(until: "early").hasSuffix("early"))
            try await raw.send(SocketTests.frame(0x81, Array("later".utf8)))
            #expect(await raw.read(until: "later").hasSuffix("later"))
            await raw.close()
        }
    }

    @Test func putsFragmentsTogetherAroundAPing() async throws {
        try await ToyServer.run { toy in
            let raw = try await RawClient(port: toy.port)
            try await raw.send(
                Array(SocketTests.handshake.utf8) + SocketTests.frame(0x01, Array("ab".utf8)) + SocketTests.frame(0x89, [0x70])
                    + SocketTests.frame(0x80, Array("cd".utf8)))
            _ = await raw.read(until: "abcd")
            #expect(SocketTests.frames(await raw.bytes) == [0x8A, 1, 0x70, 0x81, 4] + Array("abcd".utf8))
            await raw.close()
        }
    }

    @Test(
        arguments: [
            ([0x81, 1, 0x61], 1002), (frame(0xC1, [0x61]), 1002), (frame(0x80, [0x61]), 1002), (frame(0x82, [0x61]), 1003),
            (frame(0x81, [0xC3]), 1007),
            (frame(0x83, []), 1002), (frame(0x01, [0x61]) + frame(0x81, [0x62]), 1002), (frame(0x09, []), 1002),
            ([0x81, 0xFF, 0, 0, 0, 0, 0x10, 0, 0, 0, 0, 0, 0, 0], 1009), (frame(0x88, [3]), 1002), (frame(0x88, [0x03, 0xE8]), 1000),
            (frame(0x88, [0x03, 0xED]), 1002),
        ] as [([UInt8], UInt16)])
    func saysWhyItCloses(_ garbage: [UInt8], _ code: UInt16) async throws {
        try await ToyServer.run { toy in
            let raw = try await RawClient(port: toy.port)
            try await raw.send(Array(SocketTests.handshake.utf8) + garbage)
            _ = await raw.read(until: "\r\n\r\n")
            while SocketTests.frames(await raw.bytes).count < 4 {
                guard await raw.read(count: await raw.bytes.count + 1).count > 0 else { break }
            }
            let frames = SocketTests.frames(await raw.bytes)
            #expect(frames.first == 0x88)
            #expect(frames.dropFirst(2).prefix(2).map { $0 } == [UInt8(code >> 8), UInt8(code & 255)])
            await raw.close()
        }
    }

    @Test func dropsASlowReaderAndTellsItWhy() async throws {
        try await ToyServer.run { toy in
            let raw = try await RawClient(port: toy.port, isReading: false)
            try await raw.send(SocketTests.handshake)
            try await until { !toy.sockets.all.isEmpty }
            let socket = try #require(toy.sockets.all.first)
            // More than the kernel takes (some megabytes on a loopback) and the megabyte that may wait here.
            for _ in 0..<64 { socket.send([UInt8](repeating: 0x61, count: 500_000)) }
            try await raw.startReading()
            _ = await raw.readToEnd()
            let tail = await raw.bytes.suffix(12)
            #expect(Array(tail) == [0x88, 10, 0x0F, 0xA8] + Array("too slow".utf8))
        }
    }
}
