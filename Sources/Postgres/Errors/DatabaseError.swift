import CPostgres
package import RetailCore

/// What PostgreSQL reported, as far as a log may know it: its `detail` (which quotes values) is left behind.
package struct DatabaseError: Sendable, Equatable {
    /// SQLSTATE, five characters.
    package let state: String
    package let constraint: String?
    package let message: String
    /// FATAL or PANIC: the session ended with this.
    let endsSession: Bool
    /// The server's function that gave up; unlike the message it is never translated.
    let source: String?

    /// nil where the error is libpq's own and not the server's.
    init?(_ result: OpaquePointer) {
        // The fields' codes, as in postgres_ext.h, whose character constants Swift doesn't import.
        func field(_ code: Unicode.Scalar) -> String? { PQresultErrorField(result, Int32(code.value)).map { String(cString: $0) } }
        guard let state = field("C") else { return nil }
        self.state = state
        constraint = field("n")
        source = field("R")
        let severity = field("V") ?? field("S")
        endsSession = severity == "FATAL" || severity == "PANIC"
        let message = field("M") ?? ""
        // "Invalid input syntax for type integer: "4111…"": errors about data quote the data.
        if state.hasPrefix("22"), let quote = message.utf8.firstIndex(of: 0x22) {
            self.message = String(message[..<quote]) + "…"
        } else {
            self.message = message
        }
    }

    /// Of `set_config('role', …)`: there is no such role, or it may not be taken on.
    var isAboutRole: Bool { state == "22023" || state == "42501" }

    private init(state: String, constraint: String?, message: String) {
        self.state = state
        self.constraint = constraint
        self.message = message
        endsSession = false
        source = nil
    }

    /// Line by line into a fault's diagnosis …
    var diagnosis: String { "SQLSTATE \(state)\nconstraint \(constraint ?? "-")\n\(message)" }

    /// … and back: what PostgreSQL said, if the fault came from it.
    package init?(_ fault: Fault) {
        guard let lines = fault.diagnosis?.split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false), lines.count == 3,
            lines[0].hasPrefix("SQLSTATE "), lines[1].hasPrefix("constraint ")
        else { return nil }
        let constraint = String(lines[1].dropFirst(11))
        self.init(state: String(lines[0].dropFirst(9)), constraint: constraint == "-" ? nil : constraint, message: String(lines[2]))
    }
}

extension Fault {
    /// The SQLSTATE behind a fault that came from PostgreSQL.
    package var sqlState: String? { DatabaseError(self)?.state }
    /// The constraint that was violated.
    package var constraint: String? { DatabaseError(self)?.constraint }
}
