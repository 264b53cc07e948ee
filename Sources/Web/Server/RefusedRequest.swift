import NIOHTTP1
import RetailCore

/// Why a request is not let in, with the headers that go with it.
struct RefusedRequest: Error {
    var fault: Fault
    var headers: [(name: String, value: String)] = []
    /// What comes behind it may be read otherwise by somebody between us and the client: nothing more is taken on this connection.
    var endsConnection = false
    /// No refusal at all, but the answer to a browser that asks whether a page may.
    var isPreflight = false

    init(_ fault: Fault, headers: [(name: String, value: String)] = [], endsConnection: Bool = false) {
        (self.fault, self.headers, self.endsConnection) = (fault, headers, endsConnection)
    }
    init(_ kind: Fault.Kind, _ code: String, _ detail: String) { self.init(Fault(kind, code, detail)) }

    static func preflight(_ methods: [String]) -> RefusedRequest {
        var answer = RefusedRequest(.methodNotAllowed, "route.wrong-method", "A browser's question.")
        (answer.headers, answer.isPreflight) = (CrossOrigin.preflight(methods), true)
        return answer
    }
    static func tooLarge(_ limit: Int) -> RefusedRequest {
        RefusedRequest(.tooLarge, "request.too-large", "The body is larger than \(limit) bytes.")
    }
    static var timeout: RefusedRequest { RefusedRequest(.timeout, "request.timeout", "The request did not come to its end in time.") }
    static func broken(by error: HTTPParserError) -> RefusedRequest {
        error == .headerOverflow
            ? RefusedRequest(.headersTooLarge, "request.headers-too-large", "The headers are too large.")
            : .malformed("This is not HTTP/1.1.")
    }
    static func malformed(_ detail: String) -> RefusedRequest {
        RefusedRequest(Fault(.malformed, "request.malformed-http", detail), endsConnection: true)
    }
}
