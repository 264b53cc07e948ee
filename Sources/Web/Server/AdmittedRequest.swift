import NIOHTTP1
import RetailCore

/// A request whose head was found good: what is to come of it, and who will answer.
struct AdmittedRequest {
    let call: Call
    let route: Route
    let contentLength: Int?
    let limit: Int
    /// The handshake of a live socket, which wants no body.
    let upgrade: SocketUpgrade?
    let acceptsGzip: Bool
    var body: [UInt8] = []

    /// Everything that can be refused before the body is read.
    ///
    /// - Parameter index: where the request counts in the metrics, also when it is refused.
    init(_ head: HTTPRequestHead, _ parsed: RequestHead, _ core: WebCore, requestID: String, remoteAddress: String, index: inout Int)
        throws(RefusedRequest)
    {
        acceptsGzip = parsed.acceptsGzip
        if head.version.major != 1 { throw .malformed("Only HTTP/1.1 is spoken here.") }
        if !parsed.hasHost, head.version.minor >= 1 { throw .malformed("The Host header is missing.") }
        let target = try AdmittedRequest.checked { () throws(Fault) in try RequestTarget(head.uri) }
        let query = QueryItems(items: target.query)
        if let socket = core.socket, target.segments == socket.segments, parsed.asksForUpgrade || head.method == .GET {
            index = core.metrics.socketIndex
            upgrade = try AdmittedRequest.checked { () throws(Fault) in try SocketUpgrade(head, subprotocol: socket.subprotocol) }
            (route, limit, contentLength) = (core.nowhere, 0, nil)
            call = Call(
                requestID: requestID, method: head.method.rawValue, path: route.endpoint.path, parameters: [], query: query, head: parsed,
                remoteAddress: remoteAddress)
            return
        }
        let match: Router.Match
        switch core.router.match(method: head.method.rawValue, segments: target.segments) {
        case .unknown: throw RefusedRequest(.missing, "route.unknown", "Nothing is served under this path.")
        case .wrongMethod(let allowed):
            let words = allowed.joined(separator: ", ")
            throw RefusedRequest(Fault(.methodNotAllowed, "route.wrong-method", "This path takes \(words)."), headers: [("Allow", words)])
        case .found(let found): match = found
        }
        route = match.route
        index = route.index
        upgrade = nil
        let endpoint = route.endpoint
        limit = endpoint.maximumBodyBytes ?? core.settings.maximumBodyBytes
        contentLength = parsed.contentLength
        if parsed.hasUnknownAuthorization {
            throw RefusedRequest(.unauthenticated, "access.token-missing", "Send a token: Authorization: Bearer ….")
        }
        if let contentLength, contentLength > limit { throw .tooLarge(limit) }
        if parsed.hasContentEncoding {
            throw RefusedRequest(.unsupportedMedia, "request.unsupported-media", "Request bodies are taken uncompressed only.")
        }
        if case .json = endpoint.body, let type = parsed.contentType, !type.lowercased().hasPrefix("application/json") {
            throw RefusedRequest(.unsupportedMedia, "request.unsupported-media", "Expected Content-Type: application/json.")
        }
        call = Call(
            requestID: requestID, method: head.method.rawValue, path: endpoint.path, parameters: match.parameters, query: query,
            head: parsed, remoteAddress: remoteAddress)
        try AdmittedRequest.checked { () throws(Fault) in try query.check(against: endpoint.query) }
    }

    private static func checked<Value>(_ body: () throws(Fault) -> Value) throws(RefusedRequest) -> Value {
        do throws(Fault) { return try body() } catch { throw RefusedRequest(error) }
    }
}
