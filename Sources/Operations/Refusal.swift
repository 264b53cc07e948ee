package import RetailCore

/// A way in which an operation can be refused: its code, its status, what it means and what a caller does about it. A row of the table of
/// codes (API_REFERENCE.md), and the only place where the code stands.
package struct Refusal: Sendable {
    package let code: String
    package let kind: Fault.Kind
    /// Under a second status: what is missing by its path is 404, what is missing in a body 422.
    package let otherKind: Fault.Kind?
    package let meaning: String
    package let remedy: String

    package init(_ code: String, _ kind: Fault.Kind, or otherKind: Fault.Kind? = nil, _ meaning: String, do remedy: String) {
        (self.code, self.kind, self.otherKind, self.meaning, self.remedy) = (code, kind, otherKind, meaning, remedy)
    }
}

extension Fault {
    /// - Parameters:
    ///   - detail: where there is more to say than what the code means.
    ///   - kind: the refusal's other status.
    package init(
        _ refusal: Refusal, _ detail: String? = nil, as kind: Fault.Kind? = nil, fields: [Field] = [], currentJSON: [UInt8]? = nil
    ) {
        self.init(kind ?? refusal.kind, refusal.code, detail ?? refusal.meaning, fields: fields, currentJSON: currentJSON)
    }

    /// The same, about a field that names what is not there.
    package init(_ refusal: Refusal, _ detail: String? = nil, unknown field: String) {
        self.init(refusal, detail, fields: [.init(field: field, code: "unknown-id", message: detail ?? refusal.meaning)])
    }
}

extension StreamedTable {
    /// Whether an editor saw the row as it is.
    ///
    /// - Parameter baseVersion: the version that the editor saw.
    /// - Throws: `refusal`, with the row as it now is.
    package func check(_ baseVersion: Int64, or refusal: Refusal, _ detail: @autoclosure () -> String) throws(Fault) {
        guard rowVersion == baseVersion else { throw Fault(refusal, detail(), currentJSON: encodedChange()) }
    }
}
