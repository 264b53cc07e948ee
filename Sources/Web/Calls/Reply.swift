package import JSON
import NIOCore

/// What a handler answers: a status, headers, and bytes that are encoded already or come as they are made.
package struct Reply: Sendable {
    enum Body: Sendable {
        case empty
        case bytes(ByteBuffer)
        case stream(@Sendable (ChunkWriter) async throws -> Void)
    }

    package var status: Int
    package var contentType: String?
    /// The validator in quotes (`"17"`). With it a reply may be kept and asked about again; without it `Cache-Control: no-store` is sent.
    package var etag: String?
    package var headers: [(name: String, value: String)]
    var body: Body
    /// The body's bytes in gzip, where they were made before.
    var compressed: ByteBuffer?

    init(status: Int, contentType: String?, etag: String? = nil, headers: [(name: String, value: String)] = [], body: Body) {
        self.status = status
        self.contentType = contentType
        self.etag = etag
        self.headers = headers
        self.body = body
    }

    package static func json(_ value: some WireValue, status: Int = 200, etag: String? = nil, headers: [(name: String, value: String)] = [])
        -> Reply
    {
        json(bytes: JSONWriter.bytes(of: value), status: status, etag: etag, headers: headers)
    }

    /// JSON that is encoded already.
    package static func json(bytes: [UInt8], status: Int = 200, etag: String? = nil, headers: [(name: String, value: String)] = []) -> Reply
    {
        Reply(status: status, contentType: "application/json", etag: etag, headers: headers, body: .bytes(ByteBuffer(bytes: bytes)))
    }

    package static func text(
        _ bytes: [UInt8], contentType: String = "text/plain; charset=utf-8", status: Int = 200, etag: String? = nil,
        filename: String? = nil,
        headers: [(name: String, value: String)] = []
    ) -> Reply {
        Reply(
            status: status, contentType: contentType, etag: etag, headers: headers + disposition(filename),
            body: .bytes(ByteBuffer(bytes: bytes)))
    }

    /// A body written piece by piece, as fast as the client reads it. Nothing is sent before the first piece, so that a fault
    /// thrown until then is answered properly; one thrown later cuts the connection, for a truncated answer must not look whole.
    package static func stream(
        contentType: String, filename: String? = nil, status: Int = 200, headers: [(name: String, value: String)] = [],
        body: @escaping @Sendable (ChunkWriter) async throws -> Void
    ) -> Reply {
        Reply(status: status, contentType: contentType, headers: headers + disposition(filename), body: .stream(body))
    }

    package static func empty(_ status: Int = 204, etag: String? = nil, headers: [(name: String, value: String)] = []) -> Reply {
        Reply(status: status, contentType: nil, etag: etag, headers: headers, body: .empty)
    }

    /// The file name is ours, but a name that came from data must not break out of its quotes or the header.
    private static func disposition(_ filename: String?) -> [(name: String, value: String)] {
        guard let filename else { return [] }
        let safe = filename.unicodeScalars.map { scalar in
            let isPlain =
                scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "-_. ".unicodeScalars.contains(scalar))
            return isPlain ? Character(scalar) : "_"
        }
        return [("Content-Disposition", "attachment; filename=\"\(String(safe))\"")]
    }
}
