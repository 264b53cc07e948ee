import Glibc

/// A blocking HTTP/1.1 connection that does as little as can be: the load generator shares the machine with what it measures.
final class Connection {
    private let socket: Int32
    private let buffer: UnsafeMutablePointer<UInt8>
    /// A page of 4 MiB, with what is around each of its changes.
    private static let capacity = 8 << 20
    private(set) var status = 0
    private(set) var body = UnsafeRawBufferPointer(start: nil, count: 0)

    init(port: Int) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        buffer = .allocate(capacity: Connection.capacity)
        guard connectTo(port, socket) else { throw Trouble("can't connect to port \(port): errno \(errno)") }
        var on: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, 4)
        // A server that hangs ends the run rather than hang it.
        var limit = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit {
        close(socket)
        buffer.deallocate()
    }

    func send(_ request: [UInt8]) throws {
        var sent = 0
        while sent < request.count {
            let count = request.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress?.advanced(by: sent), $0.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Trouble("send failed: errno \(errno)") }
            sent += count
        }
    }

    func read(at offset: Int = 0) throws -> UnsafeRawBufferPointer {
        let count = recv(socket, buffer + offset, Connection.capacity - offset, 0)
        guard count > 0 else { throw Trouble("the server closed a connection or did not answer: errno \(errno)") }
        return UnsafeRawBufferPointer(start: buffer + offset, count: count)
    }

    /// Sends a request and takes in its answer, whose body stays valid until the next.
    func exchange(_ request: [UInt8]) throws {
        try send(request)
        var have = 0
        var total = Int.max
        var head = 0
        while have < total {
            have += try read(at: have).count
            guard total == .max, let end = search(buffer, have, "\r\n\r\n", 4) else { continue }
            head = UnsafeRawPointer(buffer).distance(to: UnsafeRawPointer(end)) + 4
            status = Int(buffer[9] - 48) * 100 + Int(buffer[10] - 48) * 10 + Int(buffer[11] - 48)
            total = head + contentLength(head)
        }
        body = UnsafeRawBufferPointer(start: buffer + head, count: have - head)
    }

    private func contentLength(_ head: Int) -> Int {
        for name in ["ontent-length: ", "ontent-Length: "] {
            guard let found = search(buffer, head, name, name.utf8.count) else { continue }
            var at = found.assumingMemoryBound(to: UInt8.self) + name.utf8.count
            var length = 0
            while at.pointee >= 48, at.pointee <= 57 {
                length = length * 10 + Int(at.pointee - 48)
                at += 1
            }
            return length
        }
        return 0
    }

    var text: String { String(decoding: body, as: UTF8.self) }

    func occurrences(of word: String) -> Int {
        var count = 0
        guard var at = body.baseAddress else { return 0 }
        let end = at + body.count
        while let found = search(at, at.distance(to: end), word, word.utf8.count) {
            count += 1
            at = UnsafeRawPointer(found) + word.utf8.count
        }
        return count
    }
}

/// - Parameter host: the last number of 127.0.0.x.
func address(_ port: Int, host: UInt32 = 1) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port).bigEndian)
    address.sin_addr.s_addr = (0x7F00_0000 | host).bigEndian
    return address
}

func connectTo(_ port: Int, _ socket: Int32) -> Bool {
    var target = address(port)
    return withUnsafePointer(to: &target) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 }
    }
}

/// The bytes of a request.
func httpRequest(_ method: String, _ path: String, token: String? = nil, key: String? = nil, body: String = "") -> [UInt8] {
    var text = "\(method) \(path) HTTP/1.1\r\nHost: bench\r\n"
    if let token { text += "Authorization: Bearer \(token)\r\n" }
    if let key { text += "Idempotency-Key: \(key)\r\n" }
    if method != "GET" { text += "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n" }
    return Array((text + "\r\n" + body).utf8)
}

/// memmem(3), which Swift's Glibc does not show. A pattern's last byte is looked for, as the first of JSON's are everywhere.
func search(_ bytes: UnsafeRawPointer, _ count: Int, _ word: String, _ length: Int) -> UnsafeMutableRawPointer? {
    var word = word
    return word.withUTF8 { pattern in
        guard length > 0, count >= length, let wanted = pattern.baseAddress else { return nil }
        var at = bytes + length - 1
        let end = bytes + count
        while at < end, let found = memchr(at, Int32(pattern[length - 1]), at.distance(to: end)) {
            let begin = UnsafeRawPointer(found) - (length - 1)
            if memcmp(begin, wanted, length) == 0 { return UnsafeMutableRawPointer(mutating: begin) }
            at = UnsafeRawPointer(found) + 1
        }
        return nil
    }
}
