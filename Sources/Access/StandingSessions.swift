import Operations
import Postgres
package import RetailCore

extension Access {
    /// Which of these sessions of a chain still stand, read now: for what was admitted once and goes on, as live sockets do.
    ///
    /// - Throws: `tenant.suspended` (403) where the chain does not stand.
    package func standing(_ sessions: [ID<Session>], in tenant: TenantContext) async throws(Fault) -> Set<ID<Session>> {
        let rows = try await database.read(FindStandingSessions(sessions: sessions, tenant: tenant.id), in: .registry)
        guard rows.first?.isChainActive == true else { throw Access.suspended }
        let subjects = rows.compactMap(\.subject)
        guard !subjects.isEmpty else { return [] }
        let active = Set(try await database.read(FindActiveSubjects(subjects: subjects), in: tenant.scope))
        return Set(rows.compactMap { row in row.subject.flatMap { active.contains($0) ? row.session : nil } })
    }
}

/// Sessions that have neither ended nor expired; one row at least if there is such a chain.
private struct FindStandingSessions: Query {
    struct Output: Sendable {
        var isChainActive: Bool
        var session: ID<Session>?
        var subject: ID<Actor>?
    }

    static let statement = Statement(
        """
        SELECT t.status = 'active', s.id, s.subject_id FROM retail.tenant t
        LEFT JOIN retail.session s ON s.id = ANY($1::uuid[]) AND s.tenant_id = t.id AND s.ended_at IS NULL AND s.expires_at > now()
        WHERE t.id = $2
        """)
    let sessions: [ID<Session>]
    let tenant: ID<Tenant>

    func bind(_ parameters: inout Parameters) {
        parameters.ids(sessions)
        parameters.id(tenant)
    }

    static func decode(_ row: borrowing Row) throws(Fault) -> Output {
        Output(isChainActive: try row.bool(0), session: try row.idIfAny(1), subject: try row.idIfAny(2))
    }
}

private struct FindActiveSubjects: Query {
    static let statement = Statement(
        """
        SELECT id FROM @.staff WHERE id = ANY($1::uuid[]) AND status = 'active'
        UNION ALL SELECT id FROM @.device WHERE id = ANY($1::uuid[]) AND status = 'active'
        UNION ALL SELECT id FROM @.api_key WHERE id = ANY($1::uuid[]) AND revoked_at IS NULL
        """)
    let subjects: [ID<Actor>]

    func bind(_ parameters: inout Parameters) { parameters.ids(subjects) }

    static func decode(_ row: borrowing Row) throws(Fault) -> ID<Actor> { try row.id(0) }
}
