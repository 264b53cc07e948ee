package import Operations
import Postgres
package import RetailCore
package import Secrets

package enum EnrolDevices: Needing { package static let needs = Permission.deviceEnrol }
package enum EditKeys: Needing { package static let needs = Permission.apiKeyEdit }

package struct EnrolledDevice: Sendable {
    package let device: ID<Device>
    package let store: ID<Store>
    package let register: ID<Register>
    package let tenant: TenantContext
    package let token: Token
}

extension Access {
    static let codeSeconds: Int64 = 3600

    /// A code that enrols one device, once, within an hour.
    ///
    /// - Throws: `register.unknown` (422).
    package func enrolmentCode(_ grant: Grant<EnrolDevices>, register: ID<Register>, name: String) async throws(Fault) -> (
        code: EnrolmentCode, device: ID<Device>, expiresAt: Instant
    ) {
        guard let store = grant.store else { throw Fault(.unprocessable, "store.unknown", "There is no such store.") }
        let code = EnrolmentCode()
        let now = clock()
        let expiresAt = now.advanced(bySeconds: Access.codeSeconds)
        var ids = IDSource(random: SecureRandom())
        let device: ID<Device> = ids.next(at: now)
        var parameters = Parameters()
        parameters.bytes(code.digest.bytes)
        parameters.id(device)
        parameters.id(store)
        parameters.id(register)
        parameters.text(name)
        parameters.id(grant.actor.id)
        parameters.instant(expiresAt)
        let bound = parameters
        let made = try await database.transaction(.write, in: grant.scope) { transaction throws(Fault) -> Int in
            try transaction.run(Access.insertCode, bound).affected
        }
        guard made == 1 else { throw Fault(.unprocessable, "register.unknown", "The store has no such register.") }
        return (code, device, expiresAt)
    }

    private static let insertCode = Statement(
        """
        INSERT INTO @.device_enrolment (code_digest, device_id, store_id, register_id, name, created_by, expires_at)
        SELECT $1, $2, r.store_id, r.id, $5, $6, $7 FROM @.register r WHERE r.id = $4 AND r.store_id = $3
        """)

    /// Turns a code into a device with a token of its own.
    ///
    /// - Throws: `device.code-invalid` (401): unknown, used or expired.
    package func enrol(tenant slug: String, code typed: String) async throws(Fault) -> EnrolledDevice {
        let invalid = Fault(.unauthenticated, "device.code-invalid", "The code is unknown, was used before or has expired.")
        guard let code = EnrolmentCode(typed) else { throw invalid }
        let tenant: TenantContext
        do { tenant = try await directory.tenant(slug: slug) } catch { throw error.kind == .missing ? invalid : error }
        let now = clock()
        let token = Token(new: .device)
        var ids = IDSource(random: SecureRandom())
        let session: ID<Session> = ids.next(at: now)
        let digest = code.digest
        let found = try await database.transaction(.write, in: tenant.scope) {
            transaction throws(Fault) -> (ID<Device>, ID<Store>, ID<Register>, String)? in
            var take = Parameters()
            take.bytes(digest.bytes)
            take.instant(now)
            let rows = try transaction.run(Access.takeCode, take)
            guard rows.count == 1 else { return nil }
            let row = rows[0]
            return (try row.id(0), try row.id(1), try row.id(2), try row.text(3))
        }
        guard let (device, store, register, name) = found else { throw invalid }
        var insert = Parameters()
        insert.id(session)
        insert.id(tenant.id)
        insert.text(Actor.Kind.device.rawValue)
        insert.id(device)
        insert.text(name)
        insert.bytes(token.digest.bytes)
        insert.bytes(nil)
        insert.instant(Access.forever)
        insert.instant(nil)
        let bound = insert
        // Two schemas, two roles, two transactions: cut off between them the code is spent and a new one is asked for.
        try await database.transaction(.write, in: .registry) { transaction throws(Fault) in
            transaction.queue(Access.insertSession, bound)
            try transaction.commit()
        }
        return EnrolledDevice(device: device, store: store, register: register, tenant: tenant, token: token)
    }

    private static let takeCode = Statement(
        """
        WITH code AS (
            UPDATE @.device_enrolment SET used_at = now() WHERE code_digest = $1 AND used_at IS NULL AND expires_at > $2
            RETURNING device_id, store_id, register_id, name
        ), made AS (
            INSERT INTO @.device (id, store_id, register_id, name, status) SELECT device_id, store_id, register_id, name, 'active' FROM code
        ), streams AS (
            INSERT INTO @.sync_stream (name)
            SELECT kind || id FROM code, LATERAL (VALUES ('store:', store_id::text), ('customers:', store_id::text), ('device:', device_id::text)) s (kind, id)
            ON CONFLICT (name) DO NOTHING
        )
        SELECT device_id, store_id, register_id, name FROM code
        """)

    /// A key for a program: shown once, kept as a digest.
    ///
    /// - Throws: `api-key.name-taken` (409), `staff.unknown-role` (422).
    package func makeKey(_ grant: Grant<EditKeys>, name: String, role: String, stores: [ID<Store>]) async throws(Fault) -> (
        id: ID<APIKey>, token: Token
    ) {
        guard BuiltinRole(rawValue: role) != .owner, BuiltinRole(rawValue: role) != .device else {
            throw Fault(.unprocessable, "staff.unknown-role", "A key can't have the role \(role).")
        }
        let now = clock()
        let token = Token(new: .apiKey)
        var ids = IDSource(random: SecureRandom())
        let (key, session): (ID<APIKey>, ID<Session>) = (ids.next(at: now), ids.next(at: now))
        var make = Parameters()
        make.id(key)
        make.text(name)
        make.text(role)
        make.text(stores.map(\.description).joined(separator: " "))
        make.id(grant.actor.id)
        make.bool(BuiltinRole(rawValue: role) != nil)
        let making = make
        let tenant = grant.tenant
        let made: Int
        do {
            made = try await database.transaction(.write, in: grant.scope) { transaction throws(Fault) -> Int in
                try transaction.run(Access.insertKey, making).affected
            }
        } catch {
            throw error.code == "database.unique" ? Fault(.conflict, "api-key.name-taken", "There is a key of this name.") : error
        }
        guard made == 1 else { throw Fault(.unprocessable, "staff.unknown-role", "There is no role \(role).") }
        var insert = Parameters()
        insert.id(session)
        insert.id(tenant.id)
        insert.text(Actor.Kind.apiKey.rawValue)
        insert.id(key)
        insert.text(name)
        insert.bytes(token.digest.bytes)
        insert.bytes(nil)
        insert.instant(Access.forever)
        insert.instant(nil)
        let bound = insert
        try await database.transaction(.write, in: .registry) { transaction throws(Fault) in
            transaction.queue(Access.insertSession, bound)
            try transaction.commit()
        }
        return (key, token)
    }

    private static let insertKey = Statement(
        """
        INSERT INTO @.api_key (id, name, role, stores, created_by)
        SELECT $1, $2, $3, $4, $5 WHERE $6 OR EXISTS (SELECT FROM @.role WHERE name = $3)
        """)

    /// - Throws: `api-key.unknown` (404).
    package func revokeKey(_ grant: Grant<EditKeys>, _ key: ID<APIKey>) async throws(Fault) {
        var parameters = Parameters()
        parameters.id(key)
        let bound = parameters
        let ended = try await database.transaction(.write, in: grant.scope) { transaction throws(Fault) -> Int in
            try transaction.run(Access.endKey, bound).affected
        }
        guard ended == 1 else { throw Fault(.missing, "api-key.unknown", "There is no such key.") }
        try await endSessions(of: ID(key), in: grant.tenant)
    }

    private static let endKey = Statement("UPDATE @.api_key SET revoked_at = coalesce(revoked_at, now()) WHERE id = $1")
}
