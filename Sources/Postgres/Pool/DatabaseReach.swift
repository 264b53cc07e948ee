import Logging
package import RetailCore

/// Whether there is a database at all, asked before anything is begun.
extension Database {
    /// Opens a session and closes it again.
    ///
    /// - Parameter patienceMilliseconds: how long a database that is starting up, or not there yet, is waited for. One that answers and refuses
    ///   is not.
    /// - Returns: the name of the log-in.
    /// - Throws: `database.unreachable` (503) with libpq's own words as the diagnosis.
    package static func reach(_ settings: DatabaseSettings, patienceMilliseconds: Int = 5_000) async throws(Fault) -> String {
        let outcome: Result<String, Fault> = await withCheckedContinuation { continuation in
            let begun = DedicatedThread.start("pg-reach") {
                let servers = Servers(settings, logger: Logger(label: "retail", factory: { _ in SwiftLogNoOpLogHandler() }))
                continuation.resume(returning: Connection.reach(servers, patienceMilliseconds: patienceMilliseconds))
            }
            if !begun { continuation.resume(returning: .failure(DatabaseFault.unreachable("the system has no thread left"))) }
        }
        return try outcome.get()
    }
}
