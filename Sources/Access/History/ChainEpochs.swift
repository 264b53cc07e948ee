package import Logging
import Operations
package import Postgres
package import RetailCore
import Secrets
import Synchronization

/// Which history each chain follows, and when a new one begins (docs/adr/0021).
///
/// A chain's own row says which server its epoch was begun on. Any other server, an earlier state of the same one included, may lack what
/// somebody has seen: before anything is written to it there is a new epoch, and where each stream stands then is where histories part.
package final class ChainEpochs: Sendable {
    /// Why an epoch began.
    package enum Reason: String, Sendable {
        /// The server is another one, was started again, or its tables were made anew.
        case server
        /// Somebody said so.
        case command
        /// A device has more of a stream than there is.
        case device
    }

    /// How many epochs are remembered; who comes with an older one fetches everything anew.
    static let keptCount: Int64 = 100
    /// What a device says begins no second epoch within this time: it need not be true.
    static let deviceSeconds: Int64 = 3600

    private let database: Database
    private let logger: Logger
    private let listeners = Mutex<[@Sendable (ID<Tenant>) async -> Void]>([])

    package init(_ database: Database, logger: Logger) {
        (self.database, self.logger) = (database, logger)
    }

    /// Called after a new epoch has begun, by this node.
    package func onRenewal(_ body: @escaping @Sendable (ID<Tenant>) async -> Void) { listeners.withLock { $0.append(body) } }

    /// Whether what is written down is the history of the server that a transaction runs on. Of a standby nobody asks.
    package static func stands(_ history: String, streams: Int64, on server: ServerIdentity) -> Bool {
        !server.isPrimary || history == ChainEpochs.history(server, streams)
    }

    private static func history(_ server: ServerIdentity, _ streams: Int64) -> String {
        "\(server.systemIdentifier)/\(server.timeline)/\(server.startedAt)/\(streams)"
    }

    /// Begins a new epoch where the server is not the one that the epoch was begun on. Whoever asks at the same time, on this node or
    /// another, gets the same.
    ///
    /// - Returns: the epoch that holds.
    /// - Throws: `database.…`; nothing has changed then.
    @discardableResult package func settle(_ tenant: ID<Tenant>, _ scope: Scope) async throws(Fault) -> ID<Epoch> {
        try await change(tenant, scope, .server) { $0.isOther }
    }

    /// Begins a new epoch, whatever the server says.
    @discardableResult package func renew(_ tenant: ID<Tenant>, _ scope: Scope) async throws(Fault) -> ID<Epoch> {
        try await change(tenant, scope, .command) { _ in true }
    }

    /// A device follows `epoch` and has more of a stream than the server: the server was put back to where it was before. Believed once an hour.
    @discardableResult package func doubt(_ epoch: ID<Epoch>, _ tenant: ID<Tenant>, _ scope: Scope) async throws(Fault) -> ID<Epoch> {
        try await change(tenant, scope, .device) { found in
            found.isOther || !found.isUnseen && found.epoch == epoch && found.ageSeconds >= ChainEpochs.deviceSeconds
        }
    }

    private func change(
        _ tenant: ID<Tenant>, _ scope: Scope, _ reason: Reason, _ mustRenew: @escaping @Sendable (Found) -> Bool
    ) async throws(Fault) -> ID<Epoch> {
        let (before, now) = try await database.transaction(.write, in: scope) { transaction throws(Fault) in
            let server = transaction.server
            guard server.isPrimary else {
                // It was a standby when the session was opened; what it is now the next one tells.
                transaction.retire()
                throw ChainEpochs.notPrimary
            }
            let found = try Found(transaction.run(ChainEpochs.lock), on: server)
            let epoch = try ChainEpochs.write(found, reason, isNew: mustRenew(found), &transaction)
            try transaction.commit()
            return (found.epoch, epoch)
        }
        if now != before {
            logger.warning("a new epoch: tills are told where history forked", metadata: ["schema": "\(scope.schema)", "why": "\(reason)"])
            for body in listeners.withLock({ $0 }) { await body(tenant) }
        }
        return now
    }

    private static let notPrimary = Fault(.unavailable, "database.read-only", "The database takes no writes right now. Please try again.")

    /// What is written down, and what is so.
    private struct Found: Sendable {
        var epoch: ID<Epoch>
        /// Nobody has looked yet which server it is.
        var isUnseen: Bool
        /// It is another server than the epoch was begun on.
        var isOther: Bool
        /// What to write down.
        var history: String
        var now: Instant
        var ageSeconds: Int64

        init(_ result: ResultSet, on server: ServerIdentity) throws(Fault) {
            guard result.count == 1 else {
                throw Fault(.broken, "internal.tenant", "The chain could not be opened.", diagnosis: "a chain without its row")
            }
            let row = result[0]
            let recorded = try row.text(1)
            (epoch, isUnseen, now, ageSeconds) = (try row.id(0), recorded.isEmpty, try row.instant(3), try row.int64(4))
            history = ChainEpochs.history(server, try row.int64(2))
            isOther = !isUnseen && recorded != history
        }
    }

    private static func write(
        _ found: Found, _ reason: Reason, isNew: Bool, _ transaction: inout Transaction
    ) throws(Fault) -> ID<Epoch> {
        var epoch = found.epoch
        if isNew {
            // Ids follow each other in time, whatever the servers' clocks say.
            let former = Instant(microseconds: Int64(clamping: found.epoch.high >> 16) * 1000)
            var ids = IDSource(random: SecureRandom())
            epoch = ids.next(at: max(found.now, former.advanced(bySeconds: 1)))
            var row = Parameters()
            row.id(epoch)
            row.text(found.history)
            row.text(reason.rawValue)
            transaction.queue(nameFormer)
            transaction.queue(insert, row)
            var only = Parameters()
            only.id(epoch)
            transaction.queue(fork, only)
            transaction.queue(forget)
            transaction.queue(forgetForks)
        }
        if isNew || found.isUnseen {
            var row = Parameters()
            row.id(epoch)
            row.text(found.history)
            transaction.queue(adopt, row)
        }
        return epoch
    }

    /// Nodes that notice at the same time come after each other here, and the second finds it done.
    private static let lock = Statement(
        """
        SELECT c.epoch, c.history, '@.sync_stream'::regclass::oid::bigint, clock_timestamp(), coalesce(extract(epoch FROM clock_timestamp() - (
            SELECT e.began_at FROM @.chain_epoch e WHERE e.id = c.epoch)), 9000000000)::bigint
        FROM @.chain c FOR UPDATE OF c
        """)
    /// The chain's first epoch, and one that only an older back-up knew, have no row yet.
    private static let nameFormer = Statement(
        """
        INSERT INTO @.chain_epoch (number, id, history, reason)
        SELECT coalesce((SELECT max(number) FROM @.chain_epoch), 0) + 1, epoch, history, 'first' FROM @.chain ON CONFLICT (id) DO NOTHING
        """)
    private static let insert = Statement(
        """
        INSERT INTO @.chain_epoch (number, id, history, reason)
        SELECT max(number) + 1, $1::uuid, $2::text, $3::text FROM @.chain_epoch
        """)
    private static let fork = Statement(
        "INSERT INTO @.stream_epoch (epoch, stream, forked_at) SELECT $1::uuid, id, head FROM @.sync_stream")
    private static let adopt = Statement("UPDATE @.chain SET epoch = $1, history = $2")
    private static let forget = Statement(
        "DELETE FROM @.chain_epoch WHERE number <= (SELECT max(number) FROM @.chain_epoch) - \(keptCount)")
    private static let forgetForks = Statement(
        "DELETE FROM @.stream_epoch f WHERE NOT EXISTS (SELECT FROM @.chain_epoch e WHERE e.id = f.epoch)")
}
