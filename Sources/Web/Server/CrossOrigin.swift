/// Which pages of other origins may call this server from a browser (the Fetch standard, 3.2). None, unless they are named.
///
/// Credentials of the browser's own are never allowed: tokens come in `Authorization`, which a page sends itself.
package struct CrossOrigin: Sendable {
    /// `*` is any page.
    private let origins: Set<String>

    package static let none = CrossOrigin(origins: [])

    private init(origins: Set<String>) { self.origins = origins }

    /// - Parameter origins: as browsers send them: `https://shop.example`, `http://localhost:5173`; or `*`.
    /// - Returns: nil where one is none.
    package init?(_ origins: [String]) {
        guard origins.allSatisfy(CrossOrigin.isOrigin) else { return nil }
        self.init(origins: Set(origins))
    }

    private static func isOrigin(_ text: String) -> Bool {
        if text == "*" { return true }
        guard let scheme = ["https://", "http://"].first(where: { text.hasPrefix($0) }) else { return false }
        let parts = text.dropFirst(scheme.count).split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let host = parts.first, !host.isEmpty, host.utf8.allSatisfy(CrossOrigin.isOfHost) else { return false }
        guard parts.count == 2 else { return true }
        // Browsers leave a scheme's own port out, and zeros in front.
        guard let port = UInt16(parts[1]), port > 0, String(port) == parts[1] else { return false }
        return port != (scheme == "https://" ? 443 : 80)
    }

    private static func isOfHost(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x61...0x7A, 0x2D, 0x2E: true
        default: false
        }
    }

    /// What `Access-Control-Allow-Origin` says to a page of this origin; nil: nothing.
    func allowed(_ origin: String?) -> String? {
        guard let origin else { return nil }
        if origins.contains("*") { return "*" }
        return origins.contains(origin) ? origin : nil
    }

    /// Whether answers depend on who asks: caches are told so.
    var varies: Bool { !origins.isEmpty && !origins.contains("*") }

    /// What a page may read of an answer, besides the few headers that it always may.
    static let exposed = [
        "Content-Disposition", "ETag", "Idempotency-Replayed", "Operation-Id", "Retry-After", "WWW-Authenticate", "X-Request-Id",
    ].joined(separator: ", ")

    /// What a preflight is answered, for the methods that the path takes.
    static func preflight(_ methods: [String]) -> [(name: String, value: String)] {
        [
            ("Access-Control-Allow-Methods", methods.joined(separator: ", ")),
            (
                "Access-Control-Allow-Headers",
                (["Authorization", "Content-Type", "X-Request-Id"] + RequestHeader.allCases.map(\.rawValue)).joined(separator: ", ")
            ),
            ("Access-Control-Max-Age", "600"),
        ]
    }
}
