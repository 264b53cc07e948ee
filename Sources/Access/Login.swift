package import Operations
import Postgres
package import RetailCore
package import Secrets

/// What a log-in or a refresh gives.
package struct IssuedTokens: Sendable {
    package let session: ID<Session>
    package let subject: ID<Actor>
    package let tenant: TenantContext
    package let access: Token
    package let refresh: Token
    package let expiresInSeconds: Int64
}

extension Access {
    /// Five wrong passwords lock an account; each further one doubles the wait, up to a quarter of an hour.
    static let freeFailures: Int32 = 5

    static func lockSeconds(afterFailures failures: Int32) -> Int64 {
        failures < freeFailures ? 0 : min(900, 30 << Int64(min(failures - freeFailures, 10)))
    }

    /// - Throws: `access.wrong-credentials` (401), the same for an unknown chain, an unknown name and a wrong password;
    ///   `access.locked` (429), `access.busy` (503).
    package func login(tenant slug: String, username: String, password: Secret<String>) async throws(Fault) -> IssuedTokens {
        let wrong = Fault(.unauthenticated, "access.wrong-credentials", "Chain, user name and password do not fit together.")
        let tenant: TenantContext
        do { tenant = try await directory.tenant(slug: slug) } catch {
            guard error.kind == .missing else { throw error }
            // Takes as long as a real one: nobody learns which chains there are.
            _ = try await passwords.decoy(password)
            throw wrong
        }
        guard let person = try await database.read(FindCredentials(username: username), in: tenant.scope).first, person.status == "active"
        else {
            _ = try await passwords.decoy(password)
            throw wrong
        }
        try Access.refuseIfLocked(person, at: clock())
        guard try await passwords.verify(password, against: person.encoded) else {
            try await countFailure(of: person.id, tenant)
            throw wrong
        }
        // Again: guesses that were sent at once all came past the first look.
        let known = try await database.read(FindCredentials(username: username), in: tenant.scope).first ?? person
        try Access.refuseIfLocked(known, at: clock())
        if known.failures > 0 { try await forgetFailures(of: person.id, tenant) }
        let subject = ID<Actor>(person.id)
        let issued = try await open(subject, tenant, label: username, endsOthers: !person.allowsMany)
        if !person.allowsMany { try await tell(subject) }
        return issued
    }

    private static func refuseIfLocked(_ person: FindCredentials.Output, at now: Instant) throws(Fault) {
        guard let until = person.lockedUntil, until > now else { return }
        let seconds = Int(until.seconds(since: now)) + 1
        throw Fault(.tooMany, "access.locked", "Too many wrong passwords; try again in \(seconds) seconds.", retryAfterSeconds: seconds)
    }

    /// Counted by the database, not from what was read before: passwords tried at once would else count as one.
    private func countFailure(of staff: ID<Staff>, _ tenant: TenantContext) async throws(Fault) {
        let now = clock()
        try await database.transaction(.write, in: tenant.scope) { transaction throws(Fault) in
            var find = Parameters()
            find.id(staff)
            let rows = try transaction.run(Access.countFailure, find)
            let wait = rows.count == 1 ? Access.lockSeconds(afterFailures: try rows[0].int32(0)) : 0
            if wait > 0 {
                var lock = Parameters()
                lock.id(staff)
                lock.instant(now.advanced(bySeconds: wait))
                transaction.queue(Access.lock, lock)
            }
            try transaction.commit()
        }
    }

    private func forgetFailures(of staff: ID<Staff>, _ tenant: TenantContext) async throws(Fault) {
        var parameters = Parameters()
        parameters.id(staff)
        let bound = parameters
        try await database.transaction(.write, in: tenant.scope) { transaction throws(Fault) in
            transaction.queue(Access.forgetFailures, bound)
            try transaction.commit()
        }
    }

    private static let countFailure = Statement(
        "UPDATE @.staff_password SET failures = failures + 1 WHERE staff_id = $1 RETURNING failures")
    private static let lock = Statement("UPDATE @.staff_password SET locked_until = $2 WHERE staff_id = $1")
    private static let forgetFailures = Statement("UPDATE @.staff_password SET failures = 0, locked_until = NULL WHERE staff_id = $1")

    private func open(_ subject: ID<Actor>, _ tenant: TenantContext, label: String, endsOthers: Bool) async throws(Fault) -> IssuedTokens {
        let (access, refresh) = (Token(new: .access), Token(new: .refresh))
        let now = clock()
        var ids = IDSource(random: SecureRandom())
        let session: ID<Session> = ids.next(at: now)
        var end = Parameters()
        end.id(tenant.id)
        end.id(subject)
        var insert = Parameters()
        insert.id(session)
        insert.id(tenant.id)
        insert.text(Actor.Kind.staff.rawValue)
        insert.id(subject)
        insert.text(label)
        insert.bytes(access.digest.bytes)
        insert.bytes(refresh.digest.bytes)
        insert.instant(now.advanced(bySeconds: Access.accessSeconds))
        insert.instant(now.advanced(bySeconds: Access.refreshSeconds))
        var lock = Parameters()
        lock.text(subject.description)
        let (locking, ending, inserting) = (lock, end, insert)
        try await database.transaction(.write, in: .registry) { transaction throws(Fault) in
            if endsOthers {
                // Of two log-ins at the same moment neither would see the other's session.
                transaction.queue(Access.lockSubject, locking)
                transaction.queue(Access.endSessions, ending)
            }
            transaction.queue(Access.insertSession, inserting)
            try transaction.commit()
        }
        return IssuedTokens(
            session: session, subject: subject, tenant: tenant, access: access, refresh: refresh, expiresInSeconds: Access.accessSeconds)
    }

    private static let lockSubject = Statement("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))")
    static let endSessions = Statement(
        "UPDATE retail.session SET ended_at = now(), ended_why = 'superseded' WHERE tenant_id = $1 AND subject_id = $2 AND ended_at IS NULL"
    )
    static let insertSession = Statement(
        """
        INSERT INTO retail.session (id, tenant_id, kind, subject_id, label, access_digest, refresh_digest, expires_at, refresh_until)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """)

    /// New tokens for old; each refresh token works once. One that comes a second time was stolen or kept: the session ends.
    ///
    /// - Throws: `access.refresh-invalid` (401), `access.refresh-reused` (401).
    package func refresh(_ presented: Secret<String>) async throws(Fault) -> IssuedTokens {
        let invalid = Fault(
            .unauthenticated, "access.refresh-invalid", "The refresh token is unknown, has expired or its session has ended.")
        guard let token = Token(presented.exposed), token.kind == .refresh else { throw invalid }
        let digest = token.digest
        let (access, next) = (Token(new: .access), Token(new: .refresh))
        let now = clock()
        let result = try await database.transaction(.write, in: .registry) { transaction throws(Fault) -> (SessionRow, Bool)? in
            var find = Parameters()
            find.bytes(digest.bytes)
            let rows = try transaction.run(Access.findRefresh, find)
            guard rows.count == 1 else { return nil }
            let row = rows[0]
            let session = SessionRow(
                id: try row.id(0), tenant: try row.id(1), kind: .staff, subject: try row.id(2), label: try row.text(3),
                expiresAt: try row.instant(4), endedAt: nil)
            var change = Parameters()
            change.id(session.id)
            if try row.bool(5) {
                transaction.queue(Access.endReused, change)
                try transaction.commit()
                return (session, true)
            }
            guard session.expiresAt > now else { return nil }
            change.bytes(access.digest.bytes)
            change.bytes(next.digest.bytes)
            change.bytes(digest.bytes)
            change.instant(now.advanced(bySeconds: Access.accessSeconds))
            change.instant(now.advanced(bySeconds: Access.refreshSeconds))
            transaction.queue(Access.rotate, change)
            try transaction.commit()
            return (session, false)
        }
        guard let (session, wasReused) = result else { throw invalid }
        try await tell(session.subject)
        if wasReused {
            throw Fault(
                .unauthenticated, "access.refresh-reused",
                "This refresh token was used before; the session has been ended to be safe. Log in again.")
        }
        return IssuedTokens(
            session: session.id, subject: session.subject, tenant: try await directory.tenant(id: session.tenant), access: access,
            refresh: next,
            expiresInSeconds: Access.accessSeconds)
    }

    private static let findRefresh = Statement(
        """
        SELECT id, tenant_id, subject_id, label, refresh_until, coalesce(spent_digest = $1, false) FROM retail.session
        WHERE (refresh_digest = $1 OR spent_digest = $1) AND ended_at IS NULL FOR NO KEY UPDATE
        """)
    private static let endReused = Statement("UPDATE retail.session SET ended_at = now(), ended_why = 'refresh token reused' WHERE id = $1")
    private static let rotate = Statement(
        "UPDATE retail.session SET access_digest = $2, refresh_digest = $3, spent_digest = $4, expires_at = $5, refresh_until = $6 WHERE id = $1"
    )

    /// Ends the caller's own session.
    package func logout(_ session: SessionContext) async throws(Fault) {
        var parameters = Parameters()
        parameters.id(session.id)
        let bound = parameters
        try await database.transaction(.write, in: .registry) { transaction throws(Fault) in
            transaction.queue(Access.endOne, bound)
            try transaction.commit()
        }
        try await tell(session.actor.id)
    }

    private static let endOne = Statement("UPDATE retail.session SET ended_at = now(), ended_why = 'log-out' WHERE id = $1")

    /// Ends every session of somebody: a revoked device or key, a dismissed person.
    package func endSessions(of subject: ID<Actor>, in tenant: TenantContext) async throws(Fault) {
        var parameters = Parameters()
        parameters.id(tenant.id)
        parameters.id(subject)
        let bound = parameters
        try await database.transaction(.write, in: .registry) { transaction throws(Fault) in
            transaction.queue(Access.endSessions, bound)
            try transaction.commit()
        }
        try await tell(subject)
    }
}

struct FindCredentials: Query {
    struct Output: Sendable {
        var id: ID<Staff>
        var status: String
        var encoded: String
        var failures: Int32
        var lockedUntil: Instant?
        var allowsMany: Bool
    }

    static let statement = Statement(
        """
        SELECT s.id, s.status, p.encoded, p.failures, p.locked_until, p.allows_many
        FROM @.staff s JOIN @.staff_password p ON p.staff_id = s.id WHERE s.username = $1
        """)
    let username: String

    func bind(_ parameters: inout Parameters) { parameters.text(username) }

    static func decode(_ row: borrowing Row) throws(Fault) -> Output {
        Output(
            id: try row.id(0), status: try row.text(1), encoded: try row.text(2), failures: try row.int32(3),
            lockedUntil: try row.instantIfAny(4),
            allowsMany: try row.bool(5))
    }
}
