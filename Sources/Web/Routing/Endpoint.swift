package import JSON
package import RetailCore

/// One route: what it takes, what it answers and who answers. Registering it once puts it in the router and in the OpenAPI document.
package struct Endpoint: Sendable {
    package enum Method: String, Sendable, CaseIterable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    /// What a request may carry.
    package enum Body: Sendable {
        case none
        case json(Schema)
        /// Bytes of one of these content types, handed over as they came.
        case raw([String])
    }

    /// What a reply may be.
    package struct Answer: Sendable {
        /// A column of comma-separated values.
        package struct Column: Sendable {
            package let name: String
            package let words: String
            /// It is left out for some callers.
            package let isOptional: Bool

            package init(_ name: String, _ words: String = "", optional isOptional: Bool = false) {
                (self.name, self.words, self.isOptional) = (name, words, isOptional)
            }
        }

        package let contentType: String
        /// Of the whole.
        package let schema: Schema?
        /// Of each line of newline-delimited JSON.
        package var line: Schema?
        package var columns: [Column] = []

        package static func json(_ schema: Schema) -> Self { Self(contentType: "application/json", schema: schema) }
        package static func json<Value: WireValue>(_ type: Value.Type) -> Self { json(Value.schema) }
        package static func csv(_ columns: [Column]) -> Self { Self(contentType: "text/csv", schema: String.schema, columns: columns) }
        package static func lines(_ line: Schema) -> Self {
            Self(contentType: "application/x-ndjson", schema: String.schema, line: line)
        }
        package static func type(_ contentType: String) -> Self { Self(contentType: contentType, schema: String.schema) }
    }

    /// What a handler throws where it does not answer.
    package typealias Failure = Fault

    package let method: Method
    package let path: String
    package let tag: String
    package let summary: String
    /// Words for the document: a permission such as `product.edit`, or `public`.
    package let access: String
    package let query: [QueryParameter]
    package let body: Body
    package let answers: [Answer]
    package let status: Int
    package let faults: [String]
    package private(set) var headers: [RequestHeader] = []
    /// Words for the document: whose data it reaches, besides the permission that it needs; empty where nobody has said it.
    package private(set) var reach = ""
    /// Anybody may ask; all others need a token.
    package var isPublic: Bool { access == "public" }
    /// nil: the server's setting.
    package let maximumBodyBytes: Int?
    let handle: @Sendable (Call, [UInt8]) async throws(Failure) -> Reply

    /// A raw endpoint: bytes in, any reply out. `answers` empty means no content.
    package init(
        _ method: Method, _ path: String, tag: String, summary: String, access: String, query: [QueryParameter] = [], accepting body: Body,
        answers: [Answer], status: Int = 200, faults: [String] = [], maximumBodyBytes: Int? = nil,
        bytes handle: @escaping @Sendable (Call, [UInt8]) async throws(Fault) -> Reply
    ) {
        self.method = method
        self.path = path
        self.tag = tag
        self.summary = summary
        self.access = access
        self.query = query
        self.body = body
        self.answers = answers
        self.status = status
        self.faults = faults
        self.maximumBodyBytes = maximumBodyBytes
        self.handle = handle
    }
}

extension Endpoint {
    /// The same, heeding these headers.
    package func heeding(_ headers: RequestHeader...) -> Endpoint {
        var endpoint = self
        endpoint.headers += headers
        return endpoint
    }

    /// The same, reaching the data of these.
    package func reaching(_ words: String) -> Endpoint {
        var endpoint = self
        endpoint.reach = words
        return endpoint
    }
}

extension Endpoint {
    /// A typed body in, a typed answer out.
    package init<Input: WireValue, Output: WireValue>(
        _ method: Method, _ path: String, tag: String, summary: String, access: String, query: [QueryParameter] = [], body: Input.Type,
        answer: Output.Type, status: Int = 200, faults: [String] = [], maximumBodyBytes: Int? = nil,
        _ handle: @escaping @Sendable (Call, Input) async throws(Fault) -> Output
    ) {
        self.init(
            method, path, tag: tag, summary: summary, access: access, query: query, accepting: .json(Input.schema),
            answers: [.json(Output.schema)],
            status: status, faults: faults, maximumBodyBytes: maximumBodyBytes,
            bytes: { (call, bytes) async throws(Fault) -> Reply in
                Reply.json(try await handle(call, try Self.read(Input.self, bytes)), status: status)
            })
    }

    /// No body in, a typed answer out.
    package init<Output: WireValue>(
        _ method: Method, _ path: String, tag: String, summary: String, access: String, query: [QueryParameter] = [], answer: Output.Type,
        status: Int = 200, faults: [String] = [], _ handle: @escaping @Sendable (Call) async throws(Fault) -> Output
    ) {
        self.init(
            method, path, tag: tag, summary: summary, access: access, query: query, accepting: .none, answers: [.json(Output.schema)],
            status: status,
            faults: faults,
            bytes: { (call, _) async throws(Fault) -> Reply in Reply.json(try await handle(call), status: status) })
    }

    /// A typed body in, a reply of one's own out: an ETag, a status that varies, a stream, nothing.
    package init<Input: WireValue>(
        _ method: Method, _ path: String, tag: String, summary: String, access: String, query: [QueryParameter] = [], body: Input.Type,
        answers: [Answer], status: Int = 200, faults: [String] = [], maximumBodyBytes: Int? = nil,
        reply handle: @escaping @Sendable (Call, Input) async throws(Fault) -> Reply
    ) {
        self.init(
            method, path, tag: tag, summary: summary, access: access, query: query, accepting: .json(Input.schema), answers: answers,
            status: status,
            faults: faults, maximumBodyBytes: maximumBodyBytes,
            bytes: { (call, bytes) async throws(Fault) -> Reply in try await handle(call, try Self.read(Input.self, bytes)) })
    }

    /// No body in, a reply of one's own out.
    package init(
        _ method: Method, _ path: String, tag: String, summary: String, access: String, query: [QueryParameter] = [], answers: [Answer],
        status: Int = 200, faults: [String] = [], reply handle: @escaping @Sendable (Call) async throws(Fault) -> Reply
    ) {
        self.init(
            method, path, tag: tag, summary: summary, access: access, query: query, accepting: .none, answers: answers, status: status,
            faults: faults,
            bytes: { (call, _) async throws(Fault) -> Reply in try await handle(call) })
    }

    private static func read<Input: WireValue>(_ type: Input.Type, _ bytes: [UInt8]) throws(Fault) -> Input {
        try Input.read(try document(bytes).root, .none)
    }

    private static func document(_ bytes: [UInt8]) throws(Fault) -> JSONDocument {
        guard !bytes.isEmpty else { throw Fault(.malformed, "request.body-required", "The request needs a JSON body.") }
        return try JSONDocument(bytes, atMost: JSONDocument.requestTokens)
    }
}
