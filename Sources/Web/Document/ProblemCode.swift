import JSON
package import RetailCore

/// A code that a problem can carry: its status, what it means and what a caller does about it. One row of the table of codes.
package struct ProblemCode: Sendable {
    /// Which endpoints can answer with it.
    package enum Reach: Sendable {
        /// Those that name it among their faults.
        case named
        /// All.
        case everywhere
        /// Those that need a token.
        case withToken
        /// Those that take JSON.
        case withBody
        /// Those whose path holds an id.
        case withID
        /// Those that carry out an operation: they take an Idempotency-Key.
        case writing
        /// Those that ask the database: all under `/v1`.
        case withDatabase
        /// None: what comes leads to no endpoint, or is the verdict of a pushed operation.
        case elsewhere
    }

    package let code: String
    package let kind: Fault.Kind
    /// Under a second status: what is missing by its path is 404, what is missing in a body 422.
    package let otherKind: Fault.Kind?
    package let meaning: String
    package let remedy: String
    package let reach: Reach

    package init(
        _ code: String, _ kind: Fault.Kind, or otherKind: Fault.Kind? = nil, _ meaning: String, do remedy: String, _ reach: Reach = .named
    ) {
        (self.code, self.kind, self.otherKind, self.meaning, self.remedy, self.reach) = (code, kind, otherKind, meaning, remedy, reach)
    }

    package var statuses: [Int] { [kind.status] + (otherKind.map { [$0.status] } ?? []) }

    /// Whether an endpoint can answer with it.
    package func concerns(_ endpoint: Endpoint) -> Bool {
        if endpoint.faults.contains(code) { return true }
        switch reach {
        case .named, .elsewhere: return false
        case .everywhere: return true
        case .withToken: return !endpoint.isPublic
        case .withBody: if case .json = endpoint.body { return true } else { return false }
        case .withID: return endpoint.path.contains("_id}")
        case .writing: return endpoint.headers.contains(.idempotencyKey)
        case .withDatabase: return endpoint.path.hasPrefix("/v1/")
        }
    }
}

/// What can go wrong, by status: written once, referred to by every operation.
struct ProblemResponses {
    let problems: [ProblemCode]

    func statuses(of endpoint: Endpoint) -> [Int] {
        Set(problems.filter { $0.concerns(endpoint) }.flatMap(\.statuses)).sorted()
    }

    /// The name of a status' response among the components.
    static func name(_ status: Int) -> String { "Problem\(status)" }

    var statuses: [Int] { Set(problems.flatMap(\.statuses)).sorted() }

    /// `components/responses`.
    func write(to writer: inout JSONWriter, schema: [UInt8]) {
        for status in statuses {
            let title = Fault.Kind(status: status).map { Problem.title($0) } ?? ""
            writer.memberObject(named: ProblemResponses.name(status)) {
                $0.member("description", "\(title) (RFC 9457).")
                ReplyHeader.write(ReplyHeader.ofProblem(status), to: &$0)
                $0.memberObject("content") { $0.member(named: Problem.contentType, MediaType(schema: schema)) }
            }
        }
    }
}

extension Problem {
    static func schema(_ problems: [ProblemCode]) -> Schema {
        .object(
            "Problem",
            [
                property("type", .string(format: "uri", length: nil), "`urn:retail:error:` and the code."),
                property("title", .string(format: nil, length: nil)), property("status", .integer(400...599)),
                property(
                    "code", .string(format: nil, length: nil),
                    "Stable; `x-extensible-enum` has all there are, and API_REFERENCE.md what each means and what to do about it. Later "
                        + "versions may know further ones: go by the status then.",
                    codes: problems.map(\.code).sorted()),
                property("detail", .string(format: nil, length: nil), "For people; its words may change."),
                property("request_id", .string(format: nil, length: nil), "As `X-Request-Id` says it, and the server's log."),
                property(
                    "errors",
                    .array(
                        .object(
                            "ProblemField",
                            [
                                property("field", .string(format: nil, length: nil), "By its path: `lines[3].quantity_milli`."),
                                property("code", .string(format: nil, length: nil)),
                                property("message", .string(format: nil, length: nil)),
                            ]), nil), "The fields that were wrong, where it was about fields."),
                Schema.Property(
                    name: "current", schema: .any, isRequired: false,
                    words: "How things stand: the row as it now is, where an edit lost its race; what a push was expected to bring."),
            ])
    }

    private static func property(_ name: String, _ schema: Schema, _ words: String = "", codes: [String] = []) -> Schema.Property {
        Schema.Property(name: name, schema: schema, isRequired: true, words: words, knownValues: codes)
    }
}
