import Operations
import Postgres
import RetailCore
import Secrets

/// A session to be written. When it expires the database's clock decides.
struct NewSession: Sendable {
    var id: ID<Session>
    var tenant: ID<Tenant>
    var kind: Actor.Kind
    var subject: ID<Actor>
    var label: String
    var address = ""
    var access: TokenDigest
    /// nil: it lives until it is ended, and is never refreshed.
    var refresh: TokenDigest?

    /// - Parameter orLeaves: where there is one of this id already it stays as it is: the same request came again.
    func insert(_ transaction: inout Transaction, orLeaves: Bool = false) {
        var parameters = Parameters()
        parameters.id(id)
        parameters.id(tenant)
        parameters.text(kind.rawValue)
        parameters.id(subject)
        parameters.text(label)
        parameters.text(address)
        parameters.bytes(access.bytes)
        parameters.bytes(refresh?.bytes)
        parameters.int64(refresh == nil ? nil : Access.accessSeconds)
        parameters.int64(refresh == nil ? nil : Access.refreshSeconds)
        transaction.queue(orLeaves ? NewSession.ifNew : NewSession.statement, parameters)
    }

    private static let statement = Statement(sql)
    private static let ifNew = Statement(sql + " ON CONFLICT (id) DO NOTHING")
    private static let sql = """
        INSERT INTO retail.session (id, tenant_id, kind, subject_id, label, address, access_digest, refresh_digest, expires_at, refresh_until)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, coalesce(now() + $9 * interval '1 second', '9999-12-31 23:59:59+00'),
            now() + $10 * interval '1 second')
        """
}
