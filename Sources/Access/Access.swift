package import Operations
package import Postgres
package import RetailCore
package import Secrets
import Synchronization

/// Who may come in: log-ins, tokens, devices, keys; and what they may do once they are in.
package final class Access: Sendable {
    package static let channel = "retail_access"
    static let accessSeconds: Int64 = 1800
    static let refreshSeconds: Int64 = 30 * 86_400
    static let forever = Instant(microseconds: 253_402_300_799_000_000)

    let database: Database
    package let directory: TenantDirectory
    package let passwords: PasswordHasher
    let clock: @Sendable () -> Instant
    let cache = SessionCache()
    private let endings = Mutex<[@Sendable (ID<Actor>) -> Void]>([])

    package init(database: Database, passwords: PasswordHasher, clock: @escaping @Sendable () -> Instant) {
        self.database = database
        self.passwords = passwords
        self.clock = clock
        directory = TenantDirectory(database)
    }

    package var cachedSessions: Int { cache.count }

    /// Called when somebody's sessions have ended, on whichever node: live sockets are closed here.
    package func onEnding(_ body: @escaping @Sendable (ID<Actor>) -> Void) { endings.withLock { $0.append(body) } }

    /// What NOTIFY brought: whose sessions have ended.
    package func heard(_ payload: String) {
        guard let subject = ID<Actor>(payload) else { return }
        cache.forget(subject: subject)
        for body in endings.withLock({ $0 }) { body(subject) }
    }

    /// After the listening connection was away nobody knows what it missed.
    package func mayHaveMissed() { cache.forgetAll() }

    func tell(_ subject: ID<Actor>) async throws(Fault) {
        heard(subject.description)
        var parameters = Parameters()
        parameters.text(subject.description)
        let bound = parameters
        try await database.transaction(.write, in: .registry) { transaction throws(Fault) in
            _ = try transaction.run(Access.notify, bound)
        }
    }

    private static let notify = Statement("SELECT pg_notify('retail_access', $1)")

    /// The session behind a bearer token.
    ///
    /// - Throws: `access.token-invalid` (401) for a token that is unknown, expired or revoked: which of them is nobody's business.
    package func session(bearer: Secret<String>?) async throws(Fault) -> SessionContext {
        guard let bearer else { throw Fault(.unauthenticated, "access.token-missing", "Send a token: Authorization: Bearer ….") }
        let invalid = Fault(.unauthenticated, "access.token-invalid", "The token is unknown, has expired or was revoked.")
        guard let token = Token(bearer.exposed), token.kind == .access || token.kind == .device || token.kind == .apiKey else {
            throw invalid
        }
        let now = clock()
        let digest = token.digest
        if let session = cache.session(digest, at: now) { return session }
        let generation = cache.generation
        guard let row = try await database.read(FindSession(digest: digest), in: .registry).first, row.endedAt == nil, row.expiresAt > now
        else { throw invalid }
        let tenant: TenantContext
        do { tenant = try await directory.tenant(id: row.tenant) } catch { throw error.kind == .missing ? invalid : error }
        guard let session = try await context(row, tenant) else { throw invalid }
        cache.remember(session, digest, at: now, readAt: generation)
        return session
    }

    private func context(_ row: SessionRow, _ tenant: TenantContext) async throws(Fault) -> SessionContext? {
        guard let subject = try await database.read(FindSubject(kind: row.kind, id: row.subject), in: tenant.scope).first,
            subject.status == "active"
        else { return nil }
        var permissions = BuiltinRole(rawValue: subject.role)?.permissions ?? Set(RoleRow.parse(subject.rolePermissions))
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
    var endedAt: Instant?
}

struct FindSession: Query {
    static let statement = Statement(
        "SELECT id, tenant_id, kind, subject_id, label, expires_at, ended_at FROM retail.session WHERE access_digest = $1")
    let digest: TokenDigest

    func bind(_ parameters: inout Parameters) { parameters.bytes(digest.bytes) }

    static func decode(_ row: borrowing Row) throws(Fault) -> SessionRow {
        SessionRow(
            id: try row.id(0), tenant: try row.id(1), kind: Actor.Kind(rawValue: try row.text(2)) ?? .staff, subject: try row.id(3),
            label: try row.text(4),
            expiresAt: try row.instant(5), endedAt: try row.instantIfAny(6))
    }
}

/// Role, stores and status of whoever a session belongs to.
struct FindSubject: Query {
    struct Output: Sendable {
        var role: String
        var stores: [ID<Store>]
        var register: ID<Register>?
        var status: String
        var rolePermissions: String
    }

    static let statement = Statement(
        """
        SELECT s.role, s.stores, NULL::uuid, s.status, coalesce(r.permissions, '') FROM @.staff s LEFT JOIN @.role r ON r.name = s.role WHERE $1 = 'staff' AND s.id = $2
        UNION ALL
        SELECT 'device', d.store_id::text, d.register_id, d.status, '' FROM @.device d WHERE $1 = 'device' AND d.id = $2
        UNION ALL
        SELECT k.role, k.stores, NULL, CASE WHEN k.revoked_at IS NULL THEN 'active' ELSE 'revoked' END, coalesce(r.permissions, '')
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
            role: try row.text(0), stores: StoredStores.read(try row.text(1)), register: try row.idIfAny(2),
            status: try row.text(3),
            rolePermissions: try row.text(4))
    }
}
