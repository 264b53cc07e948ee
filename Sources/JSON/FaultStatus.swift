package import RetailCore

extension Fault.Kind {
    /// The status code of HTTP (RFC 9110, 15) that says the same.
    package var status: Int {
        switch self {
        case .malformed: 400
        case .unauthenticated: 401
        case .forbidden: 403
        case .missing: 404
        case .methodNotAllowed: 405
        case .timeout: 408
        case .conflict: 409
        case .gone: 410
        case .stale: 412
        case .tooLarge: 413
        case .unsupportedMedia: 415
        case .unprocessable: 422
        case .tooMany: 429
        case .headersTooLarge: 431
        case .broken: 500
        case .unavailable: 503
        }
    }

    /// nil for a status that no fault of ours has.
    package init?(status: Int) {
        guard let kind = Self.byStatus[status] else { return nil }
        self = kind
    }

    private static let byStatus = Dictionary(uniqueKeysWithValues: allCases.map { ($0.status, $0) })
}
