import JSON
package import RetailCore

/// The one place that decides a fault's status and renders it (RFC 9457). Nothing private leaves here: a diagnosis is for the log.
package enum Problem {
    package static let contentType = "application/problem+json"

    package static func reply(_ fault: Fault, requestID: String) -> Reply {
        var writer = JSONWriter()
        let status = fault.kind.status
        // What broke in here is the log's business: nobody out there can do other than tell us.
        let code = fault.kind == .broken ? "internal.error" : fault.code
        writer.object {
            $0.member("type", "urn:retail:error:" + code)
            $0.member("title", title(fault.kind))
            $0.member("status", status)
            $0.member("code", code)
            $0.member("detail", fault.detail)
            $0.member("request_id", requestID)
            $0.memberArray("errors") {
                for field in fault.fields {
                    $0.element {
                        $0.object {
                            $0.member("field", field.field)
                            $0.member("code", field.code)
                            $0.member("message", field.message)
                        }
                    }
                }
            }
            if let current = fault.currentJSON { $0.member("current", json: current) }
        }
        var headers: [(name: String, value: String)] = []
        if let seconds = fault.retryAfterSeconds { headers.append(("Retry-After", String(seconds))) }
        if fault.kind == .unauthenticated { headers.append(("WWW-Authenticate", "Bearer")) }
        var reply = Reply.json(bytes: writer.bytes, status: status, headers: headers)
        reply.contentType = contentType
        return reply
    }

    /// Any error as a fault; what nobody planned for is `internal.error` (500), its words kept for the log.
    package static func fault(for error: any Error) -> Fault {
        if let fault = error as? Fault { return fault }
        if error is CancellationError { return Fault(.unavailable, "request.cancelled", "The request was cancelled.") }
        return Fault(
            .broken, "internal.error", "Something went wrong here; the log has it under this request id.",
            diagnosis: String(describing: error))
    }

    static func title(_ kind: Fault.Kind) -> String {
        switch kind {
        case .malformed: "Bad request"
        case .unauthenticated: "Not signed in"
        case .forbidden: "Not allowed"
        case .missing: "Not found"
        case .methodNotAllowed: "Method not allowed"
        case .timeout: "Took too long"
        case .conflict: "Conflict"
        case .gone: "Gone"
        case .stale: "Changed meanwhile"
        case .tooLarge: "Too large"
        case .unsupportedMedia: "Unsupported media type"
        case .unprocessable: "Can't be processed"
        case .headersTooLarge: "Headers too large"
        case .tooMany: "Too many requests"
        case .broken: "Internal error"
        case .unavailable: "Unavailable"
        }
    }
}
