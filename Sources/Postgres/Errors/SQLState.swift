import RetailCore

/// The one table from SQLSTATE to fault (PostgreSQL 15, appendix A).
enum SQLState {
    static func fault(for error: DatabaseError) -> Fault {
        let (kind, code, detail) = entry(error)
        return Fault(kind, code, detail, diagnosis: error.diagnosis)
    }

    /// The error is the session's fault or the server's state, not the statement's: go elsewhere.
    static func needsNewSession(_ state: String) -> Bool {
        switch state {
        case "25006", "26000", "57P01", "57P02", "57P03", "57P05", "25P03": true
        default: isConnectionException(state)
        }
    }

    /// Class 08 without 08P01, which says that what we sent was malformed: our mistake, and the session goes on.
    private static func isConnectionException(_ state: String) -> Bool { state.hasPrefix("08") && state != "08P01" }

    private static func entry(_ error: DatabaseError) -> (Fault.Kind, String, String) {
        switch error.state {
        case "23505": (.conflict, "database.unique", "Something with this key exists already.")
        case "23503": (.conflict, "database.foreign-key", "Something this refers to doesn't exist, or is still referred to.")
        case "23514": (.conflict, "database.check", "A value is outside what is allowed.")
        case "23P01": (.conflict, "database.exclusion", "This overlaps something that exists already.")
        case "40001": (.unavailable, "database.serialization", "Someone else changed the same data. Please try again.")
        case "40P01": (.unavailable, "database.deadlock", "Someone else changed the same data. Please try again.")
        case "55P03": (.unavailable, "database.lock-timeout", "Someone else holds this data. Please try again.")
        case "57014": (.unavailable, "database.timeout", "The database took too long. Please try again.")
        // Who may do what is decided before the database is asked: what it refuses by itself is a right that the server lacks.
        case "42501":
            (
                .unavailable, "database.permission",
                "The database lacks rights that the server needs; its operator has to run retail migrate."
            )
        case "22021": (.malformed, "database.text", "A text has a character that can't be stored.")
        case "25006": (.unavailable, "database.read-only", "The database takes no writes right now. Please try again.")
        case "53300": (.unavailable, "database.connections", "The database has too many connections. Please try again.")
        case "53100": (.unavailable, "database.full", "The database has no space left on its disk; nothing was written.")
        case "53200", "53000", "53400": (.unavailable, "database.resources", "The database has run out of a resource.")
        case "0A000" where error.isStalePlan:
            (.unavailable, "database.plan-changed", "The database was changed meanwhile. Please try again.")
        case "26000": (.unavailable, "database.plan-changed", "The database was changed meanwhile. Please try again.")
        case "57P01", "57P02", "57P03", "57P05", "25P03":
            (.unavailable, DatabaseFault.connectionLostCode, DatabaseFault.connectionLostDetail)
        case let state where isConnectionException(state):
            (.unavailable, DatabaseFault.connectionLostCode, DatabaseFault.connectionLostDetail)
        default: (.broken, "database.error", "The database refused what the server asked of it.")
        }
    }
}

extension DatabaseError {
    /// "Cached plan must not change result type": the tables were altered under a prepared statement.
    var isStalePlan: Bool { state == "0A000" && source == "RevalidateCachedQuery" }
}
