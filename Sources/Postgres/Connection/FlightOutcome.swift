import RetailCore

/// One thing to do in a flight.
enum FlightItem {
    case control(Connection.Control)
    case role(String)
    case statement(Statement, Parameters)
}

/// What came of a flight: everything up to its SYNC, or the loss of the session.
struct FlightOutcome {
    /// Of the statements, in their order, up to the first that failed.
    var results: [ResultSet] = []
    var fault: Fault?
    /// The session is gone.
    var lost = false
    /// The session was gone before the server began with anything: to do all of it again elsewhere is safe.
    var untouched = false
    /// A prepared statement was out of date: to do it again may well succeed.
    var stalePlan = false
}
