/// The one error of the system: what went wrong, under a stable code, in words for the caller; the private part is for the log.
///
/// Codes are `area.what-happened` and never change their meaning.
public struct Fault: Error, Sendable, Equatable {
    /// What kind of trouble it is, and so what can be done about it. Over the wire each has a number of its protocol's.
    public enum Kind: Hashable, Sendable, CaseIterable {
        /// The request can't be read, or a field isn't as it should be: it has to be made otherwise.
        case malformed
        /// It isn't known who asks.
        case unauthenticated
        /// Who asks is known and may not.
        case forbidden
        /// What it is about isn't there.
        case missing
        /// What it is about is there, but not for this kind of request.
        case methodNotAllowed
        /// The request took too long to arrive.
        case timeout
        /// What is there already doesn't allow it.
        case conflict
        /// It was there, and won't be again.
        case gone
        /// What was to be changed has changed meanwhile: read it again first.
        case stale
        /// More than is read of one request.
        case tooLarge
        /// The data comes in a form that isn't read.
        case unsupportedMedia
        /// Understood, and against a rule of the trade.
        case unprocessable
        /// Too often: later again.
        case tooMany
        /// What describes the request is larger than is read.
        case headersTooLarge
        /// Our own error.
        case broken
        /// Not now: later again.
        case unavailable
    }

    /// One field of the request that was wrong, by its path (`lines[3].quantity_milli`).
    public struct Field: Sendable, Equatable {
        /// The path of the field, from the request's root.
        public var field: String
        /// Stable, `area.what-happened`.
        public var code: String
        /// For people.
        public var message: String

        /// What is wrong with one field.
        public init(field: String, code: String, message: String) {
            self.field = field
            self.code = code
            self.message = message
        }
    }

    /// What can be done about it.
    public var kind: Kind
    /// Stable, `area.what-happened`.
    public var code: String
    /// Words the caller may read.
    public var detail: String
    /// The fields that are wrong; empty where it is none in particular.
    public var fields: [Field]
    /// For the log only; never leaves the server.
    public var diagnosis: String?
    /// After how many seconds it is worth another try.
    public var retryAfterSeconds: Int?
    /// A JSON object to go with the problem as `current` (the row as it now is, where an edit lost its race).
    public var currentJSON: [UInt8]?

    /// A fault; one that may pass by itself is worth another try after a second, unless said otherwise.
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

    /// A field that is not as it should be: `malformed`, with the field's path.
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
