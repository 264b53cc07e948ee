import NIOCore
import NIOHTTP1

/// What of a request decides how its reply is framed.
struct ResponseFraming {
    var requestID = ""
    var isHead = false
    /// HTTP/1.0 knows no chunks: a stream ends with the connection.
    var isOld = false
    var keepsAlive = true
    /// What the page that asks is told, if it may read the answer.
    var allowedOrigin: String?
    /// Other pages would be answered otherwise.
    var varies = false

    /// - Parameters:
    ///   - date: for `Date`.
    ///   - isSecure: TLS is spoken: browsers are told never to come without (RFC 6797).
    func head(_ reply: Reply, date: String, isSecure: Bool = false) -> HTTPResponseHead {
        var headers = HTTPHeaders()
        headers.reserveCapacity(10)
        if let type = reply.contentType { add("Content-Type", type, to: &headers) }
        switch reply.body {
        case .bytes(let buffer): headers.add(name: "Content-Length", value: String(buffer.readableBytes))
        case .empty: if reply.status != 204, reply.status != 304 { headers.add(name: "Content-Length", value: "0") }
        case .stream: if !endsWithConnection(reply) { headers.add(name: "Transfer-Encoding", value: "chunked") }
        }
        headers.add(name: "Date", value: date)
        headers.add(name: "X-Request-Id", value: requestID)
        headers.add(name: "X-Content-Type-Options", value: "nosniff")
        if isSecure { headers.add(name: "Strict-Transport-Security", value: "max-age=31536000") }
        if let etag = reply.etag { add("ETag", etag, to: &headers) } else { headers.add(name: "Cache-Control", value: "no-store") }
        if let allowedOrigin {
            add("Access-Control-Allow-Origin", allowedOrigin, to: &headers)
            headers.add(name: "Access-Control-Expose-Headers", value: CrossOrigin.exposed)
        }
        if varies { headers.add(name: "Vary", value: "Origin") }
        for (name, value) in reply.headers { add(name, value, to: &headers) }
        if !keepsAlive || endsWithConnection(reply) { headers.add(name: "Connection", value: "close") }
        return HTTPResponseHead(
            version: endsWithConnection(reply) ? .http1_0 : .http1_1, status: HTTPResponseStatus(statusCode: reply.status), headers: headers
        )
    }

    /// Also a stream's HEAD: NIO would end it with a chunk of nothing, which HEAD has no place for.
    func endsWithConnection(_ reply: Reply) -> Bool {
        if case .stream = reply.body { isOld || isHead } else { false }
    }

    /// What came as data must not end a line: better no header than another one.
    private func add(_ name: String, _ value: String, to headers: inout HTTPHeaders) {
        guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }), !name.isEmpty,
            name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x3A })
        else { return }
        headers.add(name: name, value: value)
    }
}
