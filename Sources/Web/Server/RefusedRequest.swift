import RetailCore

/// Why a request is not let in, with the headers that go with it.
struct RefusedRequest: Error {
    var fault: Fault
    var headers: [(name: String, value: String)] = []

    init(_ fault: Fault, headers: [(name: String, value: String)] = []) { (self.fault, self.headers) = (fault, headers) }
    init(_ kind: Fault.Kind, _ code: String, _ detail: String) { self.init(Fault(kind, code, detail)) }

    static func tooLarge(_ limit: Int) -> RefusedRequest {
        RefusedRequest(.tooLarge, "request.too-large", "The body is larger than \(limit) bytes.")
    }
    static var timeout: RefusedRequest { RefusedRequest(.timeout, "request.timeout", "The request did not come to its end in time.") }
    static func malformed(_ detail: String) -> RefusedRequest { RefusedRequest(.malformed, "request.malformed-http", detail) }
}
