import Glibc
import Testing

/// A WebSocket by hand (RFC 6455), on a blocking thread: what the server sends is seen as it came.
final class LiveSocket: Sendable {
    private enum Frame: Sendable {
        case text(String)
        case close(UInt16)
    }

    /// Closed once neither the socket nor its reader needs it: a number that was closed early may be somebody else's by then.
    private final class Descriptor: Sendable {
        let number: Int32
        init(_ number: Int32) { self.number = number }
        deinit { close(number) }
    }

    private let descriptor: Descriptor
    private let frames: AsyncStream<Frame>

    static func open(_ port: Int) async throws -> LiveSocket {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard status == 0 else { throw Unexpected(words: "no connection") }
        let head =
            "GET /v1/sync/live HTTP/1.1\r\nHost: t\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: retail-sync.v1.json\r\n\r\n"
        let bytes = Array(head.utf8)
        _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        return LiveSocket(descriptor)
    }

    private init(_ descriptor: Int32) {
        let owner = Descriptor(descriptor)
        self.descriptor = owner
        let (stream, continuation) = AsyncStream<Frame>.makeStream()
        frames = stream
        let thread = ReaderThread { LiveSocket.read(owner, continuation) }
        thread.start()
    }

    deinit { shutdown(descriptor.number, Int32(SHUT_RDWR)) }

    func send(_ text: String) throws {
        let payload = Array(text.utf8)
        var frame: [UInt8] = [0x81]
        if payload.count < 126 {
            frame.append(0x80 | UInt8(payload.count))
        } else if payload.count < 1 << 16 {
            frame += [0x80 | 126, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
        } else {
            frame += [0x80 | 127] + (0..<8).map { UInt8(payload.count >> (56 - 8 * $0) & 255) }
        }
        // A mask of zeros is a mask.
        frame += [0, 0, 0, 0] + payload
        guard Glibc.send(descriptor.number, frame, frame.count, Int32(MSG_NOSIGNAL)) == frame.count else {
            throw Unexpected(words: "the socket is closed")
        }
    }

    /// The next text message; one that the served document does not promise fails the test.
    func next() async throws -> String {
        for await frame in frames {
            switch frame {
            case .text(let text):
                ServedMessages.own.expect(text)
                return text
            case .close(let code): throw Unexpected(words: "closed with \(code)")
            }
        }
        throw Unexpected(words: "the connection ended")
    }

    /// Waits for the answer to a ping: nil where it came, else the code the server closed with.
    func answered() async throws -> UInt16? {
        for await frame in frames {
            switch frame {
            case .text(let text):
                ServedMessages.own.expect(text)
                if text.contains("\"pong\"") { return nil }
            case .close(let code): return code
            }
        }
        throw Unexpected(words: "the connection ended without a close")
    }

    /// The code the server closes with; what it says before is passed over.
    func closeCode() async throws -> UInt16 {
        for await frame in frames { if case .close(let code) = frame { return code } }
        throw Unexpected(words: "the connection ended without a close")
    }

    private static func read(_ descriptor: Descriptor, _ out: AsyncStream<Frame>.Continuation) {
        defer { out.finish() }
        func take(_ count: Int) -> [UInt8]? {
            var bytes = [UInt8](repeating: 0, count: count)
            var got = 0
            while got < count {
                let part = bytes[got...].withUnsafeMutableBytes { recv(descriptor.number, $0.baseAddress, $0.count, 0) }
                if part <= 0 { return nil }
                got += part
            }
            return bytes
        }
        var head: [UInt8] = []
        while !head.suffix(4).elementsEqual([13, 10, 13, 10]) {
            guard let byte = take(1) else { return }
            head += byte
        }
        guard String(decoding: head, as: UTF8.self).hasPrefix("HTTP/1.1 101") else { return }
        while let start = take(2) {
            var length = Int(start[1] & 0x7F)
            if length >= 126 {
                guard let more = take(length == 126 ? 2 : 8) else { return }
                length = more.reduce(0) { $0 << 8 | Int($1) }
            }
            guard let payload = length == 0 ? [] : take(length) else { return }
            switch start[0] & 0x0F {
            case 1: out.yield(.text(String(decoding: payload, as: UTF8.self)))
            case 8:
                out.yield(.close(payload.count >= 2 ? UInt16(payload[0]) << 8 | UInt16(payload[1]) : 1005))
                return
            default: break
            }
        }
    }
}

/// A thread for what blocks.
private final class ReaderThread: Sendable {
    private let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }

    func start() {
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { pointer in
                if let pointer { Unmanaged<ReaderThread>.fromOpaque(pointer).takeRetainedValue().body() }
                return nil
            }, Unmanaged.passRetained(self).toOpaque())
        pthread_detach(thread)
    }
}
