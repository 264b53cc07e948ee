import CPostgres
import Glibc
package import RetailCore

/// A session of the replication protocol, opened for one question: what server this is, and what its history.
package enum ReplicationSession {
    /// - Parameter command: `IDENTIFY_SYSTEM`, `SHOW …`, `TIMELINE_HISTORY …`.
    /// - Returns: the rows' texts; empty where there is no value.
    /// - Throws: `database.unreachable` (503), `database.replication` (403) where the log-in may not.
    package static func ask(_ command: String, _ connection: Secret<String>) async throws(Fault) -> [[String]] {
        let outcome: Result<[[String]], Fault> = await withCheckedContinuation { continuation in
            let begun = DedicatedThread.start("pg-ask") {
                do throws(Fault) { continuation.resume(returning: .success(try askHere(command, connection))) } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
            if !begun { continuation.resume(returning: .failure(DatabaseFault.unreachable("the system has no thread left"))) }
        }
        return try outcome.get()
    }

    private static func askHere(_ command: String, _ connection: Secret<String>) throws(Fault) -> [[String]] {
        // Later entries win over what the string says.
        let entries = [
            ("connect_timeout", "10"), ("dbname", connection.exposed), ("application_name", "retail-backup"), ("replication", "true"),
        ]
        let names: [UnsafeMutablePointer<CChar>?] = entries.map { strdup($0.0) } + [nil]
        let values: [UnsafeMutablePointer<CChar>?] = entries.map { strdup($0.1) } + [nil]
        defer { for text in names + values { free(text) } }
        let handle = names.map { UnsafePointer($0) }.withUnsafeBufferPointer { names in
            values.map { UnsafePointer($0) }.withUnsafeBufferPointer { PQconnectdbParams(names.baseAddress, $0.baseAddress, 1) }
        }
        guard let handle else { throw DatabaseFault.unreachable("libpq has no memory for a connection") }
        defer { PQfinish(handle) }
        func said() -> String { PQerrorMessage(handle).map { String(cString: $0).split(separator: "\n").joined(separator: "; ") } ?? "" }
        guard PQstatus(handle) == CONNECTION_OK else {
            let words = said()
            throw words.contains("pg_hba.conf") || words.contains("REPLICATION") || words.contains("permission denied")
                || words.contains("replication role")
                ? Fault(.forbidden, "database.replication", "The log-in may not copy the database.", diagnosis: words)
                : DatabaseFault.unreachable(words)
        }
        PQsetNoticeReceiver(handle, { _, _ in }, nil)
        guard let result = PQexec(handle, command) else { throw DatabaseFault.unreachable(said()) }
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_TUPLES_OK else {
            throw Fault(.unavailable, "database.replication-answer", "The server does not answer \(command).", diagnosis: said())
        }
        return (0..<PQntuples(result)).map { row in
            (0..<PQnfields(result)).map { column in PQgetvalue(result, row, column).map { String(cString: $0) } ?? "" }
        }
    }
}
