import JSON
import Postgres
import RetailCore
package import Web

struct Health: WireObject {
    var status: String

    init(_ status: String) { self.status = status }
    init(_ fields: inout Fields) throws(Fault) { status = try fields.required("status", .none, "ok.") }
    func members(_ writer: inout JSONWriter) { writer.member("status", status) }
}

extension Services {
    /// What runs a node needs: outside of `/v1`, and public, for none of it tells of a chain.
    ///
    /// - Parameter unready: why the node takes no requests; nil if it does. Asked often, and must not wait for anything.
    package func systemEndpoints(unready: @escaping @Sendable () -> String?) -> [Endpoint] {
        [
            Endpoint(.get, "/health", tag: "System", summary: "Whether the process answers", access: "public", answer: Health.self) {
                _ async throws(Fault) -> Health in
                Health("ok")
            },
            Endpoint(
                .get, "/ready", tag: "System",
                summary: "Whether the node takes requests: 503 while it starts, stops, or its database is silent or takes no writes",
                access: "public", answer: Health.self, faults: ["server.not-ready"]
            ) {
                _ async throws(Fault) -> Health in
                if let why = unready() { throw Fault(.unavailable, "server.not-ready", why) }
                return Health("ok")
            },
            Endpoint(
                .get, "/metrics", tag: "System", summary: "Prometheus metrics", access: "public",
                answers: [.type("text/plain")],
                reply: { _ async throws(Fault) -> Reply in
                    .text(metrics.prometheus(), contentType: "text/plain; version=0.0.4; charset=utf-8")
                }),
            Endpoint(
                .get, "/openapi.json", tag: "System", summary: "This API as an OpenAPI 3.1 document", access: "public",
                answers: [.json(.any)],
                reply: { _ async throws(Fault) -> Reply in Documents.openAPI.reply }),
            Endpoint(
                .get, "/asyncapi.json", tag: "System", summary: "The live socket as an AsyncAPI 3.0 document", access: "public",
                answers: [.json(.any)],
                reply: { _ async throws(Fault) -> Reply in Documents.asyncAPI.reply }),
        ]
    }
}
