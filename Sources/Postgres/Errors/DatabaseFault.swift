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

    static let cancelled = Fault(.unavailable, "database.cancelled", "The request was cancelled; nothing was written.")
    static let closed = Fault(.unavailable, "database.closed", "The server is shutting down.", retryAfterSeconds: 5)

    static func misuse(_ diagnosis: String) -> Fault {
        Fault(.broken, "database.misuse", "The server used its database wrongly.", diagnosis: diagnosis)
    }
}
