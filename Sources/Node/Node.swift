package import API
package import Access
package import Door
package import Logging
import Operations
package import Postgres
package import RetailCore
package import Secrets
package import Sync
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
    /// Where `/metrics`, `/health` and `/ready` are answered without TLS, apart from everybody's port; nil: `/metrics` stands with the rest.
    package var metricsPort: Int?
    package var lanesPerTenant = 4
    package var passwordThreads = 1
    package var passwordCost = Argon2Cost.standard
    /// Signs the audit trail's seals; all nodes of one database need the same.
    package var auditKey: SigningKey
    /// Where this node remembers what it sealed; nil: in the process alone.
    package var auditFolder: String?
    package var auditSealSeconds = 30
    /// How old a back-up or a standby may be that the server goes on from: so long tills keep what was acknowledged.
    package var durableSeconds: Int64 = 86_400
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
    package let watch: DeviceWatch
    private let sockets: SocketHub
    private let tasks = Mutex<[Task<Void, Never>]>([])

    package init(_ settings: NodeSettings, logger: Logger, clock: @escaping @Sendable () -> Instant = systemClock) throws(Fault) {
        self.settings = settings
        self.logger = logger
        self.clock = clock
        var random = SecureRandom()
        let name = "n" + String(UInt64.random(in: .min ... .max, using: &random), radix: 36)
        var watched = settings.database
        watched.isWatched = true
        database = Database(watched, logger: logger)
        // Each room has the sessions of its kind of work: none can keep another waiting.
        let (forAccess, forSync) = (database.share(for: .access), database.share(for: .sync))
        listener = Listener(database, logger: logger)
        access = Access(
            database: forAccess,
            passwords: PasswordHasher(
                threads: settings.passwordThreads, queue: settings.access.passwordQueue,
                perAddress: settings.access.passwordQueuePerAddress,
                cost: settings.passwordCost), limits: settings.access, logger: logger, clock: clock)
        let zones = SystemZones()
        logger.info("time zones", metadata: ["rules": "\(zones.version ?? "unknown")"])
        door = Door(
            database: database, epochs: access.epochs, types: Features.operationTypes, zones: zones,
            lanesPerTenant: settings.lanesPerTenant, logger: logger)
        relay = Relay(node: name, database: forSync, logger: logger)
        // What is written down has the database's time on every node.
        let clock: @Sendable () -> Instant = { [time = access.clock] in time.now }
        audit = AuditTrail(database: forSync, logger: logger, clock: clock)
        sealer = AuditSealer(
            database: forSync, key: settings.auditKey, memory: AuditMemory(folder: settings.auditFolder),
            seconds: settings.auditSealSeconds, logger: logger, clock: clock)
        watch = DeviceWatch(database: forSync, durableSeconds: settings.durableSeconds, logger: logger)
        sockets = SocketHub(threads: settings.web.eventLoopThreads)
        metrics = MetricsRegistry()
        let (heads, bulk) = (HeadReader(forSync), Turnstile.ofThisMachine)
        hub = LiveHub(
            sockets: sockets, database: forSync, heads: heads, maximumSocketsPerDevice: settings.web.maximumSocketsPerDevice)
        services = Services(
            database: database, access: access, door: door, audit: audit,
            verification: AuditVerification(database: database.share(for: .reports), sealer: sealer),
            pulls: PullService(database: forSync, heads: heads, epochs: access.epochs, audit: audit, watch: watch, bulk: bulk),
            snapshots: Snapshot(database: forSync, heads: heads, bulk: bulk), metrics: metrics, clock: clock)
        let isReady = ReadyFlag()
        readiness = isReady
        let unready: @Sendable () -> String? = { [database] in
            guard isReady.value else { return "The node is starting or stopping." }
            return switch database.health {
            case .usable: nil
            case .readOnly: "The database takes no writes."
            case .silent: "The database does not answer."
            }
        }
        let system = services.systemEndpoints(unready: unready)
        let isApart = settings.metricsPort != nil
        web = try WebServer(
            settings.web, endpoints: services.endpoints + system.filter { !isApart || $0.path != "/metrics" },
            socket: services.socketRoute(hub, watch), caller: services.callerCheck, metrics: metrics, sockets: sockets, logger: logger)
        operators = try settings.metricsPort.map { port throws(Fault) in
            try OperatorPort(
                host: settings.web.host, port: port, endpoints: system.filter { ["/metrics", "/health", "/ready"].contains($0.path) },
                logger: logger)
        }
        registerMetrics()
        registerAccessMetrics()
    }

    private let readiness: ReadyFlag
    private let operators: OperatorPort?

    /// Migrates, connects and opens the port.
    package func start(migrates: Bool = true, progress: @Sendable @escaping (String) -> Void = { _ in }) async throws(Fault) {
        _ = try await Database.reach(settings.database)
        if migrates { try await owner.migrate(progress) }
        database.start()
        let (access, hub, relay) = (access, hub, relay)
        door.onCommit { tenant, epoch, heads, critical in
            for (name, head) in heads {
                guard let stream = StreamName(name) else { continue }
                hub.moved(tenant.id, epoch, stream, head: head, critical: critical.contains(name))
            }
            relay.mark(tenant, epoch, heads: heads, critical: critical)
        }
        database.onMove { [weak self] move in
            guard move.from != nil, let self else { return }
            Task { await self.settle() }
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
                    hub.moved(word.tenant, word.epoch, word.stream, head: word.head, critical: word.isCritical)
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
        try await operators?.start()
        // `/ready` says yes to the first who asks after this.
        for _ in 0..<400 where database.health == .silent { try? await Task.sleep(for: .milliseconds(5)) }
        readiness.value = true
    }

    /// The database is another server, or was started again: each chain is looked at, whether or not anybody writes to it.
    private func settle() async {
        do throws(Fault) {
            access.directory.forget()
            // Whatever is read anew is settled.
            for tenant in try await access.directory.all() { hub.follow(tenant.id, tenant.epoch) }
        } catch { logger.warning("chains are looked at when somebody uses them: \(error.code)") }
    }

    package var port: Int { web.port }
    /// 0 where there is none.
    package var metricsPort: Int { operators?.port ?? 0 }

    private var owner: DatabaseOwner {
        DatabaseOwner(settings.database, owner: settings.owner, sqlFolder: settings.sqlFolder, logger: logger, clock: clock)
    }

    /// Makes a chain; see `TenantRegistry.create`.
    package func createTenant(_ new: NewTenant) async throws(Fault) -> TenantContext {
        try await owner.createTenant(new, passwords: access.passwords)
    }

    /// See `TenantRegistry.setSuspended`.
    package func setSuspended(_ isSuspended: Bool, slug: String) async throws(Fault) {
        try await owner.setSuspended(isSuspended, slug: slug)
    }

    /// Stops accepting, finishes what was accepted, then lets go of the database.
    ///
    /// - Parameter releasesThreads: false where the process ends now anyway: the event loops go with it, farewells and all.
    package func stop(graceSeconds: Int64 = 10, releasesThreads: Bool = true) async {
        readiness.value = false
        await web.stop(graceSeconds: graceSeconds)
        await operators?.stop(releasesThreads: releasesThreads)
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
}

/// Whether the node takes requests; read by `/ready`.
final class ReadyFlag: Sendable {
    private let flag = Atomic<Bool>(false)
    var value: Bool {
        get { flag.load(ordering: .relaxed) }
        set { flag.store(newValue, ordering: .relaxed) }
    }
}
