import Operations
import Postgres
package import RetailCore
package import Secrets

package struct EnrolledDevice: Sendable {
    package let device: ID<Device>
    package let store: ID<Store>
    package let register: ID<Register>
    package let tenant: TenantContext
    package let token: Token
}

extension Access {
    /// Turns a code into a device with a token of its own.
    ///
    /// Where the answer was lost the code gives the same device again, within its hour and until the device's token was used: with a
    /// fresh token, and an end to the one before.
    ///
    /// - Throws: `device.code-invalid` (401): unknown, used or expired; `access.too-many-tries` (429). Both the same for unknown chains.
    package func enrol(tenant slug: String, code typed: String, address: String) async throws(Fault) -> EnrolledDevice {
        let block = AddressBlock(address)
        try tries.refuseIfCodesSlowed(block)
        let tenant: TenantContext?
        do { tenant = try await directory.tenant(slug: slug) } catch {
            guard error.kind == .missing else { throw error }
            tenant = nil
        }
        if try await !isKnown(nil, at: block, in: tenant?.id ?? ID.none) { try tries.refuseIfCodesSlowed(chain: slug) }
        guard let tenant, let code = EnrolmentCode(typed),
            try await database.read(FindCode(digest: code.digest), in: tenant.scope).first == true,
            let found = try await take(code, in: tenant)
        else {
            tries.wrongCode(block, chain: slug)
            throw Access.codeInvalid
        }
        guard let token = try await open(found, in: tenant, at: block) else { throw Access.codeInvalid }
        return EnrolledDevice(device: found.device, store: found.store, register: found.register, tenant: tenant, token: token)
    }

    private static let codeInvalid = Fault(
        .unauthenticated, "device.code-invalid", "The code is unknown, was used before or has expired.")

    private struct CodeHolder: Sendable {
        var device: ID<Device>
        var store: ID<Store>
        var register: ID<Register>
        var name: String
    }

    private func take(_ code: EnrolmentCode, in tenant: TenantContext) async throws(Fault) -> CodeHolder? {
        var parameters = Parameters()
        parameters.bytes(code.digest.bytes)
        let bound = parameters
        return try await database.transaction(.write, in: tenant.scope) { transaction throws(Fault) -> CodeHolder? in
            // Alone: what follows must see what another enrolment by the same code has just made.
            _ = try transaction.run(Access.lockCode, bound)
            let rows = try transaction.run(Access.takeCode, bound)
            guard rows.count == 1 else { return nil }
            let row = rows[0]
            return CodeHolder(device: try row.id(0), store: try row.id(1), register: try row.id(2), name: try row.text(3))
        }
    }

    private static let lockCode = Statement("SELECT FROM @.device_enrolment WHERE code_digest = $1 FOR NO KEY UPDATE")
    private static let takeCode = Statement(
        """
        WITH code AS (
            UPDATE @.device_enrolment e SET used_at = coalesce(used_at, now()) WHERE code_digest = $1 AND expires_at > now()
                AND (used_at IS NULL OR EXISTS (SELECT FROM @.device d WHERE d.id = e.device_id AND d.status = 'active'))
            RETURNING device_id, store_id, register_id, name
        ), made AS (
            INSERT INTO @.device (id, store_id, register_id, name, status) SELECT device_id, store_id, register_id, name, 'active' FROM code
            ON CONFLICT (id) DO NOTHING
        ), streams AS (
            INSERT INTO @.sync_stream (name)
            SELECT kind || id FROM code, LATERAL (VALUES ('store:', store_id::text), ('customers:', store_id::text), ('device:', device_id::text)) s (kind, id)
            ON CONFLICT (name) DO NOTHING
        )
        SELECT device_id, store_id, register_id, name FROM code
        """)

    /// A token for an enrolled device, if none before it was ever used. Cut off before this, the code is simply used again.
    private func open(_ holder: CodeHolder, in tenant: TenantContext, at block: AddressBlock) async throws(Fault) -> Token? {
        let token = Token(new: .device)
        var ids = IDSource(random: SecureRandom())
        let subject = ID<Actor>(holder.device)
        let new = NewSession(
            id: ids.next(at: clock.now), tenant: tenant.id, kind: .device, subject: subject, label: holder.name, address: block.text,
            access: token.digest)
        let change = AccessChange(subject, in: tenant.id)
        let opened = try await database.transaction(.write, in: .registry) { transaction throws(Fault) -> Bool in
            Access.lock(subject, &transaction)
            var device = Parameters()
            device.id(subject)
            let tokens = try transaction.run(Access.lockTokens, device)
            for index in 0..<tokens.count { if try tokens[index].bool(0) { return false } }
            Access.endSessions(of: change, why: "enrolled again", &transaction)
            new.insert(&transaction)
            Access.log(change, &transaction)
            try transaction.commit()
            return true
        }
        guard opened else { return nil }
        await tell(change)
        return token
    }

    /// Locked, so that a first use at this moment comes wholly before or finds its token ended.
    private static let lockTokens = Statement(
        "SELECT first_used_at IS NOT NULL FROM retail.session WHERE subject_id = $1 AND kind = 'device' FOR NO KEY UPDATE")
}

/// Whether a code can be taken, by a look that locks and writes nothing: guesses cost no more than that.
private struct FindCode: Query {
    static let statement = Statement(
        "SELECT EXISTS (SELECT FROM @.device_enrolment WHERE code_digest = $1 AND expires_at > now())")
    let digest: TokenDigest

    func bind(_ parameters: inout Parameters) { parameters.bytes(digest.bytes) }

    static func decode(_ row: borrowing Row) throws(Fault) -> Bool { try row.bool(0) }
}
