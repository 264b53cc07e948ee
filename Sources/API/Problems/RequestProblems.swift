import RetailCore
import Web

extension Problems {
    /// What is wrong with a request before anybody looks at what it asks.
    static let requests: [ProblemCode] = [
        ProblemCode(
            "request.invalid", .malformed, "A field, a parameter or a header is not as described; `errors` says which.",
            do: "Mend the request.", .everywhere),
        ProblemCode(
            "request.malformed-http", .malformed, "The head is no HTTP/1.1, or can be read two ways.",
            do: "Mend the client, or the proxy between.", .everywhere),
        ProblemCode("request.malformed-target", .malformed, "The path or query is wrongly encoded.", do: "Mend the client.", .everywhere),
        ProblemCode(
            "request.target-too-long", .malformed, "Path and query take more than 8 KiB.", do: "Ask for less at a time.", .everywhere),
        ProblemCode("request.headers-too-large", .headersTooLarge, "The headers are too large.", do: "Send fewer.", .everywhere),
        ProblemCode("request.timeout", .timeout, "The request did not come to its end in time.", do: "Send it again.", .everywhere),
        ProblemCode("request.too-large", .tooLarge, "The body is larger than is taken here.", do: "Send it in parts.", .everywhere),
        ProblemCode(
            "request.unsupported-media", .unsupportedMedia, "The body is compressed, or not of the content type that is taken.",
            do: "Send `application/json`, uncompressed.", .everywhere),
        ProblemCode(
            "request.too-many", .tooMany, "Your address has too many requests at once.", do: "Wait, then fewer at a time.", .everywhere),
        ProblemCode(
            "request.bodies-too-many", .tooMany, "Your address sends too many large requests at once.", do: "Wait, then fewer at a time.",
            .everywhere),
        ProblemCode(
            "server.too-many-connections", .tooMany, "Your address has as many connections as it may.",
            do: "Keep connections and use them again.", .everywhere),
        ProblemCode(
            "server.connections-full", .unavailable, "The node has as many connections as it bears.", do: "Wait, or ask another node.",
            .everywhere),
        ProblemCode("server.bodies-full", .unavailable, "Too many large requests at once.", do: "Wait, or ask another node.", .everywhere),
        ProblemCode(
            "server.busy", .unavailable, "The node answers as many requests as it bears.", do: "Wait, or ask another node.", .everywhere),
        ProblemCode(
            "server.timeout", .unavailable, "The answer took too long; what was asked for may have been done.",
            do: "Ask again with the same Idempotency-Key.", .everywhere),
        ProblemCode(
            "request.cancelled", .unavailable, "The node stops, or nobody waited any more.", do: "Ask again with the same Idempotency-Key.",
            .everywhere),
        ProblemCode(
            "internal.error", .broken, "Something is wrong in the server; its log has it under the request's id.",
            do: "Tell the operator; ask again with the same Idempotency-Key.", .everywhere),
        ProblemCode(
            "request.malformed-json", .malformed, "The body is no JSON, or nested too deeply, or has too many names and values.",
            do: "Mend the client.", .withBody),
        ProblemCode(
            "request.contradictory", .unprocessable, "Fields that are each as described don't go together; `errors` says which.",
            do: "Mend the request.", .withBody),
        ProblemCode("request.body-required", .malformed, "There is no body.", do: "Send one.", .withBody),
        ProblemCode("request.not-found", .missing, "The id in the path is no UUID: nothing can be there.", do: "Look the id up.", .withID),
        ProblemCode(
            "request.if-match-required", .malformed, "An edit without the version that was read.",
            do: "Read the row, send its version as If-Match."),
        ProblemCode("route.unknown", .missing, "Nothing is served under this path.", do: "Look the path up.", .elsewhere),
        ProblemCode(
            "route.wrong-method", .methodNotAllowed, "The path takes other methods; `Allow` says which.", do: "Use one of them.", .elsewhere
        ),
        ProblemCode(
            "server.not-ready", .unavailable, "The node starts, stops, or its database is silent or takes no writes.",
            do: "Wait, or ask another node."),
        ProblemCode(
            "socket.upgrade-required", .malformed, "The path is a live socket's, and no WebSocket was asked for.", do: "Open a WebSocket.",
            .elsewhere),
        ProblemCode("socket.wrong-version", .malformed, "The WebSocket version is not 13.", do: "Use RFC 6455.", .elsewhere),
        ProblemCode(
            "socket.wrong-subprotocol", .malformed, "The subprotocol is not one that is spoken here.", do: "Ask for `retail-sync.v1.json`.",
            .elsewhere),
        ProblemCode("socket.too-many", .tooMany, "Your address has as many live sockets as it may.", do: "Pull; open fewer.", .elsewhere),
        ProblemCode(
            "live.unexpected", .malformed, "A message that has no place there: a second `hello`, one before it, a type nobody knows.",
            do: "Mend the client.", .elsewhere),
        ProblemCode(
            "live.too-long", .malformed, "A message over 8 KiB before the `welcome`, or one that may not be as long.",
            do: "Mend the client.", .elsewhere),
        ProblemCode("live.busy", .tooMany, "The `push` before is not answered yet.", do: "Wait for its `pushed`.", .elsewhere),
    ]
}
