package import Logging
import Operations
package import Postgres
package import RetailCore
package import Secrets
import Synchronization

/// Who may come in: log-ins, tokens, devices, keys; and what they may do once they are in.
package final class Access: Sendable {
    package static let channel = "retail_access"
    static let accessSeconds: Int64 = 1800
    static let refreshSeconds: Int64 = 30 * 86_400

    let database: Database
    package let directory: TenantDirectory
    package let epochs: ChainEpochs
    package let passwords: PasswordHasher
    package let limits: AccessLimits
    /// For the time in new ids, and in what is written down. When something expires the database itself says.
    package let clock: DatabaseClock
    let tries: TryGuard
    let cache: SessionCache
    let watched = Mutex(ChangeWatch())
    private let listeners = Mutex<[@Sendable (AccessChange) -> Void]>([])

    /// - Parameter uptime: nanoseconds that only go forward; for tests.
    package init(
        database: Database, passwords: PasswordHasher, limits: AccessLimits = AccessLimits(), logger: Logger,
        clock: @escaping @Sendable () -> Instant,
        uptime: @escaping @Sendable () -> Int64 = { Uptime.now }
    ) {
        self.database = database
        self.passwords = passwords
        self.limits = limits
        self.clock = DatabaseClock(fallback: clock, uptime: uptime)
        tries = TryGuard(limits, uptime: uptime)
        cache = SessionCache(uptime: uptime)
        epochs = ChainEpochs(database, logger: logger)
        directory = TenantDirectory(database, epochs: epochs)
        // Whoever holds a session of the chain holds the epoch before: here and on every other node it is looked up again.
        epochs.onRenewal { [weak self] tenant in try? await self?.changed(AccessChange(nil, in: tenant)) { _ throws(Fault) in } }
    }

    package var cachedSessions: Int { cache.count }
    package var statistics: AccessStatistics { tries.statistics }

    /// Called when somebody's rights have changed or ended, on whichever node: who holds something that rests on them looks again.
    package func onChange(_ body: @escaping @Sendable (AccessChange) -> Void) { listeners.withLock { $0.append(body) } }

    /// Forgets what this node knows of whom a change concerns.
    func forget(_ change: AccessChange) {
        cache.forget(change)
        // A subject's change leaves its chain what it is.
        if change.subject == nil { directory.forget() }
        for body in listeners.withLock({ $0 }) { body(change) }
    }

    /// The session behind a bearer token.
    ///
    /// - Throws: `access.token-invalid` (401) for a token that is unknown, expired or revoked: which of them is nobody's business;
    ///   `tenant.suspended` (403).
    package func session(bearer: Secret<String>?) async throws(Fault) -> SessionContext {
        guard let bearer else { throw Fault(.unauthenticated, "access.token-missing", "Send a token: Authorization: Bearer ….") }
        guard let token = Token(bearer.exposed), token.kind == .access || token.kind == .device || token.kind == .apiKey else {
            throw Access.invalid
        }
        let digest = token.digest
        if let session = cache.session(digest) { return session }
        let generation = cache.generation
        guard let row = try await database.read(FindSession(digest: digest), in: .registry).first, row.fits(token.kind) else {
            throw Access.invalid
        }
        let tenant: TenantContext
        do { tenant = try await directory.tenant(id: row.tenant) } catch {
            guard error.kind == .missing else { throw error }
            throw try await gone(row.tenant)
        }
        guard let session = try await context(row, tenant) else { throw Access.invalid }
        if row.kind == .device, !row.wasUsed { try await noteFirstUse(row.id) }
        cache.remember(session, digest, for: row.microsecondsLeft, readAt: generation)
        return session
    }

    static let invalid = Fault(.unauthenticated, "access.token-invalid", "The token is unknown, has expired or was revoked.")

    /// From here on the code that gave the token gives nothing any more.
    private func noteFirstUse(_ session: ID<Session>) async throws(Fault) {
        var parameters = Parameters()
        parameters.id(session)
        let bound = parameters
        let stands = try await database.transaction(.write, in: .registry) { transaction throws(Fault) -> Bool in
            try transaction.run(Access.markUsed, bound).affected == 1
        }
        // The code was used again at this very moment, and this token is not the one that is left.
        guard stands else { throw Access.invalid }
    }

    private static let markUsed = Statement(
        "UPDATE retail.session SET first_used_at = coalesce(first_used_at, now()) WHERE id = $1 AND ended_at IS NULL")

    private func context(_ row: SessionRow, _ tenant: TenantContext) async throws(Fault) -> SessionContext? {
        guard let subject = try await database.read(FindSubject(kind: row.kind, id: row.subject), in: tenant.scope).first,
            subject.status == "active"
        else { return nil }
        return context(row, subject, tenant)
    }

    func context(_ row: SessionRow, _ subject: FindSubject.Output, _ tenant: TenantContext) -> SessionContext {
        var permissions = BuiltinRole(rawValue: subject.role)?.permissions ?? Set(subject.rolePermissions)
        if row.kind == .staff { permissions.insert(.accountOwn) }
        let isDevice = row.kind == .device
        return SessionContext(
            id: row.id, tenant: tenant,
            actor: Actor(
                kind: row.kind, id: row.subject, store: isDevice ? subject.stores.first : nil, register: isDevice ? subject.register : nil),
            label: row.label, role: subject.role, permissions: permissions, stores: subject.stores.isEmpty ? nil : Set(subject.stores),
            expiresAt: row.expiresAt)
    }
}

struct SessionRow: Sendable {
    var id: ID<Session>
    var tenant: ID<Tenant>
    var kind: Actor.Kind
    var subject: ID<Actor>
    var label: String
    var expiresAt: Instant
    /// By the database's clock; an hour at most, for nobody plans further.
    var microsecondsLeft: Int64
    var wasUsed: Bool

    /// A token of one kind opens no session of another.
    func fits(_ token: Token.Kind) -> Bool {
        switch kind {
        case .staff: token == .access
        case .device: token == .device
        case .apiKey: token == .apiKey
        case .system: false
        }
    }
}

/// A session that has neither ended nor expired, by the only clock that all nodes share: the database's.
struct FindSession: Query {
    static let statement = Statement(
        """
        SELECT id, tenant_id, kind, subject_id, label, expires_at,
            (extract(epoch FROM least(expires_at, now() + interval '1 hour') - now()) * 1000000)::bigint, first_used_at IS NOT NULL
        FROM retail.session WHERE access_digest = $1 AND ended_at IS NULL AND expires_at > now()
        """)
    let digest: TokenDigest

    func bind(_ parameters: inout Parameters) { parameters.bytes(digest.bytes) }

    static func decode(_ row: borrowing Row) throws(Fault) -> SessionRow {
        guard let kind = Actor.Kind(rawValue: try row.text(2)) else {
            throw Fault(.broken, "internal.session", "The session could not be read.", diagnosis: "unknown kind of session")
        }
        return SessionRow(
            id: try row.id(0), tenant: try row.id(1), kind: kind, subject: try row.id(3), label: try row.text(4),
            expiresAt: try row.instant(5), microsecondsLeft: try row.int64(6), wasUsed: try row.bool(7))
    }
}

/// Role, stores and status of whoever a session belongs to.
struct FindSubject: Query {
    struct Output: Sendable {
        var role: String
        var stores: [ID<Store>]
        var register: ID<Register>?
        var status: String
        var rolePermissions: [Permission]
    }

    static let statement = Statement(
        """
        SELECT s.role, s.store_ids::text, NULL::uuid, s.status, coalesce(r.permissions::text, '{}') FROM @.staff s LEFT JOIN @.role r ON r.name = s.role WHERE $1 = 'staff' AND s.id = $2
        UNION ALL
        SELECT 'device', ARRAY[d.store_id]::text, d.register_id, d.status, '{}' FROM @.device d WHERE $1 = 'device' AND d.id = $2
        UNION ALL
        SELECT k.role, k.store_ids::text, NULL, CASE WHEN k.revoked_at IS NULL THEN 'active' ELSE 'revoked' END, coalesce(r.permissions::text, '{}')
        FROM @.api_key k LEFT JOIN @.role r ON r.name = k.role WHERE $1 = 'api_key' AND k.id = $2
        """)
    let kind: Actor.Kind
    let id: ID<Actor>

    func bind(_ parameters: inout Parameters) {
        parameters.text(kind.rawValue)
        parameters.id(id)
    }

    static func decode(_ row: borrowing Row) throws(Fault) -> Output {
        Output(
            role: try row.text(0), stores: try ID<Store>.list(try row.text(1)), register: try row.idIfAny(2), status: try row.text(3),
            rolePermissions: try Permission.list(try row.text(4)))
    }
}
