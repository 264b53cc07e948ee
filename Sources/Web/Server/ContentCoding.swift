import NIOCore
import RetailCore

/// Which codings the client takes (RFC 9110, 12.5.3).
enum ContentCoding {
    /// `gzip` or `*` with a weight above zero; a `gzip;q=0` beside a `*` is a no.
    static func acceptsGzip(_ header: String) -> Bool {
        var any = false
        for item in header.split(separator: ",") {
            let parts = item.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
            guard let name = parts.first else { continue }
            var weight = 1.0
            for part in parts.dropFirst() where part.hasPrefix("q=") { weight = Double(part.dropFirst(2)) ?? 0 }
            if name == "gzip" || name == "x-gzip" { return weight > 0 }
            if name == "*" { any = weight > 0 }
        }
        return any
    }

    /// Whether compressing this kind of content is worth it.
    static func isCompressible(_ contentType: String) -> Bool {
        contentType.hasPrefix("application/json") || contentType.hasPrefix("text/") || contentType.hasPrefix("application/problem+json")
            || contentType.hasPrefix("application/x-ndjson") || contentType.hasPrefix("application/openmetrics-text")
    }

    /// The reply as it goes out to a client that takes gzip, if that is worth it. Called by the handler's task: compressing a page of
    /// some megabytes takes as long as thousands of small requests, which must not wait for it on an event loop.
    static func gzipped(_ reply: Reply, minimumBytes: Int) -> Reply {
        guard let type = reply.contentType, isCompressible(type) else { return reply }
        var coded = reply
        switch reply.body {
        case .empty: return reply
        case .bytes(let buffer):
            guard buffer.readableBytes >= minimumBytes, let compressed = reply.compressed ?? GzipStream()?.last(buffer) else {
                return reply
            }
            coded.body = .bytes(compressed)
        case .stream(let pieces):
            coded.body = .stream { writer in
                guard let gzip = GzipStream() else {
                    throw Fault(.unavailable, "server.busy", "There is no memory to compress the answer.")
                }
                try await pieces(ChunkWriter { buffer in try await writer.write(gzip.piece(buffer)) })
                try await writer.write(gzip.last())
            }
        }
        coded.headers += [("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding")]
        return coded
    }
}
