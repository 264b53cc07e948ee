import NIOHTTP1
import RetailCore

/// The headers this server looks at, picked out in one pass: looking each up by name walks them all again every time.
struct RequestHead: Sendable {
    var requestID: String?
    var bearer: Secret<String>?
    var idempotencyKey: String?
    var ifMatch: String?
    var ifNoneMatch: String?
    var accept: String?
    var contentType: String?
    var hasContentEncoding = false
    var acceptsGzip = false
    var expectsContinue = false
    var contentLength: Int?
    /// The parser stops behind such a request, whatever is answered.
    var asksForUpgrade = false
    /// Of the page that asks, where a browser does.
    private(set) var origin: String?
    /// A browser asks beforehand whether a page may.
    private(set) var asksForMethod = false
    private(set) var host: String?
    private(set) var transferEncoding: String?
    /// A proxy says for whom it asks.
    private(set) var isForwarded = false
    /// A field that must stand once stands twice: whoever is between us and the client may have heeded the other one.
    private var repeated: StaticString?
    private var hasAuthorization = false
    /// The credentials were of a kind that is not understood here.
    var hasUnknownAuthorization = false

    init(_ head: HTTPRequestHead) {
        for (name, value) in head.headers {
            switch name.utf8.count {
            case 4: if name.isHeader("host") { RequestHead.once("Host", &host, &repeated, value) }
            case 6:
                if name.isHeader("accept") {
                    accept = value
                } else if name.isHeader("origin") {
                    origin = value
                } else if name.isHeader("expect") {
                    // An HTTP/1.0 client can't have meant it (RFC 9110, 10.1.1).
                    expectsContinue = head.version.minor >= 1 && value.isHeader("100-continue")
                }
            case 7: if name.isHeader("upgrade") { asksForUpgrade = true }
            case 8: if name.isHeader("if-match") { RequestHead.once("If-Match", &ifMatch, &repeated, value) }
            case 9: if name.isHeader("forwarded") { isForwarded = true }
            case 12:
                if name.isHeader("content-type") {
                    RequestHead.once("Content-Type", &contentType, &repeated, value)
                } else if name.isHeader("x-request-id") {
                    requestID = Self.sane(value)
                }
            case 13:
                if name.isHeader("authorization") {
                    takeAuthorization(value)
                } else if name.isHeader("if-none-match") {
                    ifNoneMatch = value
                }
            // Digits, the parser sees to that; more than we can count are more than we take.
            case 14: if name.isHeader("content-length") { contentLength = Int(RequestHead.trimmed(value)) ?? .max }
            case 15:
                if name.isHeader("accept-encoding") {
                    acceptsGzip = ContentCoding.acceptsGzip(value)
                } else if name.isHeader("idempotency-key") {
                    RequestHead.once("Idempotency-Key", &idempotencyKey, &repeated, value)
                } else if name.isHeader("x-forwarded-for") {
                    isForwarded = true
                }
            case 16: if name.isHeader("content-encoding") { hasContentEncoding = !value.isHeader("identity") }
            case 17: if name.isHeader("transfer-encoding") { RequestHead.once("Transfer-Encoding", &transferEncoding, &repeated, value) }
            case 29: if name.isHeader("access-control-request-method") { asksForMethod = true }
            default: break
            }
        }
    }

    private static func once(_ name: StaticString, _ field: inout String?, _ repeated: inout StaticString?, _ value: String) {
        if field != nil { repeated = name }
        field = value
    }

    /// What makes the request one that two readers may understand differently, in words; nil for a sound one.
    func flaw(in head: HTTPRequestHead) -> String? {
        if head.version.major != 1 { return "Only HTTP/1.1 is spoken here." }
        if let repeated { return "The \(repeated) header stands twice." }
        if host == nil, head.version.minor >= 1 { return "The Host header is missing." }
        if let host, !RequestHead.isHost(host) { return "The Host header is no host." }
        guard let transferEncoding else { return nil }
        if head.version.minor < 1 { return "HTTP/1.0 has no transfer codings." }
        return RequestHead.trimmed(transferEncoding).isHeader("chunked") ? nil : "Only the transfer coding chunked is taken."
    }

    /// `uri-host [":" port]` (RFC 9110, 7.2), by its letters; empty is allowed.
    private static func isHost(_ value: String) -> Bool {
        value.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            // - . _ ~ % ! $ & ' ( ) * + ; = : [ ]
            case 0x2D, 0x2E, 0x5F, 0x7E, 0x25, 0x21, 0x24, 0x26...0x2B, 0x3B, 0x3D, 0x3A, 0x5B, 0x5D: true
            default: false
            }
        }
    }

    private static func trimmed(_ value: String) -> String {
        guard let last = value.utf8.last, last == 0x20 || last == 0x09 else { return value }
        return String(value.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }

    private mutating func takeAuthorization(_ value: String) {
        if hasAuthorization { repeated = "Authorization" }
        hasAuthorization = true
        let utf8 = value.utf8
        guard utf8.count > 7, value.prefix(7).description.isHeader("bearer ") else {
            hasUnknownAuthorization = true
            return
        }
        bearer = Secret(String(value.dropFirst(7).drop { $0 == " " }))
    }

    /// 8 to 64 characters that can't do harm in a log.
    static func sane(_ id: String) -> String? {
        let utf8 = id.utf8
        guard (8...64).contains(utf8.count) else { return nil }
        for byte in utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D: continue
            default: return nil
            }
        }
        return id
    }
}

extension String {
    /// ASCII, without case; `word` is in lower case already.
    func isHeader(_ word: StaticString) -> Bool {
        guard utf8.count == word.utf8CodeUnitCount else { return false }
        var index = 0
        for byte in utf8 {
            let lower = byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
            if lower != word.utf8Start[index] { return false }
            index += 1
        }
        return true
    }
}
