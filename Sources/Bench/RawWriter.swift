import Foundation
import Glibc

/// P4's limit: `retail-bench writer PORT COUNT` welcomes so many sockets, and writes one frame of the given size to all of them from two
/// threads for every line `SIZE` that it reads.
enum RawWriter {
    static func run(port: Int, count: Int) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var on: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, 4)
        var here = address(port)
        let isBound = withUnsafePointer(to: &here) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 }
        }
        guard isBound, listen(listener, 1024) == 0 else { throw Trouble("can't listen on \(port): errno \(errno)") }
        print("listening")
        fflush(nil)
        var sockets: [Int32] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        let answer =
            Array("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n".utf8)
            + frame("{\"type\":\"welcome\"}")
        for _ in 0..<count {
            let socket = accept(listener, nil, nil)
            guard socket >= 0 else { throw Trouble("accept: errno \(errno)") }
            setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, 4)
            _ = recv(socket, &buffer, buffer.count, 0)
            _ = answer.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            sockets.append(socket)
        }
        let halves = [Array(sockets[..<(count / 2)]), Array(sockets[(count / 2)...])]
        while let line = readLine(), let size = Int(line) {
            let bytes = frame("{\"type\":\"change\",\"x\":\"" + String(repeating: "x", count: max(0, size - 24)) + "\"}")
            let group = Group()
            for half in halves {
                group.start {
                    for socket in half { _ = bytes.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) } }
                }
            }
            group.wait()
        }
    }

    private static func frame(_ text: String) -> [UInt8] {
        let count = text.utf8.count
        return (count < 126 ? [0x81, UInt8(count)] : [0x81, 126, UInt8(count >> 8), UInt8(count & 255)]) + Array(text.utf8)
    }
}

/// A process of our own program to talk with by lines.
final class Helper {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var rest: [UInt8] = []

    init(_ arguments: [String], lines: [String] = []) throws {
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        for line in lines { try say(line) }
    }

    func say(_ line: String) throws { try input.fileHandleForWriting.write(contentsOf: Data("\(line)\n".utf8)) }

    /// The next line; waits for it up to a minute and a half.
    func line() throws -> [Substring] {
        let file = output.fileHandleForReading.fileDescriptor
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            if let end = rest.firstIndex(of: 0x0A) {
                defer { rest.removeSubrange(...end) }
                return String(decoding: rest[..<end], as: UTF8.self).split(separator: " ").map { $0 }
            }
            var wanted = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
            guard poll(&wanted, 1, 90_000) == 1 else { throw Trouble("a helper said nothing for 90 s") }
            let count = read(file, &buffer, buffer.count)
            guard count > 0 else { throw Trouble("a helper ended") }
            rest += buffer[..<count]
        }
    }

    func stop() {
        if process.isRunning { process.terminate() }
        process.waitUntilExit()
    }
}
