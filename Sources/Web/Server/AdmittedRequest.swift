import NIOCore
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
    let expectsContinue: Bool
    /// What the sender's address has and may have.
    let share: AddressShare
    /// Before more of the body is read, the sender's token is to be looked up.
    var wantsCheck = false
    private(set) var body: [UInt8] = []
    /// Room for the body, held as long as it.
    private(set) var reservations: [BodyReservation] = []
    private var reservedBytes = 0
    /// A token is wanted, and nobody has looked it up yet.
    private(set) var isUnchecked = false
    /// What is wrong with the request besides: said once its sender is known.
    private(set) var objection: Fault?

    /// Everything that can be refused before the body is read.
    ///
    /// - Parameter index: where the request counts in the metrics, also when it is refused.
    init(_ head: HTTPRequestHead, _ parsed: RequestHead, _ core: WebCore, requestID: String, from origin: Peer.Origin, index: inout Int)
        throws(RefusedRequest)
    {
        (acceptsGzip, expectsContinue, share) = (parsed.acceptsGzip, parsed.expectsContinue, origin.share)
        if let flaw = parsed.flaw(in: head) { throw .malformed(flaw) }
        let target = try AdmittedRequest.checked { () throws(Fault) in try RequestTarget(head.uri) }
        let query = QueryItems(items: target.query)
        if let socket = core.socket, target.segments == socket.segments, parsed.asksForUpgrade || head.method == .GET {
            index = core.metrics.socketIndex
            upgrade = try AdmittedRequest.checked { () throws(Fault) in try SocketUpgrade(head, subprotocol: socket.subprotocol) }
            (route, limit, contentLength) = (core.nowhere, 0, nil)
            call = Call(
                requestID: requestID, method: head.method.rawValue, path: route.endpoint.path, parameters: [], query: query, head: parsed,
                remoteAddress: origin.address)
            return
        }
        let match = try AdmittedRequest.match(head, parsed, target, core)
        route = match.route
        index = route.index
        upgrade = nil
        let endpoint = route.endpoint
        limit = endpoint.maximumBodyBytes ?? (endpoint.isPublic ? core.settings.maximumPublicBodyBytes : core.settings.maximumBodyBytes)
        contentLength = parsed.contentLength
        // Who may not come in is told so before anything of theirs is read.
        if !endpoint.isPublic {
            if parsed.hasUnknownAuthorization {
                throw RefusedRequest(.unauthenticated, "access.token-missing", "Send a token: Authorization: Bearer ….")
            }
            if let caller = core.caller {
                if let fault = caller.atHead(parsed.bearer) { throw RefusedRequest(fault) }
                isUnchecked = true
            }
        }
        if let contentLength, contentLength > limit { throw .tooLarge(limit) }
        call = Call(
            requestID: requestID, method: head.method.rawValue, path: endpoint.path, parameters: match.parameters, query: query,
            head: parsed, remoteAddress: origin.address)
        objection = AdmittedRequest.objection(to: parsed, query, endpoint)
        if !isUnchecked, let objection { throw RefusedRequest(objection) }
        if let contentLength {
            wantsCheck = isUnchecked && contentLength > core.settings.uncheckedBodyBytes
            // The whole at once: who has been let in gets to its end. A stranger gets room for what is read of him.
            try reserve(wantsCheck ? core.settings.uncheckedBodyBytes : contentLength, core)
        }
    }

    private static func objection(to parsed: RequestHead, _ query: QueryItems, _ endpoint: Endpoint) -> Fault? {
        if parsed.hasContentEncoding {
            return Fault(.unsupportedMedia, "request.unsupported-media", "Request bodies are taken uncompressed only.")
        }
        if case .json = endpoint.body, let type = parsed.contentType, !type.lowercased().hasPrefix("application/json") {
            return Fault(.unsupportedMedia, "request.unsupported-media", "Expected Content-Type: application/json.")
        }
        do { try query.check(against: endpoint.query) } catch { return error }
        return nil
    }

    private static func match(
        _ head: HTTPRequestHead, _ parsed: RequestHead, _ target: RequestTarget, _ core: WebCore
    ) throws(RefusedRequest) -> Router.Match {
        switch core.router.match(method: head.method.rawValue, segments: target.segments) {
        case .unknown: throw RefusedRequest(.missing, "route.unknown", "Nothing is served under this path.")
        case .wrongMethod(let allowed):
            if head.method == .OPTIONS, parsed.asksForMethod, core.settings.crossOrigin.allowed(parsed.origin) != nil {
                throw .preflight(allowed)
            }
            let words = allowed.joined(separator: ", ")
            throw RefusedRequest(Fault(.methodNotAllowed, "route.wrong-method", "This path takes \(words)."), headers: [("Allow", words)])
        case .found(let found): return found
        }
    }

    /// Takes a piece of the body in.
    ///
    /// - Throws: `request.too-large` (413), or what `BodyReservation` throws.
    mutating func append(_ piece: ByteBuffer, _ core: WebCore) throws(RefusedRequest) {
        let count = body.count + piece.readableBytes
        guard count <= limit else { throw .tooLarge(limit) }
        if let contentLength {
            if body.isEmpty { body.reserveCapacity(min(contentLength, limit)) }
        } else {
            // Of unknown length: in steps that double, as the array's own memory does.
            try reserve(max(count, min(body.capacity, limit)), core)
            if isUnchecked, count > core.settings.uncheckedBodyBytes { wantsCheck = true }
        }
        body.append(contentsOf: piece.readableBytesView)
    }

    /// Its sender is known.
    ///
    /// - Throws: what `BodyReservation` throws.
    mutating func pass(_ core: WebCore) throws(RefusedRequest) {
        (wantsCheck, isUnchecked) = (false, false)
        if let contentLength { try reserve(contentLength, core) }
    }

    private mutating func reserve(_ bytes: Int, _ core: WebCore) throws(RefusedRequest) {
        guard bytes > BodyReservation.uncountedBytes, bytes > reservedBytes else { return }
        reservations.append(try BodyReservation(bytes - reservedBytes, core, share))
        reservedBytes = bytes
    }

    private static func checked<Value>(_ body: () throws(Fault) -> Value) throws(RefusedRequest) -> Value {
        do throws(Fault) { return try body() } catch { throw RefusedRequest(error) }
    }
}
