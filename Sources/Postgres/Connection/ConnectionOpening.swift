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

    /// Blocks until the session stands; several hosts are tried in turn.
    static func open(_ settings: DatabaseSettings, _ share: WorkSettings, lane: Lane, counters: Counters) throws(Fault) -> Connection {
        let handle = try connect(settings)
        guard let cancelToken = CancelToken(of: handle) else {
            PQfinish(handle)
            throw DatabaseFault.connectionLost("PQgetCancel failed")
        }
        let connection = Connection(handle: handle, cancelToken: cancelToken, preparedLimit: settings.preparedLimit, counters: counters)
        try connection.command(session(settings, share, lane))
        guard PQsetnonblocking(handle, 1) == 0, PQenterPipelineMode(handle) == 1 else {
            throw DatabaseFault.connectionLost("no pipeline mode: " + connection.lastMessage)
        }
        try connection.prepareControls()
        return connection
    }

    /// A plain connection: what the user wrote, over defaults that notice a dead network, under what must be so.
    static func connect(_ settings: DatabaseSettings) throws(Fault) -> OpaquePointer {
        // Later entries win; `dbname` is expanded to everything the user's string says.
        let entries = [
            ("connect_timeout", "5"), ("keepalives_idle", "15"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "30000"),
            ("dbname", settings.connection.exposed),
            ("application_name", settings.applicationName), ("client_encoding", "UTF8"),
        ]
        let handle = withCStrings(entries.map(\.0)) { keywords in
            withCStrings(entries.map(\.1)) { values in PQconnectdbParams(keywords, values, 1) }
        }
        guard let handle else { throw DatabaseFault.connectionLost("libpq has no memory for a connection") }
        guard PQstatus(handle) == CONNECTION_OK else {
            let message = PQerrorMessage(handle).map { String(cString: $0) } ?? ""
            PQfinish(handle)
            throw DatabaseFault.connectionLost("can't connect: " + message.split(separator: "\n").joined(separator: "; "))
        }
        // libpq prints notices to the standard error stream otherwise.
        PQsetNoticeReceiver(handle, { _, _ in }, nil)
        return handle
    }

    private static func session(_ settings: DatabaseSettings, _ share: WorkSettings, _ lane: Lane) -> String {
        var sql = """
            SET statement_timeout = \(share.statementTimeoutMilliseconds);
            SET lock_timeout = \(settings.lockTimeoutMilliseconds);
            SET idle_in_transaction_session_timeout = \(max(share.statementTimeoutMilliseconds, 10_000));
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

    private func command(_ sql: String) throws(Fault) {
        let result = PQexec(handle, sql)
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_COMMAND_OK else {
            throw result.flatMap { DatabaseError($0) }.map(SQLState.fault) ?? DatabaseFault.connectionLost(lastMessage)
        }
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

    private static func withCStrings<Outcome>(_ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Outcome) -> Outcome {
        var bytes: [CChar] = []
        var offsets: [Int] = []
        for string in strings {
            offsets.append(bytes.count)
            bytes += string.utf8CString
        }
        return bytes.withUnsafeBufferPointer { buffer in
            let pointers: [UnsafePointer<CChar>?] = offsets.map { offset in buffer.baseAddress.map { $0 + offset } } + [nil]
            return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
        }
    }
}

extension Connection {
    /// Blocks; see `Database.reach`.
    static func reach(_ settings: DatabaseSettings, patienceMilliseconds: Int) -> Result<String, Fault> {
        let end = MonotonicClock.after(milliseconds: patienceMilliseconds)
        var backoff = Backoff()
        while true {
            do throws(Fault) {
                let handle = try connect(settings)
                defer { PQfinish(handle) }
                return .success(PQuser(handle).map { String(cString: $0) } ?? "")
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
