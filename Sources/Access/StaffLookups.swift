import Operations
import Postgres
package import RetailCore
import Secrets

/// What is asked of people outside of an operation: before it, to prepare it, and after it, to let it take hold.
extension Access {
    /// The chain's other active owners, whom an operation then locks: one of them has to stay.
    package func owners(otherThan staff: ID<Staff>, in tenant: TenantContext) async throws(Fault) -> [ID<Staff>] {
        try await database.read(OtherOwners(staff: staff), in: tenant.scope)
    }

    /// The stored form of somebody's password, if `password` is it.
    ///
    /// - Throws: `access.busy` (503).
    package func verified(_ password: Secret<String>, of staff: ID<Staff>, in tenant: TenantContext) async throws(Fault) -> String? {
        guard let encoded = try await database.read(FindPassword(staff: staff), in: tenant.scope).first,
            try await passwords.verify(password, against: encoded)
        else { return nil }
        return encoded
    }

    /// Counts a wrong password given by somebody who is logged in. Whether that were too many.
    package func countWrongPassword(of staff: ID<Staff>, in tenant: TenantContext) -> Bool {
        tries.wrongOwnPassword(of: "\(tenant.id) \(staff)")
    }

    /// A repeated request that sets a password has to bring the same one; the password takes no part in the operation's own hash.
    ///
    /// - Throws: `operation.id-reused` (422).
    package func check(_ password: Secret<String>, isThatOf staff: ID<Staff>, in tenant: TenantContext) async throws(Fault) {
        guard try await verified(password, of: staff, in: tenant) != nil else {
            throw Fault(.unprocessable, "operation.id-reused", "This id was used before, with another content or by somebody else.")
        }
    }

    /// What all may do who have a role that was changed has changed: no node goes by what it remembers.
    package func changed(role: String, in tenant: TenantContext) async throws(Fault) {
        let holders = try await database.read(FindHolders(role: role), in: tenant.scope)
        // One word about all is cheaper than many.
        guard holders.count <= 20 else { return try await changed(nil, in: tenant) }
        for subject in holders { try await changed(subject, in: tenant) }
    }
}

private struct OtherOwners: Query {
    static let statement = Statement(
        "SELECT id FROM @.staff WHERE role = 'owner' AND status = 'active' AND id <> $1 ORDER BY id LIMIT 20")
    let staff: ID<Staff>

    func bind(_ parameters: inout Parameters) { parameters.id(staff) }
    static func decode(_ row: borrowing Row) throws(Fault) -> ID<Staff> { try row.id(0) }
}

private struct FindPassword: Query {
    static let statement = Statement("SELECT encoded FROM @.staff_password WHERE staff_id = $1")
    let staff: ID<Staff>

    func bind(_ parameters: inout Parameters) { parameters.id(staff) }
    static func decode(_ row: borrowing Row) throws(Fault) -> String { try row.text(0) }
}

private struct FindHolders: Query {
    static let statement = Statement(
        "SELECT id FROM @.staff WHERE role = $1 UNION ALL SELECT id FROM @.api_key WHERE role = $1 AND revoked_at IS NULL LIMIT 21")
    let role: String

    func bind(_ parameters: inout Parameters) { parameters.text(role) }
    static func decode(_ row: borrowing Row) throws(Fault) -> ID<Actor> { try row.id(0) }
}
