/// The one error of the system: what went wrong, under a stable code, in words for the caller; the private part is for the log.
///
/// Rendered as RFC 9457 `application/problem+json` in one place (`Web`). Codes are `area.what-happened` and never change their meaning.
public struct Fault: Error, Sendable, Equatable {
    /// What kind of trouble it is; decides the HTTP status.
    public enum Kind: Int, Sendable {
        case malformed = 400
        case unauthenticated = 401
        case forbidden = 403
        case missing = 404
        case methodNotAllowed = 405
        case timeout = 408
        case conflict = 409
        case gone = 410
        case stale = 412
        case tooLarge = 413
        case unsupportedMedia = 415
        case unprocessable = 422
        case tooMany = 429
        case headersTooLarge = 431
        case broken = 500
        case unavailable = 503
    }

    /// One field of the request that was wrong, by its path (`lines[3].quantity_milli`).
    public struct Field: Sendable, Equatable {
        public var field: String
        public var code: String
        public var message: String

        public init(field: String, code: String, message: String) {
            self.field = field
            self.code = code
            self.message = message
        }
    }

    public var kind: Kind
    public var code: String
    /// Words the caller may read.
    public var detail: String
    public var fields: [Field]
    /// For the log only; never leaves the server.
    public var diagnosis: String?
    /// What `Retry-After` says, in seconds.
    public var retryAfterSeconds: Int?
    /// A JSON object to go with the problem as `current` (the row as it now is, where an edit lost its race).
    public var currentJSON: [UInt8]?

    public init(
        _ kind: Kind, _ code: String, _ detail: String, fields: [Field] = [], diagnosis: String? = nil, retryAfterSeconds: Int? = nil,
        currentJSON: [UInt8]? = nil
    ) {
        self.kind = kind
        self.code = code
        self.detail = detail
        self.fields = fields
        self.diagnosis = diagnosis
        self.retryAfterSeconds = retryAfterSeconds ?? (kind == .unavailable || kind == .tooMany ? 1 : nil)
        self.currentJSON = currentJSON
    }

    /// A field that is not as it should be: 400 with the field's path.
    public static func field(_ field: String, _ code: String, _ message: String) -> Fault {
        Fault(
            .malformed, "request.invalid", "The request has a field that can't be used.",
            fields: [.init(field: field, code: code, message: message)])
    }

    /// The same fault, seen from one level further out: `quantity_milli` becomes `lines[3].quantity_milli`.
    public func inside(_ outer: String) -> Fault {
        var fault = self
        for index in fault.fields.indices {
            let inner = fault.fields[index].field
            fault.fields[index].field = inner.isEmpty ? outer : inner.hasPrefix("[") ? outer + inner : outer + "." + inner
        }
        return fault
    }
}
