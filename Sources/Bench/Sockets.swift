import Foundation
import Glibc

/// Ten thousand devices in a process of its own: `retail-bench sockets PORT COUNT < tokens`.
///
/// Says `ready` when all are welcome, and `all N` with the clock's nanoseconds whenever the last of them has its N-th change.
enum Sockets {
    private struct Device {
        var isUpgraded = false
        var changes = 0
        var rest: [UInt8] = []
    }

    static func run(port: Int, count: Int) throws {
        var tokens: [String] = []
        while let line = readLine(), !line.isEmpty { tokens.append(line) }
        guard !tokens.isEmpty else { throw Trouble("no tokens") }
        let crowd = Crowd(tokens: tokens, count: count)
        // A few hundred under way at a time: the server's backlog is no part of this.
        for first in stride(from: 0, to: count, by: 200) {
            let batch = first..<min(first + 200, count)
            for _ in batch { try crowd.open(port) }
            while crowd.welcome < batch.upperBound { try crowd.take(from: batch) }
        }
        print("ready")
        fflush(nil)
        while true { try crowd.take(from: 0..<count) }
    }

    /// poll(2), for Swift's Glibc shows no epoll; with all sockets ready at once, as here, there is nothing between the two.
    private final class Crowd {
        private let tokens: [String]
        private let count: Int
        private var polled: [pollfd] = []
        private var devices: [Device] = []
        private var buffer = [UInt8](repeating: 0, count: 64 << 10)
        private var reached: [Int: Int] = [:]
        private(set) var welcome = 0

        init(tokens: [String], count: Int) { (self.tokens, self.count) = (tokens, count) }

        private static let upgrade = Array(
            """
            GET /v1/sync/live HTTP/1.1\r\nHost: bench\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: retail-sync.v1.json\r\n\r\n
            """.utf8)

        func open(_ port: Int) throws {
            let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            guard socket >= 0, connectTo(port, socket) else { throw Trouble("socket \(polled.count): errno \(errno)") }
            polled.append(pollfd(fd: socket, events: Int16(POLLIN), revents: 0))
            devices.append(Device())
            _ = Crowd.upgrade.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        }

        /// Waits for some of these sockets to have something, and takes it in.
        func take(from range: Range<Int>) throws {
            _ = polled.withUnsafeMutableBufferPointer { all in poll(all.baseAddress.map { $0 + range.lowerBound }, nfds_t(range.count), -1)
            }
            for index in range where polled[index].revents != 0 { try take(index) }
        }

        private func take(_ index: Int) throws {
            let socket = polled[index].fd
            let got = recv(socket, &buffer, buffer.count, 0)
            guard got > 0 else { throw Trouble("the server closed socket \(index)") }
            devices[index].rest += buffer[..<got]
            if !devices[index].isUpgraded {
                guard let end = Sockets.endOfHead(devices[index].rest) else { return }
                guard devices[index].rest.starts(with: Array("HTTP/1.1 101".utf8)) else {
                    throw Trouble("refused: \(String(decoding: devices[index].rest, as: UTF8.self))")
                }
                devices[index].isUpgraded = true
                devices[index].rest.removeFirst(end)
                let hello = "{\"type\":\"hello\",\"token\":\"\(tokens[index % tokens.count])\",\"cursors\":{}}"
                Sockets.send(frame: Array(hello.utf8), opcode: 1, socket)
            }
            while let (opcode, payload) = Sockets.nextFrame(&devices[index].rest) {
                switch opcode {
                case 9: Sockets.send(frame: payload, opcode: 10, socket)
                case 8: throw Trouble("the server closed a socket: \(String(decoding: payload.dropFirst(2), as: UTF8.self))")
                default: note(payload, index)
                }
            }
        }

        private func note(_ payload: [UInt8], _ index: Int) {
            if Sockets.contains(payload, "\"welcome\"") {
                welcome += 1
            } else if Sockets.contains(payload, "\"change\"") {
                devices[index].changes += 1
                let number = devices[index].changes
                reached[number, default: 0] += 1
                guard reached[number] == count else { return }
                print("all \(number) \(nanoseconds()) \(payload.count)")
                fflush(nil)
            }
        }
    }

    private static func contains(_ payload: [UInt8], _ word: String) -> Bool {
        payload.withUnsafeBytes { bytes in bytes.baseAddress.map { search($0, min(bytes.count, 40), word, word.utf8.count) != nil } ?? false
        }
    }

    static func endOfHead(_ bytes: [UInt8]) -> Int? {
        bytes.withUnsafeBytes { all in
            guard let base = all.baseAddress, let found = search(base, all.count, "\r\n\r\n", 4) else { return nil }
            return base.distance(to: UnsafeRawPointer(found)) + 4
        }
    }

    /// Frames of the server: whole and unmasked.
    private static func nextFrame(_ bytes: inout [UInt8]) -> (UInt8, [UInt8])? {
        guard bytes.count >= 2 else { return nil }
        var (length, head) = (Int(bytes[1] & 127), 2)
        if length == 126 {
            guard bytes.count >= 4 else { return nil }
            (length, head) = (Int(bytes[2]) << 8 | Int(bytes[3]), 4)
        }
        guard bytes.count >= head + length else { return nil }
        defer { bytes.removeFirst(head + length) }
        return (bytes[0] & 15, Array(bytes[head..<(head + length)]))
    }

    /// A client's frames are masked; with zeroes it costs nothing.
    private static func send(frame payload: [UInt8], opcode: UInt8, _ socket: Int32) {
        var bytes: [UInt8] = [0x80 | opcode]
        if payload.count < 126 {
            bytes.append(0x80 | UInt8(payload.count))
        } else {
            bytes += [0xFE, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
        }
        bytes += [0, 0, 0, 0] + payload
        _ = bytes.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }
}
