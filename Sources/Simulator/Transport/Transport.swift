package import RetailCore

/// One HTTP request to the server, as far as a till or an importer cares.
package struct TransportRequest: Sendable {
    package var method: String
    /// With its query, from the first slash on.
    package var path: String
    package var token: Secret<String>?
    package var idempotencyKey: OperationID?
    package var body: [UInt8]

    package init(_ method: String, _ path: String, token: Secret<String>? = nil, idempotencyKey: OperationID? = nil, body: [UInt8] = []) {
        (self.method, self.path, self.token, self.idempotencyKey, self.body) = (method, path, token, idempotencyKey, body)
    }
}

package struct TransportReply: Sendable {
    package var status: Int
    package var retryAfterSeconds: Int?
    package var body: [UInt8]

    package init(status: Int, retryAfterSeconds: Int? = nil, body: [UInt8]) {
        (self.status, self.retryAfterSeconds, self.body) = (status, retryAfterSeconds, body)
    }
}

/// The way to the server: sockets in earnest, memory in tests.
package protocol Transport: Sendable {
    /// - Throws: `.unavailable` where no whole answer came: the request may or may not have had its effect.
    func send(_ request: TransportRequest) async throws(Fault) -> TransportReply
}

extension Fault {
    /// No whole answer came. Unlike a server that says it is busy, a lost connection asks for no particular wait.
    package static func connectionLost(_ words: String) -> Fault {
        var fault = Fault(.unavailable, "transport.connection-lost", words)
        fault.retryAfterSeconds = nil
        return fault
    }
}
