internal import Foundation
package import RetailCore
internal import Synchronization

/// A PostgreSQL of our own, for a shop that wants one program and no database administrator: created on first use, started, watched,
/// stopped; reached by nobody else (a socket in a private folder, and a password besides).
///
///     <RETAIL_DATA>/postgres/cluster    the data
///                           /socket     its Unix socket (elsewhere if the path would be too long for one)
///                           /log        its log, a file per weekday
///                           /password   how we log in, in libpq's `passfile` format
///
/// We log in as roles of which none is a superuser (`Roles`).
package final class EmbeddedPostgres: Sendable {
    private let dataFolder: String
    private let progress: @Sendable (String) -> Void
    private let current = Mutex<Supervisor?>(nil)

    /// - Parameter progress: told, in one line each, of slow steps and of anything that befalls the database later.
    package init(dataFolder: String, progress: @escaping @Sendable (String) -> Void) {
        self.dataFolder = dataFolder
        self.progress = progress
    }

    /// Returns when the database takes connections: libpq's connection strings (they hold no secret: the passwords are in a file they name).
    ///
    /// - Throws: `cluster.*` (503): PostgreSQL isn't installed, the folder is in use, is closed to it, or it doesn't start.
    package func start() async throws(Fault) -> EmbeddedLogins {
        let supervisor = Supervisor(dataFolder: dataFolder, progress: progress)
        let first = current.withLock { current in
            guard current == nil else { return false }
            current = supervisor
            return true
        }
        guard first else { throw Fault(.conflict, "cluster.already-started", "This database was started already.") }
        let outcome = await withCheckedContinuation { continuation in
            supervisor.begin { continuation.resume(returning: $0) }
        }
        if case .failure = outcome {
            await supervisor.stop()
            current.withLock { if $0 === supervisor { $0 = nil } }
        }
        return try outcome.get()
    }

    /// A fast shutdown: transactions in flight are rolled back, a checkpoint is written. Returns when no process is left.
    package func stop() async {
        let supervisor = current.withLock { $0 }
        await supervisor?.stop()
        current.withLock { if $0 === supervisor { $0 = nil } }
    }
}

/// How to log in to the embedded database, in libpq's connection strings.
package struct EmbeddedLogins: Sendable, Equatable {
    /// What a serving node uses: it owns nothing.
    package let node: String
    /// The owner, for migrations and for making chains.
    package let owner: String
    /// Copies the cluster and follows its log (REPLICATION); it may read no table.
    package let backup: String
}
