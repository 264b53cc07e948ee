import JSON
import RetailCore

/// The server's `application/problem+json` as the fault it was there.
enum ServerProblem {
    static func fault(_ reply: TransportReply) -> Fault {
        // What stands between (a proxy) says "no server now" in three ways.
        let kind = [502, 504].contains(reply.status) ? Fault.Kind.unavailable : Fault.Kind(status: reply.status) ?? .broken
        guard let problem = try? JSONDocument(reply.body).root else {
            return Fault(kind, "http.\(reply.status)", "The server answered \(reply.status).", retryAfterSeconds: reply.retryAfterSeconds)
        }
        var current: [UInt8]?
        if let value = problem["current"] {
            var bytes: [UInt8] = []
            value.appendCompact(to: &bytes)
            current = bytes
        }
        return Fault(
            kind, (try? problem["code"]?.string()) ?? "http.\(reply.status)", words(problem) ?? "The server answered \(reply.status).",
            retryAfterSeconds: reply.retryAfterSeconds, currentJSON: current)
    }

    /// The detail, and the first fields that were wrong: without them a refused batch of a thousand can't be mended.
    private static func words(_ problem: JSONValue) -> String? {
        guard var words = try? problem["detail"]?.string() else { return nil }
        for error in ((try? problem["errors"]?.elements()) ?? []).prefix(3) {
            guard let field = try? error["field"]?.string(), let message = try? error["message"]?.string() else { continue }
            words += " \(field): \(message)"
        }
        return words
    }
}
