import NIOHTTP1
import RetailCore

/// A request's head, checked: nothing that came as data may end a line.
enum ClientRequest {
    static func head(
        _ method: String, _ path: String, _ headers: [(name: String, value: String)], host: String, bodyBytes: Int
    ) throws(Fault) -> HTTPRequestHead {
        guard isToken(method) else { throw ClientFaults.badRequest("the method \(method) is no token") }
        guard path.hasPrefix("/"), path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw ClientFaults.badRequest("the path must start with a slash and be percent-encoded")
        }
        var fields = HTTPHeaders()
        fields.reserveCapacity(headers.count + 2)
        fields.add(name: "Host", value: host)
        for (name, value) in headers {
            guard isToken(name) else { throw ClientFaults.badRequest("a header's name is no token") }
            guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
                throw ClientFaults.badRequest("the header \(name) has a control character")
            }
            fields.add(name: name, value: value)
        }
        // Said even for nothing where a body is usual, else NIO would send an empty chunked one.
        if bodyBytes > 0 || method == "POST" || method == "PUT" || method == "PATCH" {
            fields.replaceOrAdd(name: "Content-Length", value: String(bodyBytes))
        }
        return HTTPRequestHead(version: .http1_1, method: HTTPMethod(rawValue: method), uri: path, headers: fields)
    }

    /// Doing it twice is as good as once.
    static func mayRepeat(_ head: HTTPRequestHead) -> Bool {
        head.method == .GET || head.method == .HEAD || head.headers.contains(name: "Idempotency-Key")
    }

    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }
}
