import CPostgres
import RetailCore

/// Many statements, one round trip: everything is sent, then one SYNC, then everything is read.
extension Connection {
    private enum Step {
        case prepare(StatementCache.Key, name: String)
        case statement
        case control
        case role(String)
        case commit
        case deallocate(String)
    }

    func fly(_ items: [FlightItem], scope: Scope) -> FlightOutcome {
        var steps: [Step] = []
        steps.reserveCapacity(items.count * 2)
        var sent = true
        for item in items {
            guard sent else { break }
            sent = send(item, scope, &steps)
        }
        guard sent, PQpipelineSync(handle) == 1 else {
            doomed = true
            let message = lastMessage
            guard PQstatus(handle) == CONNECTION_OK else {
                // What was buffered may have been sent on the way, but without a COMMIT nothing of it happened.
                if steps.contains(where: { if case .commit = $0 { true } else { false } }) {
                    return FlightOutcome(fault: DatabaseFault.commitUnknown(message), lost: true)
                }
                return FlightOutcome(fault: DatabaseFault.connectionLost(message), lost: true, untouched: true)
            }
            // libpq itself refused (too many parameters, no memory); what was sent is without a SYNC and dies with the session.
            return FlightOutcome(fault: Fault(.broken, "database.error", "The database can't be asked that.", diagnosis: message))
        }
        return collect(steps)
    }

    private func send(_ item: FlightItem, _ scope: Scope, _ steps: inout [Step]) -> Bool {
        switch item {
        case .control(let control):
            steps.append(control == .commit ? .commit : .control)
            return execute(control.rawValue, Parameters())
        case .role(let role):
            steps.append(.role(role))
            var parameters = Parameters()
            parameters.text(role)
            return execute(Control.role.rawValue, parameters)
        case .statement(let statement, let parameters):
            let key = StatementCache.Key(schema: scope.schema, statement: statement.number)
            if let name = statements.name(for: key, types: parameters.types) {
                steps.append(.statement)
                return execute(name, parameters)
            }
            let (name, evicted) = statements.insert(key, types: parameters.types)
            counters.prepared.add(1)
            if evicted { counters.evicted.add(1) }
            // Not before this point, as nothing may come before BEGIN.
            for old in statements.takeStale() {
                steps.append(.deallocate(old))
                guard PQsendQueryParams(handle, "DEALLOCATE \(old)", 0, nil, nil, nil, nil, 1) == 1 else { return false }
            }
            steps.append(.prepare(key, name: name))
            guard PQsendPrepare(handle, name, scope.resolve(statement.sql), Int32(clamping: parameters.types.count), parameters.types) == 1
            else { return false }
            steps.append(.statement)
            return execute(name, parameters)
        }
    }

    private func execute(_ name: String, _ parameters: Parameters) -> Bool {
        parameters.withPointers { count, values, lengths, formats in
            PQsendQueryPrepared(handle, name, count, values, lengths, formats, 1) == 1
        }
    }

    private func collect(_ steps: [Step]) -> FlightOutcome {
        var outcome = FlightOutcome()
        // Where the server stopped: nothing after it happened.
        var failedAt: Int?
        for (index, step) in steps.enumerated() {
            switch answer(to: step, &outcome) {
            case .done: continue
            case .failed:
                if failedAt == nil { failedAt = index }
            case .lost: return lost(steps, at: index, failedAt: failedAt, outcome)
            }
        }
        guard awaitResult(), let sync = PQgetResult(handle) else { return lost(steps, at: steps.count, failedAt: failedAt, outcome) }
        defer { PQclear(sync) }
        guard PQresultStatus(sync) == PGRES_PIPELINE_SYNC else { return lost(steps, at: steps.count, failedAt: failedAt, outcome) }
        if outcome.stalePlan { statements.dropAll() }
        statements.endFlight()
        return outcome
    }

    private enum Answer { case done, failed, lost }

    /// Reads all that belongs to one step, up to libpq's NULL.
    private func answer(to step: Step, _ outcome: inout FlightOutcome) -> Answer {
        var answer: Answer?
        while true {
            guard awaitResult() else { return .lost }
            guard let result = PQgetResult(handle) else { break }
            switch PQresultStatus(result) {
            case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
                answer = .done
                if case .statement = step, outcome.fault == nil { outcome.results.append(ResultSet(result)) } else { PQclear(result) }
                continue
            case PGRES_PIPELINE_ABORTED:
                answer = .failed
            case PGRES_FATAL_ERROR:
                guard let error = DatabaseError(result) else {
                    PQclear(result)
                    return .lost
                }
                answer = .failed
                note(error, of: step, &outcome)
            default:
                // COPY in a pipeline, which libpq can't do.
                answer = .failed
                doomed = true
                outcome.fault =
                    outcome.fault ?? DatabaseFault.misuse("a statement of a flight answered with \(PQresultStatus(result).rawValue)")
                PQclear(result)
                return .lost
            }
            PQclear(result)
            if outcome.lost { return .failed }
        }
        guard let answer else { return .lost }
        settle(step, answer)
        return answer
    }

    private func note(_ error: DatabaseError, of step: Step, _ outcome: inout FlightOutcome) {
        if error.endsSession { outcome.lost = true }
        if SQLState.needsNewSession(error.state) { doomed = true }
        guard outcome.fault == nil else { return }
        if case .role(let role) = step, error.isAboutRole {
            outcome.fault = DatabaseFault.roleMissing(role, error)
            return
        }
        outcome.fault = SQLState.fault(for: error)
        outcome.stalePlan = error.isStalePlan || error.state == "26000"
    }

    private func settle(_ step: Step, _ answer: Answer) {
        guard answer != .done else { return }
        switch step {
        case .prepare(let key, let name): statements.forget(key, name: name)
        case .deallocate(let name): statements.keepStale(name)
        case .statement, .control, .role, .commit: break
        }
    }

    /// Tells a loss that certainly wrote nothing from one whose COMMIT may have happened.
    private func lost(_ steps: [Step], at index: Int, failedAt: Int?, _ outcome: FlightOutcome) -> FlightOutcome {
        doomed = true
        var outcome = outcome
        outcome.lost = true
        let commit = steps.firstIndex { if case .commit = $0 { true } else { false } }
        let before = outcome.fault?.diagnosis ?? lastMessage
        if let commit, failedAt.map({ $0 >= commit }) ?? true {
            outcome.fault = DatabaseFault.commitUnknown(before)
        } else {
            outcome.fault = DatabaseFault.connectionLost(before)
            outcome.untouched = failedAt == 0
        }
        return outcome
    }
}
