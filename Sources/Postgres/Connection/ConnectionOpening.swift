import CPostgres
import Glibc
import RetailCore

/// How a session is opened and prepared.
extension Connection {
    /// Statements that every session has prepared under a name of their own.
    enum Control: String, CaseIterable {
        case begin = "c_begin"
        case beginReading = "c_begin_reading"
        case commit = "c_commit"
        case rollback = "c_rollback"
        case role = "c_role"

        var sql: String {
            switch self {
            case .begin: "BEGIN"
            case .beginReading: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
            case .commit: "COMMIT"
            case .rollback: "ROLLBACK"
            case .role: "SELECT set_config('role', $1, true)"
            }
        }
    }

    /// More than the longest statement by so much, and the server has died without a word.
    static let marginMilliseconds = 5_000

    /// Blocks until the session stands, on the server that all sessions of the node are on.
    static func open(_ servers: Servers, _ share: WorkSettings, lane: Lane, counters: Counters) throws(Fault) -> Connection {
        let opened = try servers.open()
        guard let cancelToken = CancelToken(of: opened.handle) else {
            opened.close()
            throw DatabaseFault.connectionLost("PQgetCancel failed")
        }
        let longest = share.statementTimeoutMilliseconds
        let connection = Connection(
            opened, cancelToken: cancelToken, preparedLimit: servers.settings.preparedLimit,
            patienceMilliseconds: longest > 0 ? longest + marginMilliseconds : nil, counters: counters)
        try PlainSession.ask(
            connection.handle, session(servers.settings, share, lane), milliseconds: servers.hosts.connectMilliseconds)
        guard PQenterPipelineMode(connection.handle) == 1 else {
            throw DatabaseFault.connectionLost("no pipeline mode: " + connection.lastMessage)
        }
        try connection.prepareControls()
        return connection
    }

    /// How long a transaction that writes may stand still: a node that is paused in the midst of one holds rows that others wait for.
    private static let writerIdleMilliseconds = 8_000

    private static func session(_ settings: DatabaseSettings, _ share: WorkSettings, _ lane: Lane) -> String {
        var sql = """
            SET statement_timeout = \(share.statementTimeoutMilliseconds);
            SET lock_timeout = \(settings.lockTimeoutMilliseconds);
            SET idle_in_transaction_session_timeout = \(lane == .write ? writerIdleMilliseconds : max(share.statementTimeoutMilliseconds, 10_000));
            SET plan_cache_mode = force_generic_plan;
            SET timezone = 'UTC';
            SET jit = off;
            """
        if !share.isParallel { sql += "SET max_parallel_workers_per_gather = 0;" }
        switch lane {
        case .read: sql += "SET default_transaction_read_only = on;"
        // Writers look rows up by key and nothing else. A plan that was made while a table was empty would read it whole for as
        // long as it is cached, and be fast in every test.
        case .write: sql += "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;"
        }
        return sql
    }

    private func prepareControls() throws(Fault) {
        var sent = true
        for control in Control.allCases { sent = sent && PQsendPrepare(handle, control.rawValue, control.sql, 0, nil) == 1 }
        guard sent, PQpipelineSync(handle) == 1 else { throw DatabaseFault.connectionLost(lastMessage) }
        while true {
            guard awaitResult() else { throw DatabaseFault.connectionLost(lastMessage) }
            guard let result = PQgetResult(handle) else {
                guard PQstatus(handle) == CONNECTION_OK else { throw DatabaseFault.connectionLost(lastMessage) }
                continue
            }
            defer { PQclear(result) }
            switch PQresultStatus(result) {
            case PGRES_COMMAND_OK: continue
            case PGRES_PIPELINE_SYNC: return
            default: throw DatabaseError(result).map(SQLState.fault) ?? DatabaseFault.connectionLost(lastMessage)
            }
        }
    }
}

extension Connection {
    /// Blocks; see `Database.reach`.
    static func reach(_ servers: Servers, patienceMilliseconds: Int) -> Result<String, Fault> {
        let end = MonotonicClock.after(milliseconds: patienceMilliseconds)
        var backoff = Backoff()
        while true {
            do throws(Fault) {
                let opened = try servers.open()
                defer { opened.close() }
                return .success(PQuser(opened.handle).map { String(cString: $0) } ?? "")
            } catch {
                let cause = error.diagnosis ?? error.code
                // A wrong password or name stays wrong; "the database system is starting up" doesn't.
                let isFinal = cause.contains("FATAL") && !cause.contains("the database system is")
                guard !isFinal, MonotonicClock.now < end else { return .failure(DatabaseFault.unreachable(cause)) }
                usleep(UInt32(min(500, backoff.next()) * 1000))
            }
        }
    }
}
