import Operations
import Postgres
package import RetailCore
package import Secrets

/// Secrets that are shown to whoever made them, and shown again where the answer was lost (`DerivedSecret`).
extension Access {
    /// What a repeated request can't be told: the maker's own token is another one by now, and with it the secret would be.
    private static func gone(_ code: String, _ wayOut: String) -> Fault {
        Fault(
            .conflict, code,
            "It was made by this request, but its secret can't be shown again: your own token has changed since. \(wayOut)")
    }

    /// The token of a key that was made, which works from now on.
    ///
    /// - Throws: `api-key.unknown` (404), `api-key.secret-gone` (409).
    package func token(ofKey key: ID<APIKey>, _ secret: DerivedSecret, in tenant: TenantContext) async throws(Fault) -> Token {
        guard let made = try await database.read(FindKey(key: key), in: tenant.scope).first else {
            throw Fault(.apiKeyUnknown)
        }
        let token = secret.token(.apiKey, nonce: made.nonce)
        let new = NewSession(
            id: ID(key), tenant: tenant.id, kind: .apiKey, subject: ID(key), label: made.name, access: token.digest)
        var find = Parameters()
        find.id(key)
        let finding = find
        // Two schemas, two roles, two transactions: cut off between them, the request that is repeated makes up for it.
        let stored = try await database.transaction(.write, in: .registry) { transaction throws(Fault) -> [UInt8]? in
            new.insert(&transaction, orLeaves: true)
            transaction.queue(Access.findKeySession, finding)
            let results = try transaction.commit()
            guard let rows = results.last, rows.count == 1 else { return nil }
            return try rows[0].bytes(0)
        }
        guard stored == token.digest.bytes else {
            throw Access.gone("api-key.secret-gone", "Revoke the key and make another.")
        }
        return token
    }

    private static let findKeySession = Statement("SELECT access_digest FROM retail.session WHERE id = $1")

    /// The code that a device is enrolled with.
    ///
    /// - Throws: `device.code-unknown` (404), `device.code-gone` (409).
    package func code(for device: ID<Device>, _ secret: DerivedSecret, in tenant: TenantContext) async throws(Fault) -> EnrolmentCode {
        guard let made = try await database.read(FindEnrolment(device: device), in: tenant.scope).first else {
            throw Fault(.deviceCodeUnknown)
        }
        let code = secret.code(nonce: made.nonce)
        guard code.digest.bytes == made.digest else { throw Access.gone("device.code-gone", "End the code and make another.") }
        return code
    }

    /// The token that a password is reset with.
    ///
    /// - Throws: `staff.reset-gone` (409): it was used, replaced, or can't be shown again.
    package func resetToken(
        for staff: ID<Staff>, by operation: OperationID, _ secret: DerivedSecret, in tenant: TenantContext
    ) async throws(Fault) -> Token {
        guard let made = try await database.read(FindReset(staff: staff, digest: nil), in: tenant.scope).first,
            made.operation == operation, made.usedAt == nil
        else { throw Access.gone("staff.reset-gone", "Reset the password again.") }
        let token = secret.token(.passwordReset, nonce: made.nonce)
        guard token.digest.bytes == made.digest else { throw Access.gone("staff.reset-gone", "Reset the password again.") }
        return token
    }

    /// Who holds a reset token may do one thing: set that person's password.
    ///
    /// - Throws: `access.reset-invalid` (401), the same for an unknown chain, token or person; `access.too-many-tries` (429).
    package func session(resetting presented: Secret<String>, tenant slug: String, address: String) async throws(Fault) -> (
        session: SessionContext, digest: [UInt8]
    ) {
        let block = AddressBlock(address)
        try tries.refuseIfRefreshSlowed(block)
        let tenant: TenantContext?
        do { tenant = try await directory.tenant(slug: slug) } catch {
            guard error.kind == .missing else { throw error }
            tenant = nil
        }
        guard let tenant, let token = Token(presented.exposed), token.kind == .passwordReset,
            let made = try await database.read(FindReset(staff: nil, digest: token.digest.bytes), in: tenant.scope).first,
            made.usedAt == nil, made.isAlive, made.isActive
        else {
            tries.unknownRefresh(block)
            throw StaffReset.invalid
        }
        let digest = token.digest.bytes
        let session = SessionContext(
            id: ID.none, tenant: tenant, actor: Actor(kind: .staff, id: ID(made.staff)), label: "password reset", role: "password reset",
            permissions: [.accountOwn], stores: [], expiresAt: made.expiresAt)
        return (session, digest)
    }
}

private struct FindKey: Query {
    static let statement = Statement("SELECT name, nonce FROM @.api_key WHERE id = $1 AND revoked_at IS NULL")
    let key: ID<APIKey>

    func bind(_ parameters: inout Parameters) { parameters.id(key) }
    static func decode(_ row: borrowing Row) throws(Fault) -> (name: String, nonce: [UInt8]) { (try row.text(0), try row.bytes(1)) }
}

private struct FindEnrolment: Query {
    static let statement = Statement("SELECT code_digest, nonce FROM @.device_enrolment WHERE device_id = $1")
    let device: ID<Device>

    func bind(_ parameters: inout Parameters) { parameters.id(device) }
    static func decode(_ row: borrowing Row) throws(Fault) -> (digest: [UInt8], nonce: [UInt8]) { (try row.bytes(0), try row.bytes(1)) }
}

private struct FindReset: Query {
    struct Output: Sendable {
        var staff: ID<Staff>
        var digest: [UInt8]
        var nonce: [UInt8]
        var operation: OperationID
        var expiresAt: Instant
        var usedAt: Instant?
        var isActive: Bool
        /// By the database's clock.
        var isAlive: Bool
    }

    static let statement = Statement(
        """
        SELECT r.staff_id, r.token_digest, r.nonce, r.op_id, r.expires_at, r.used_at, s.status = 'active', r.expires_at > now()
        FROM @.staff_reset r JOIN @.staff s ON s.id = r.staff_id WHERE r.staff_id = $1 OR r.token_digest = $2
        """)
    let staff: ID<Staff>?
    let digest: [UInt8]?

    func bind(_ parameters: inout Parameters) {
        parameters.id(staff)
        parameters.bytes(digest)
    }

    static func decode(_ row: borrowing Row) throws(Fault) -> Output {
        Output(
            staff: try row.id(0), digest: try row.bytes(1), nonce: try row.bytes(2), operation: try row.id(3),
            expiresAt: try row.instant(4), usedAt: try row.instantIfAny(5), isActive: try row.bool(6), isAlive: try row.bool(7))
    }
}
