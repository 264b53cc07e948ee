import Chain
package import Operations
import Postgres
package import RetailCore

/// A session as its owner sees it, or whoever looks after the chain's people.
package struct OpenSession: Sendable {
    package let id: ID<Session>
    package let kind: Actor.Kind
    package let subject: ID<Actor>
    package let label: String
    /// Where the log-in came from; empty where it is not known.
    package let address: String
    package let createdAt: Instant
    /// When it ends if nobody refreshes it; nil: it does not end by itself.
    package let refreshUntil: Instant?

    package init(
        id: ID<Session>, kind: Actor.Kind, subject: ID<Actor>, label: String, address: String, createdAt: Instant, refreshUntil: Instant?
    ) {
        (self.id, self.kind, self.subject, self.label) = (id, kind, subject, label)
        (self.address, self.createdAt, self.refreshUntil) = (address, createdAt, refreshUntil)
    }
}

/// Whose sessions are asked for.
package enum SessionFilter: Sendable {
    case of(ID<Actor>)
    /// All people's of the chain; devices and keys have lists of their own.
    case people
    /// Those of people who act in these stores and no others.
    case peopleWithin([ID<Store>])
}

extension Access {
    /// Open sessions of a chain, oldest first.
    ///
    /// - Parameter after: the last id of the page before.
    package func sessions(
        _ filter: SessionFilter, in tenant: TenantContext, after: ID<Session>? = nil, limit: Int
    ) async throws(Fault) -> [OpenSession] {
        let subjects: [ID<Actor>]?
        switch filter {
        case .of(let subject): subjects = [subject]
        case .people: subjects = nil
        case .peopleWithin(let stores): subjects = try await database.read(FindPeopleWithin(stores: stores), in: tenant.scope)
        }
        return try await database.read(
            ListSessions(tenant: tenant.id, after: after, subjects: subjects, limit: limit), in: .registry)
    }

    /// An open session of the chain; nil if there is none.
    package func openSession(_ session: ID<Session>, in tenant: TenantContext) async throws(Fault) -> OpenSession? {
        try await database.read(FindOpenSession(tenant: tenant.id, session: session), in: .registry).first
    }

    /// - Throws: `staff.unknown` (404).
    package func person(named username: String, in tenant: TenantContext) async throws(Fault) -> ID<Actor> {
        guard let person = try await database.read(FindCredentials(username: username), in: tenant.scope).first else {
            throw Fault(.staffUnknown, "There is nobody with the user name \(username).")
        }
        return ID(person.id)
    }

    /// What a person may do at present; nil where there is no such person. Dismissed people too: their sessions can be ended.
    package func person(_ subject: ID<Actor>, in tenant: TenantContext) async throws(Fault) -> SessionContext? {
        guard let found = try await database.read(FindSubject(kind: .staff, id: subject), in: tenant.scope).first else { return nil }
        return context(
            SessionRow(
                id: .none, tenant: tenant.id, kind: .staff, subject: subject, label: "", expiresAt: Instant(microseconds: 0),
                microsecondsLeft: 0, wasUsed: true), found, tenant)
    }
}

private struct ListSessions: Query {
    static let statement = Statement(
        """
        SELECT id, kind, subject_id, label, address, created_at, refresh_until FROM retail.session
        WHERE tenant_id = $1 AND ended_at IS NULL AND coalesce(refresh_until, expires_at) > now() AND id > $2
            AND (subject_id = ANY($3::uuid[]) OR ($4 AND kind = 'staff')) ORDER BY id LIMIT $5
        """)
    let tenant: ID<Tenant>
    let after: ID<Session>?
    let subjects: [ID<Actor>]?
    let limit: Int

    func bind(_ parameters: inout Parameters) {
        parameters.id(tenant)
        parameters.id(after ?? ID.none)
        parameters.ids(subjects ?? [])
        parameters.bool(subjects == nil)
        parameters.int64(Int64(limit))
    }

    static func decode(_ row: borrowing Row) throws(Fault) -> OpenSession {
        guard let kind = Actor.Kind(rawValue: try row.text(1)) else {
            throw Fault(.broken, "internal.session", "The session could not be read.", diagnosis: "unknown kind of session")
        }
        return OpenSession(
            id: try row.id(0), kind: kind, subject: try row.id(2), label: try row.text(3), address: try row.text(4),
            createdAt: try row.instant(5), refreshUntil: try row.instantIfAny(6))
    }
}

private struct FindOpenSession: Query {
    static let statement = Statement(
        """
        SELECT id, kind, subject_id, label, address, created_at, refresh_until FROM retail.session
        WHERE id = $1 AND tenant_id = $2 AND ended_at IS NULL AND coalesce(refresh_until, expires_at) > now()
        """)
    let tenant: ID<Tenant>
    let session: ID<Session>

    func bind(_ parameters: inout Parameters) {
        parameters.id(session)
        parameters.id(tenant)
    }

    static func decode(_ row: borrowing Row) throws(Fault) -> OpenSession { try ListSessions.decode(row) }
}

private struct FindPeopleWithin: Query {
    static let statement = Statement(
        "SELECT id FROM @.staff WHERE store_ids <> '{}' AND store_ids <@ $1::uuid[] ORDER BY id LIMIT 10000")
    let stores: [ID<Store>]

    func bind(_ parameters: inout Parameters) { parameters.ids(stores) }
    static func decode(_ row: borrowing Row) throws(Fault) -> ID<Actor> { try row.id(0) }
}
