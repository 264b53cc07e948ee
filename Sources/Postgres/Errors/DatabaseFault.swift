import RetailCore

/// Faults that PostgreSQL has no SQLSTATE for.
enum DatabaseFault {
    static let connectionLostCode = "database.connection-lost"
    static let connectionLostDetail = "The connection to the database was lost; nothing was written. Please try again."

    static func connectionLost(_ diagnosis: String) -> Fault {
        Fault(.unavailable, connectionLostCode, connectionLostDetail, diagnosis: diagnosis)
    }

    /// The connection went away between sending COMMIT and its answer.
    static func commitUnknown(_ diagnosis: String) -> Fault {
        Fault(
            .unavailable, "database.commit-unknown", "The connection to the database was lost; it is not known whether this was written.",
            diagnosis: diagnosis)
    }

    static func busy(_ diagnosis: String) -> Fault {
        Fault(.unavailable, "database.busy", "The database is busy. Please try again.", diagnosis: diagnosis, retryAfterSeconds: 1)
    }

    /// No session could be opened: the words for whoever starts the server, the cause (which names hosts) for the log.
    static func unreachable(_ cause: String) -> Fault {
        Fault(
            .unavailable, "database.unreachable", "The server cannot reach the database. Please try again.", diagnosis: cause,
            retryAfterSeconds: 2)
    }

    /// What a restored dump without its roles looks like; nothing that a caller can mend.
    static func roleMissing(_ role: String, _ error: DatabaseError) -> Fault {
        Fault(
            .unavailable, "database.role-missing",
            "The database lacks rights that this chain needs; its operator has to run retail migrate.",
            diagnosis: "SQLSTATE \(error.state)\nconstraint -\nthe role \(role) is missing or may not be taken on", retryAfterSeconds: 30)
    }

    static let cancelled = Fault(.unavailable, "database.cancelled", "The request was cancelled; nothing was written.")
    static let closed = Fault(.unavailable, "database.closed", "The server is shutting down.", retryAfterSeconds: 5)

    static func misuse(_ diagnosis: String) -> Fault {
        Fault(.broken, "database.misuse", "The server used its database wrongly.", diagnosis: diagnosis)
    }
}
