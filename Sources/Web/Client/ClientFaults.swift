import JSON
package import RetailCore

/// What a client can meet that the server did not say.
enum ClientFaults {
    static func connectionFailed(_ words: String) -> Fault {
        Fault(.unavailable, "client.connection-failed", "The server can't be reached, or the connection broke.", diagnosis: words)
    }

    static var timeout: Fault { Fault(.unavailable, "client.timeout", "The server did not answer in time.") }
    static var cancelled: Fault { Fault(.unavailable, "client.cancelled", "The request was cancelled.") }
    static var shutDown: Fault { Fault(.unavailable, "client.shut-down", "The client was shut down.") }

    static func badAnswer(_ words: String) -> Fault {
        Fault(.unavailable, "client.bad-answer", "The server's answer can't be used.", diagnosis: words)
    }

    static func badRequest(_ words: String) -> Fault {
        Fault(.broken, "client.bad-request", "The request can't be sent: \(words).")
    }
}

extension WebClient.Answer {
    /// The fault the server meant: from `application/problem+json`, or from the bare status where a proxy answered. nil for 2xx and 3xx.
    package var fault: Fault? {
        guard status >= 400 else { return nil }
        guard let problem = try? JSONDocument(body).root, let code = try? problem["code"]?.string() else {
            return Fault(
                Self.kind(status), "client.bad-answer", "The server answered \(status) without saying why.",
                diagnosis: String(decoding: body.prefix(500), as: UTF8.self), retryAfterSeconds: retryAfterSeconds)
        }
        var fault = Fault(Self.kind(status), code, (try? problem["detail"]?.string()) ?? "", retryAfterSeconds: retryAfterSeconds)
        for error in (try? problem["errors"]?.elements()) ?? [] {
            guard let field = try? error["field"]?.string(), let code = try? error["code"]?.string() else { continue }
            fault.fields.append(.init(field: field, code: code, message: (try? error["message"]?.string()) ?? ""))
        }
        if let current = problem["current"] {
            var bytes: [UInt8] = []
            current.appendCompact(to: &bytes)
            fault.currentJSON = bytes
        }
        if let request = try? problem["request_id"]?.string() { fault.diagnosis = "request \(request)" }
        return fault
    }

    /// In seconds; a date is not read, for nothing of ours sends one.
    private var retryAfterSeconds: Int? { header("Retry-After").flatMap { Int($0) } }

    private static func kind(_ status: Int) -> Fault.Kind {
        Fault.Kind(status: status) ?? (status == 502 || status == 504 ? .unavailable : status >= 500 ? .broken : .malformed)
    }
}
