package import RetailCore

/// A transaction in the making, lent to a body on its session's thread. Everything here is synchronous.
///
/// Statements are queued and then sent together: each `flight()` is one round trip, and BEGIN and COMMIT travel with the first and the last.
package struct Transaction: ~Copyable {
    private enum State {
        /// The server knows nothing of it yet.
        case fresh
        case open
        /// Nothing more can be done in it.
        case failed(Fault)
        case finished
    }

    package let scope: Scope
    package let lane: Lane
    let connection: Connection
    private let control: JobControl
    private var pending: [FlightItem] = []
    private var state = State.fresh
    private var delivered = false
    /// Round trips so far.
    package private(set) var flights = 0
    /// The body has seen nothing of the database, and the database nothing of the body: it can be run again.
    private(set) var isRepeatable = false

    init(_ connection: Connection, _ lane: Lane, _ scope: Scope, _ control: JobControl) {
        self.connection = connection
        self.lane = lane
        self.scope = scope
        self.control = control
    }

    /// Which server the session is on, as that said when the session was opened.
    package var server: ServerIdentity { connection.server }

    /// The session is not to be used again: its server is no longer what it was.
    package mutating func retire() { connection.doomed = true }

    /// Notes a statement for the next flight; nothing is sent yet.
    package mutating func queue(_ statement: Statement, _ parameters: Parameters = Parameters()) {
        pending.append(.statement(statement, parameters))
    }

    /// Sends what is queued, in one round trip.
    ///
    /// - Returns: the queued statements' results, in order.
    /// - Throws: the fault of the first statement that failed; the transaction is over then, and throws the same from now on.
    package mutating func flight() throws(Fault) -> [ResultSet] {
        try check()
        return pending.isEmpty ? [] : try send([])
    }

    /// Sends what is queued and COMMIT, in one round trip.
    ///
    /// - Returns: the queued statements' results, in order; they are durable.
    /// - Throws: as `flight()`; `database.commit-unknown` where the answer to COMMIT was lost.
    @discardableResult package mutating func commit() throws(Fault) -> [ResultSet] {
        try check()
        if case .fresh = state, pending.isEmpty {
            state = .finished
            return []
        }
        let results = try send([.control(.commit)])
        state = .finished
        return results
    }

    /// One statement, and whatever was queued before it, in a round trip of its own.
    package mutating func run(_ statement: Statement, _ parameters: Parameters = Parameters()) throws(Fault) -> ResultSet {
        queue(statement, parameters)
        guard let result = try flight().last else { throw DatabaseFault.misuse("a flight without results") }
        return result
    }

    package mutating func run<Q: Query>(_ query: Q) throws(Fault) -> [Q.Output] { try Q.decode(run(Q.statement, query.parameters)) }

    private mutating func check() throws(Fault) {
        switch state {
        case .fresh, .open: break
        case .failed(let fault): throw fault
        case .finished: throw DatabaseFault.misuse("the transaction is over")
        }
        if control.isCancelled { throw fail(DatabaseFault.cancelled) }
    }

    private mutating func send(_ last: [FlightItem]) throws(Fault) -> [ResultSet] {
        var items: [FlightItem] = []
        if case .fresh = state {
            items.append(.control(lane == .read ? .beginReading : .begin))
            if let role = scope.role { items.append(.role(role)) }
            connection.counters.transactions.add(1)
            state = .open
        }
        items += pending
        items += last
        pending = []
        flights += 1
        let outcome = connection.fly(items, scope: scope)
        if let fault = outcome.fault {
            isRepeatable = !delivered && (outcome.untouched || outcome.stalePlan)
            throw fail(fault)
        }
        delivered = delivered || !outcome.results.isEmpty
        return outcome.results
    }

    private mutating func fail(_ fault: Fault) -> Fault {
        // Who cancelled needn't be told that the server stopped because it was asked to.
        let fault = fault.code == "database.timeout" && control.isCancelled ? DatabaseFault.cancelled : fault
        state = .failed(fault)
        return fault
    }

    /// For what can't be pipelined: the transaction is open and nothing is queued.
    mutating func alone<Outcome>(_ body: (Connection) throws(Fault) -> Outcome) throws(Fault) -> Outcome {
        try check()
        if case .fresh = state { _ = try send([]) } else if !pending.isEmpty { _ = try send([]) }
        delivered = true
        do throws(Fault) {
            return try body(connection)
        } catch {
            throw fail(error)
        }
    }

    /// After a body that returned.
    mutating func finish() throws(Fault) {
        if case .finished = state { return }
        try commit()
    }

    /// After a body that threw, or to undo everything: rolls back what the server knows of.
    mutating func abandon() {
        pending = []
        if connection.inTransaction, !connection.doomed, connection.fly([.control(.rollback)], scope: scope).fault != nil {
            connection.doomed = true
        }
        if case .failed = state { return }
        state = .finished
    }
}
