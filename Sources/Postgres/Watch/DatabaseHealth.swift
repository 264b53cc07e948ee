/// Whether the database can be used, as far as is known this moment; nothing waits for it to be found out.
package enum DatabaseHealth: Sendable, Equatable {
    case usable
    /// It takes no writes: it is a standby, was made read-only, or has no room.
    case readOnly
    /// There is no connection, or no answer came in time.
    case silent
}
