package import Operations
import Postgres
package import RetailCore
package import Secrets

/// A name and a password, and where they come from.
package struct LoginAttempt: Sendable {
    /// The chain's short name.
    package var tenant: String
    package var username: String
    package var password: Secret<String>
    let block: AddressBlock

    package init(tenant: String, username: String, password: Secret<String>, address: String) {
        (self.tenant, self.username, self.password, block) = (tenant, username, password, AddressBlock(address))
    }
}

/// What a log-in or a refresh gives.
package struct IssuedTokens: Sendable {
    package let session: ID<Session>
    package let subject: ID<Actor>
    package let tenant: TenantContext
    package let access: Token
    package let refresh: Token
    package let expiresInSeconds: Int64
}

package enum LoginOutcome: Sendable {
    case issued(IssuedTokens)
    /// With the chain, if there is one, and whose name it was, if that is known: for the trail, never for whoever tried.
    case refused(Fault, tenant: TenantContext?, subject: ID<Actor>?)
}

extension Access {
    /// Lets somebody in who knows name and password.
    ///
    /// The faults are `access.wrong-credentials` (401), the same for an unknown chain, an unknown name and a wrong password, after the
    /// same steps; `access.locked` (429). Who is to wait is `TryGuard`'s matter.
    ///
    /// - Throws: `access.busy` (503) where too many wait for their passwords to be checked, and what the database throws.
    package func login(_ attempt: LoginAttempt) async throws(Fault) -> LoginOutcome {
        let tenant: TenantContext?
        do { tenant = try await directory.tenant(slug: attempt.tenant) } catch {
            guard error.kind == .missing else { throw error }
            tenant = nil
        }
        do { try tries.refuseIfLocked(attempt) } catch { return .refused(error, tenant: tenant, subject: nil) }
        // For a chain that is not there the look for it was this step.
        var person: FindCredentials.Output?
        if let tenant { person = try await database.read(FindCredentials(username: attempt.username), in: tenant.scope).first }
        let subject = person.map { ID<Actor>($0.id) }
        if person?.status != "active" { person = nil }
        let isKnown = try await isKnown(subject ?? ID.none, at: attempt.block, in: tenant?.id ?? ID.none)
        var slowed: Fault?
        do { try tries.refuseIfSlowed(attempt) } catch { slowed = error }
        if !isKnown, let slowed {
            // As late as one whose password is looked at: nobody learns who is known there.
            try? await Task.sleep(for: passwords.lastDuration)
            return .refused(slowed, tenant: tenant, subject: subject)
        }
        let share = PasswordShare(address: attempt.block.text, chain: attempt.tenant, isKnown: isKnown)
        let isRight =
            if let person {
                try await passwords.verify(attempt.password, against: person.encoded, for: share)
            } else {
                try await passwords.decoy(attempt.password, for: share)
            }
        do { try tries.refuseIfLockedMeanwhile(attempt, isKnown: isKnown) } catch {
            if !isRight { tries.wrongPassword(attempt) }
            return .refused(error, tenant: tenant, subject: subject)
        }
        guard isRight, let person, let tenant else {
            tries.wrongPassword(attempt)
            // Where others have to wait a wrong password is answered as theirs.
            return .refused(slowed ?? Access.wrongCredentials, tenant: tenant, subject: subject)
        }
        let issued = try await open(person, tenant, attempt)
        // Dismissed, or the password changed, while this one was on its way: what ends all sessions may have come before this one was made.
        let now = try await database.read(FindCredentials(username: attempt.username), in: tenant.scope).first
        guard let now, now.status == "active", now.changedAt == person.changedAt else {
            try await end(issued.session, of: issued.subject, in: tenant, why: "credentials changed")
            return .refused(Access.wrongCredentials, tenant: tenant, subject: subject)
        }
        tries.rightPassword(attempt)
        if passwords.needsRehash(person.encoded) { await rehash(attempt.password, of: person, in: tenant, for: share) }
        return .issued(issued)
    }

    /// A hash of another cost than today's takes another time than the decoy, and tells that there is such a name: it is made anew while the
    /// password is at hand. What comes in between, or fails, leaves the old one.
    private func rehash(
        _ password: Secret<String>, of person: FindCredentials.Output, in tenant: TenantContext, for share: PasswordShare
    ) async {
        guard let encoded = try? await passwords.hash(password, for: share) else { return }
        var change = Parameters()
        change.id(person.id)
        change.text(person.encoded)
        change.text(encoded)
        let bound = change
        try? await database.transaction(.write, in: tenant.scope) { transaction throws(Fault) in
            transaction.queue(Access.replaceHash, bound)
            try transaction.commit()
        }
    }

    private static let replaceHash = Statement("UPDATE @.staff_password SET encoded = $3 WHERE staff_id = $1 AND encoded = $2")

    private static let wrongCredentials = Fault(
        .unauthenticated, "access.wrong-credentials", "Chain, user name and password do not fit together.")

    private func open(_ person: FindCredentials.Output, _ tenant: TenantContext, _ attempt: LoginAttempt) async throws(Fault)
        -> IssuedTokens
    {
        let subject = ID<Actor>(person.id)
        let (access, refresh) = (Token(new: .access), Token(new: .refresh))
        var ids = IDSource(random: SecureRandom())
        let session: ID<Session> = ids.next(at: clock.now)
        let new = NewSession(
            id: session, tenant: tenant.id, kind: .staff, subject: subject, label: attempt.username, address: attempt.block.text,
            access: access.digest, refresh: refresh.digest)
        let known = Access.knownAddress(subject, at: attempt.block, in: tenant.id)
        let change = AccessChange(subject, in: tenant.id)
        let endsOthers = !person.allowsMany
        var other = Parameters()
        other.id(tenant.id)
        other.id(subject)
        let oldest = other
        try await database.transaction(.write, in: .registry) { transaction throws(Fault) in
            if endsOthers {
                // Of two log-ins at the same moment neither would see the other's session.
                Access.lock(subject, &transaction)
                Access.endSessions(of: change, why: "superseded", &transaction)
            } else {
                // Nobody looks at a hundred screens.
                transaction.queue(Access.endOldest, oldest)
            }
            Access.log(change, &transaction)
            new.insert(&transaction)
            transaction.queue(Access.rememberAddress, known)
            try transaction.commit()
        }
        await tell(change)
        return IssuedTokens(
            session: session, subject: subject, tenant: tenant, access: access, refresh: refresh, expiresInSeconds: Access.accessSeconds)
    }

    private static let endOldest = Statement(
        """
        UPDATE retail.session SET ended_at = now(), ended_why = 'too many' WHERE id IN (
            SELECT id FROM retail.session WHERE tenant_id = $1 AND subject_id = $2 AND ended_at IS NULL ORDER BY id DESC OFFSET 99)
        """)

    // MARK: - From where

    /// Whether somebody has logged in from there before; for nobody, whether anybody of the chain has.
    func isKnown(_ subject: ID<Actor>?, at block: AddressBlock, in tenant: ID<Tenant>) async throws(Fault) -> Bool {
        try await database.read(FindKnownAddress(tenant: tenant, address: block.text, subject: subject), in: .registry).first ?? false
    }

    private static func knownAddress(_ subject: ID<Actor>, at block: AddressBlock, in tenant: ID<Tenant>) -> Parameters {
        var parameters = Parameters()
        parameters.id(tenant)
        parameters.text(block.text)
        parameters.id(subject)
        return parameters
    }

    private static let rememberAddress = Statement(
        """
        INSERT INTO retail.known_address (tenant_id, address, subject_id) VALUES ($1, $2, $3)
        ON CONFLICT (tenant_id, address, subject_id) DO UPDATE SET last_at = now()
        """)
}

private struct FindKnownAddress: Query {
    static let statement = Statement(
        "SELECT EXISTS (SELECT FROM retail.known_address WHERE tenant_id = $1 AND address = $2 AND ($3::uuid IS NULL OR subject_id = $3))")
    let tenant: ID<Tenant>
    let address: String
    let subject: ID<Actor>?

    func bind(_ parameters: inout Parameters) {
        parameters.id(tenant)
        parameters.text(address)
        parameters.id(subject)
    }

    static func decode(_ row: borrowing Row) throws(Fault) -> Bool { try row.bool(0) }
}

struct FindCredentials: Query {
    struct Output: Sendable {
        var id: ID<Staff>
        var status: String
        var encoded: String
        var allowsMany: Bool
        /// When the password was set: a hash may be made anew without it.
        var changedAt: Instant
    }

    static let statement = Statement(
        """
        SELECT s.id, s.status, p.encoded, p.allows_many, p.changed_at
        FROM @.staff s JOIN @.staff_password p ON p.staff_id = s.id WHERE s.username = $1
        """)
    let username: String

    func bind(_ parameters: inout Parameters) { parameters.text(username) }

    static func decode(_ row: borrowing Row) throws(Fault) -> Output {
        Output(
            id: try row.id(0), status: try row.text(1), encoded: try row.text(2), allowsMany: try row.bool(3),
            changedAt: try row.instant(4))
    }
}
