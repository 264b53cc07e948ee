package import RetailCore

extension Fault {
    /// Fields that are each as described, and don't go together: 422 with the path of one of them.
    package static func contradictory(_ field: String, _ code: String, _ message: String) -> Fault {
        Fault(
            .unprocessable, "request.contradictory", "Fields of the request don't go together.",
            fields: [.init(field: field, code: code, message: message)])
    }

    /// The same fault, seen from one level further out (`inside`); one that names no field yet, because a rule of the core was broken, gets this one.
    package func at(_ outer: String) -> Fault {
        guard fields.isEmpty else { return inside(outer) }
        var fault = self
        fault.fields = [.init(field: outer, code: code, message: detail)]
        return fault
    }

    /// The detail, with the first field that was wrong: all that a verdict has room for.
    package var words: String {
        guard let field = fields.first else { return detail }
        return "\(detail) \(field.field): \(field.message)"
    }
}
