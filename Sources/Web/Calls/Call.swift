import JSON
package import RetailCore

/// One request as a handler sees it: what the head said, parsed and bounded.
package struct Call: Sendable {
    /// The client's `X-Request-Id` if it is sane, else made here; on every reply and in every log line of the request.
    package let requestID: String
    package let method: String
    /// The endpoint's template (`/v1/products/{product_id}`), not what the client typed: safe for logs and metrics.
    package let path: String
    package let bearer: Secret<String>?
    package let idempotencyKey: String?
    package let ifMatch: String?
    package let ifNoneMatch: String?
    package let remoteAddress: String
    package let accept: String?
    package let query: QueryItems
    private let parameters: [PathParameter]

    struct PathParameter: Sendable {
        var name: String
        var value: String
    }

    init(
        requestID: String, method: String, path: String, parameters: [PathParameter], query: QueryItems, head: RequestHead,
        remoteAddress: String
    ) {
        self.requestID = requestID
        self.method = method
        self.path = path
        self.parameters = parameters
        self.query = query
        self.remoteAddress = remoteAddress
        bearer = head.bearer
        idempotencyKey = head.idempotencyKey
        ifMatch = head.ifMatch
        ifNoneMatch = head.ifNoneMatch
        accept = head.accept
    }

    /// For tests of handlers, without a server.
    package init(
        requestID: String = "test-request", method: String = "GET", path: String = "/", parameters: [(name: String, value: String)] = [],
        query: [(name: String, value: String)] = [], bearer: Secret<String>? = nil, idempotencyKey: String? = nil, ifMatch: String? = nil,
        ifNoneMatch: String? = nil, remoteAddress: String = "127.0.0.1", accept: String? = nil
    ) {
        self.requestID = requestID
        self.method = method
        self.path = path
        self.parameters = parameters.map { PathParameter(name: $0.name, value: $0.value) }
        self.query = QueryItems(query)
        self.bearer = bearer
        self.idempotencyKey = idempotencyKey
        self.ifMatch = ifMatch
        self.ifNoneMatch = ifNoneMatch
        self.remoteAddress = remoteAddress
        self.accept = accept
    }

    /// A part of the path, percent-decoded.
    ///
    /// - Throws: `internal.unknown-parameter` (500) if the template has no such parameter: a programming error.
    package func parameter(_ name: String) throws(Fault) -> String {
        for parameter in parameters where parameter.name == name { return parameter.value }
        throw Fault(
            .broken, "internal.unknown-parameter", "The request could not be served.", diagnosis: "\(path) has no parameter \(name)")
    }

    /// A part of the path as an id.
    ///
    /// - Throws: `request.not-found` (404) if it is no UUID: nothing can be there.
    package func id<Subject>(_ name: String) throws(Fault) -> ID<Subject> {
        guard let id = ID<Subject>(try parameter(name)), !id.isNone else {
            throw Fault(.missing, "request.not-found", "Nothing is here: the id in the path is not a UUID.")
        }
        return id
    }

    /// The row version of an edit: `If-Match: "17"` (quotes optional, weak mark ignored).
    ///
    /// - Throws: `request.if-match-required` or `request.invalid` (400).
    package func expectedVersion() throws(Fault) -> Int64 {
        guard let ifMatch else {
            throw Fault(.malformed, "request.if-match-required", "Edits need If-Match with the version that was read.")
        }
        var text = Substring(ifMatch)
        if text.hasPrefix("W/") { text = text.dropFirst(2) }
        if text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") { text = text.dropFirst().dropLast() }
        guard (1...16).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let version = Int64(text) else {
            throw Fault.field("If-Match", "not-a-version", "Expected a version such as \"17\".")
        }
        return version
    }
}
