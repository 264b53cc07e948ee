package import RetailCore

/// Reads of one statement, in one round trip and without a transaction block.
extension Database {
    /// The role and the statement in one flight, on a read-only session. Decoded in the caller's task.
    package func read<Q: Query>(_ query: Q, in scope: Scope) async throws(Fault) -> [Q.Output] {
        try Q.decode(await read(Q.statement, query.parameters, in: scope))
    }

    package func read(_ statement: Statement, _ parameters: Parameters = Parameters(), in scope: Scope) async throws(Fault) -> ResultSet {
        let items = (scope.role.map { [FlightItem.role($0)] } ?? []) + [.statement(statement, parameters)]
        return try await perform(.read) { deadline, completion in
            Job(
                deadline: deadline,
                attempt: { connection, control, mayRetry in
                    let outcome = connection.fly(items, scope: scope)
                    self.counters.reads.add(1)
                    // It only reads: doing it again is always safe.
                    if outcome.lost || outcome.stalePlan, mayRetry { return .again }
                    if let fault = outcome.fault {
                        completion(.failure(fault.code == "database.timeout" && control.isCancelled ? DatabaseFault.cancelled : fault))
                    } else if let result = outcome.results.last {
                        completion(.success(result))
                    } else {
                        completion(.failure(DatabaseFault.misuse("a flight without results")))
                    }
                    return .finished
                },
                refuse: { completion(.failure($0)) })
        }
    }

    /// Whether the database answers.
    package func ping() async -> Bool {
        do throws(Fault) {
            _ = try await read(Database.one, in: .registry)
            return true
        } catch {
            return false
        }
    }

    private static let one = Statement("SELECT 1")
}
