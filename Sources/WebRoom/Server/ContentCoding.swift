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
}
