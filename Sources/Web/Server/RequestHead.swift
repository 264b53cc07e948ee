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
    var isChunked = false
    /// The parser stops behind such a request, whatever is answered.
    var asksForUpgrade = false
    var hasHost = false
    /// The credentials were of a kind that is not understood here.
    var hasUnknownAuthorization = false

    init(_ head: HTTPRequestHead) {
        for (name, value) in head.headers {
            switch name.utf8.count {
            case 4: if name.isHeader("host") { hasHost = true }
            case 6:
                if name.isHeader("accept") {
                    accept = value
                } else if name.isHeader("expect") {
                    expectsContinue = value.isHeader("100-continue")
                }
            case 7: if name.isHeader("upgrade") { asksForUpgrade = true }
            case 8: if name.isHeader("if-match") { ifMatch = value }
            case 12:
                if name.isHeader("content-type") {
                    contentType = value
                } else if name.isHeader("x-request-id") {
                    requestID = Self.sane(value)
                }
            case 13:
                if name.isHeader("authorization") {
                    takeAuthorization(value)
                } else if name.isHeader("if-none-match") {
                    ifNoneMatch = value
                }
            case 14: if name.isHeader("content-length") { contentLength = Int(value) }
            case 15:
                if name.isHeader("accept-encoding") {
                    acceptsGzip = ContentCoding.acceptsGzip(value)
                } else if name.isHeader("idempotency-key") {
                    idempotencyKey = value
                }
            case 16: if name.isHeader("content-encoding") { hasContentEncoding = !value.isHeader("identity") }
            case 17: if name.isHeader("transfer-encoding") { isChunked = true }
            default: break
            }
        }
    }

    private mutating func takeAuthorization(_ value: String) {
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
