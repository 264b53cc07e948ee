import JSON

/// A header that an endpoint heeds, besides those that all do.
package enum RequestHeader: String, Sendable, CaseIterable {
    case idempotencyKey = "Idempotency-Key"
    case ifMatch = "If-Match"
    case ifNoneMatch = "If-None-Match"

    var isRequired: Bool { self == .ifMatch }

    var schema: Schema {
        switch self {
        case .idempotencyKey: .form(.key, length: 1...255)
        case .ifMatch: .form(.rowVersion)
        // What all headers together may take.
        case .ifNoneMatch: .string(format: nil, length: 0...32768)
        }
    }

    var words: String {
        switch self {
        case .idempotencyKey:
            "The same key again, from the same caller, gives the stored answer. A UUID is the operation's id; any other word is the caller's own."
        case .ifMatch: "The row version that was read, in quotes: `\"17\"`."
        case .ifNoneMatch: "The ETag that is known: 304 where it still stands."
        }
    }
}
