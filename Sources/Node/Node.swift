package import API
package import Access
package import Door
package import Logging
import Operations
package import Postgres
package import RetailCore
package import Secrets
import Sync
import Synchronization
package import Web

/// What a node needs to know to run.
package struct NodeSettings: Sendable {
    package var database: DatabaseSettings
    /// The owner's log-in, for migrations and for making chains; nil where the node's own is the owner.
    package var owner: Secret<String>?
    package var web: WebSettings
    /// Where `sql/registry` and `sql/tenant` stand.
    package var sqlFolder: String
    package var lanesPerTenant = 4
    package var passwordThreads = 1
    package var passwordCost = Argon2Cost.standard
    /// Signs the audit trail's seals; all nodes of one database need the same.
    package var auditKey: SigningKey
    /// Where this node remembers what it sealed; nil: in the process alone.
    package var auditFolder: String?
    package var auditSealSeconds = 30
    package var access = AccessLimits()

    package init(database: DatabaseSettings, web: WebSettings, sqlFolder: String, auditKey: SigningKey) {
        (self.database, self.web, self.sqlFolder, self.auditKey) = (database, web, sqlFolder, auditKey)
    }
}

/// One server node: every room, put together. Several may share a database.
package final class Node: Sendable {
    package let database: Database
    package let access: Access
    package let door: Door
    package let services: Services
    package let hub: LiveHub
    package let web: WebServer
    package let metrics: MetricsRegistry
    private let settings: NodeSettings
    private let logger: Logger
    private let clock: @Sendable () -> Instant
    private let listener: Listener
    private let relay: Relay
    private let audit: AuditTrail
    private let sealer: AuditSealer
    private let watch: DeviceWatch
    private let sockets: SocketHub
    private let tasks = Mutex<[Task<Void, Never>]>([])

    package init(_ settings: NodeSettings, logger: Logger, clock: @escaping @Sendable () -> Instant = systemClock) throws(Fault) {
        self.settings = settings
        self.logger = logger
        self.clock = clock
        var random = SecureRandom()
        let name = "n" + String(UInt64.random(in: .min ... .max, using: &random), radix: 36)
        database = Database(settings.database, logger: logger)
        listener = Listener(settings.database, logger: logger)
        access = Access(
            database: database,
            passwords: PasswordHasher(
                threads: settings.passwordThreads, queue: settings.access.passwordQueue,
                perAddress: settings.access.passwordQueuePerAddress,
                cost: settings.passwordCost), limits: settings.access, clock: clock)
        door = Door(
            database: database, types: Services.operationTypes, zones: SystemZones(), lanesPerTenant: settings.lanesPerTenant,
            logger: logger, clock: clock)
        relay = Relay(node: name, database: database, logger: logger)
        audit = AuditTrail(database: database, logger: logger, clock: clock)
        sealer = AuditSealer(
            database: database, key: settings.auditKey, memory: AuditMemory(folder: settings.auditFolder),
            seconds: settings.auditSealSeconds, logger: logger, clock: clock)
        watch = DeviceWatch(database: database, logger: logger, clock: clock)
        sockets = SocketHub(threads: settings.web.eventLoopThreads)
        metrics = MetricsRegistry()
        let heads = HeadReader(database)
        hub = LiveHub(
            sockets: sockets, database: database, heads: heads, maximumSocketsPerDevice: settings.web.maximumSocketsPerDevice)
        services = Services(
            database: database, access: access, door: door, audit: audit,
            verification: AuditVerification(database: database, sealer: sealer),
            pulls: PullService(database: database, heads: heads, audit: audit, watch: watch),
            snapshots: Snapshot(database: database, heads: heads), metrics: metrics, clock: clock)
        let isReady = ReadyFlag()
        readiness = isReady
        web = try WebServer(
            settings.web, endpoints: services.endpoints + services.systemEndpoints(isReady: { isReady.value }),
            socket: services.socketRoute(hub, watch), caller: services.callerCheck, metrics: metrics, sockets: sockets, logger: logger)
        registerMetrics()
        registerAccessMetrics()
    }

    private let readiness: ReadyFlag

    /// Migrates, connects and opens the port.
    package func start(migrates: Bool = true, progress: @Sendable @escaping (String) -> Void = { _ in }) async throws(Fault) {
        _ = try await Database.reach(settings.database)
        if migrates { try await administration.migrate(progress) }
        database.start()
        let (access, hub, relay) = (access, hub, relay)
        door.onCommit { tenant, heads, critical in
            for (name, head) in heads {
                guard let stream = StreamName(name) else { continue }
                hub.moved(tenant.id, stream, head: head, critical: critical.contains(name))
            }
            relay.mark(tenant, heads: heads, critical: critical)
        }
        access.onChange { hub.look(at: $0, access) }
        // From here on no change is missed: before it nothing is known that could be out of date.
        await access.look()
        listener.start(
            channels: [Access.channel, Relay.channel],
            onNotification: { channel, payload in
                if channel == Access.channel { return access.heard(payload) }
                for line in payload.split(separator: "\n") {
                    guard let word = Relay.Word(line), word.node != relay.node else { continue }
                    hub.moved(word.tenant, word.stream, head: word.head, critical: word.isCritical)
                }
            },
            // What was missed meanwhile the log of changes and the sweep of heads find by themselves.
            onReconnect: {})
        let (audit, watch, sealer) = (audit, watch, sealer)
        tasks.withLock { tasks in
            tasks.append(Task { await relay.run() })
            tasks.append(Task { await access.run() })
            tasks.append(Task { await audit.run() })
            tasks.append(Task { await watch.run() })
            tasks.append(Task { await sealer.run(access.directory) })
            tasks.append(Task { await hub.run() })
            tasks.append(Task { await hub.watch(access) })
        }
        try await web.start()
        readiness.value = true
    }

    package var port: Int { web.port }

    private var administration: Administration {
        Administration(settings.database, owner: settings.owner, sqlFolder: settings.sqlFolder, logger: logger, clock: clock)
    }

    /// Makes a chain; see `TenantRegistry.create`.
    package func createTenant(_ new: NewTenant) async throws(Fault) -> TenantContext {
        try await administration.createTenant(new, passwords: access.passwords)
    }

    /// Stops accepting, finishes what was accepted, then lets go of the database.
    ///
    /// - Parameter releasesThreads: false where the process ends now anyway: the event loops go with it, farewells and all.
    package func stop(graceSeconds: Int64 = 10, releasesThreads: Bool = true) async {
        readiness.value = false
        await web.stop(graceSeconds: graceSeconds)
        relay.finish()
        let running = tasks.withLock { tasks in
            defer { tasks = [] }
            return tasks
        }
        for task in running { task.cancel() }
        for task in running { await task.value }
        await listener.shutdown()
        await database.shutdown()
        await access.passwords.shutdown()
        if releasesThreads { await sockets.shutdown() }
    }

    private func registerMetrics() {
        let (database, door, hub) = (database, door, hub)
        metrics.counter("door_batches_total", help: "Batches committed by the one door for writes.") { Double(door.statistics.batches) }
        metrics.counter("door_operations_total", help: "Operations judged.") { Double(door.statistics.operations) }
        metrics.counter("door_applied_total", help: "Operations that took effect.") { Double(door.statistics.applied) }
        metrics.gauge("door_queued_operations", help: "Operations waiting for their batch.") { Double(door.statistics.queued) }
        metrics.gauge("database_queued", help: "Requests waiting for a database session.") { Double(database.statistics.queued) }
        metrics.gauge("database_sessions_busy", help: "Database sessions at work.") { Double(database.statistics.busy) }
        metrics.gauge("database_sessions_alive", help: "Database sessions connected.") { Double(database.statistics.alive) }
        metrics.counter("database_reconnects_total", help: "Database sessions opened again.") { Double(database.statistics.reconnects) }
        metrics.counter("database_transactions_total", help: "Transactions begun.") { Double(database.statistics.transactions) }
        metrics.counter("database_statements_prepared_total", help: "Statements prepared.") {
            Double(database.statistics.statementsPrepared)
        }
        metrics.gauge("live_streams_followed", help: "Streams that sockets of this node follow.") { Double(hub.followedStreams) }
    }
}

/// Whether the node takes requests; read by `/ready`.
final class ReadyFlag: Sendable {
    private let flag = Atomic<Bool>(false)
    var value: Bool {
        get { flag.load(ordering: .relaxed) }
        set { flag.store(newValue, ordering: .relaxed) }
    }
}
