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
}
