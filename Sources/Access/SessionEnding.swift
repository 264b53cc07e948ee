package import Operations
import Postgres
package import RetailCore

/// How sessions end: each way writes the log of changes in the same transaction, so that no node can miss it.
extension Access {
    /// Ends the caller's own session.
    package func logout(_ session: SessionContext) async throws(Fault) {
        try await end(session.id, of: session.actor.id, in: session.tenant, why: "log-out")
    }

    /// Ends every session of somebody: a revoked device or key, a dismissed person, a changed password.
    ///
    /// - Parameter except: one that goes on: that of whoever changed the own password.
    package func endSessions(
        of subject: ID<Actor>, in tenant: TenantContext, except: ID<Session>? = nil, why: String = "ended"
    ) async throws(Fault) {
        let change = AccessChange(subject, in: tenant.id)
        try await changed(change) { transaction throws(Fault) in
            // A log-in at this very moment comes wholly before it or wholly after.
            Access.lock(subject, &transaction)
            Access.endSessions(of: change, except: except, why: why, &transaction)
        }
    }

    /// Ends one session of somebody.
    ///
    /// - Returns: whether there was one.
    @discardableResult package func end(
        _ session: ID<Session>, of subject: ID<Actor>, in tenant: TenantContext, why: String
    ) async throws(Fault) -> Bool {
        var parameters = Parameters()
        parameters.id(session)
        parameters.id(tenant.id)
        parameters.text(why)
        let bound = parameters
        return try await changed(AccessChange(subject, in: tenant.id)) { transaction throws(Fault) -> Bool in
            try transaction.run(Access.endOne, bound).affected == 1
        }
    }

    private static let endOne = Statement(
        "UPDATE retail.session SET ended_at = now(), ended_why = $3 WHERE id = $1 AND tenant_id = $2 AND ended_at IS NULL")

    static func endSessions(of change: AccessChange, except: ID<Session>? = nil, why: String, _ transaction: inout Transaction) {
        var parameters = Parameters()
        parameters.id(change.tenant)
        parameters.id(change.subject)
        parameters.text(why)
        parameters.id(except ?? ID.none)
        transaction.queue(Access.endAll, parameters)
    }

    private static let endAll = Statement(
        """
        UPDATE retail.session SET ended_at = now(), ended_why = $3
        WHERE tenant_id = $1 AND subject_id = $2 AND ended_at IS NULL AND id <> $4
        """)

    /// Whatever makes or ends sessions of one subject together takes its turn.
    static func lock(_ subject: ID<Actor>, _ transaction: inout Transaction) {
        var parameters = Parameters()
        parameters.text(subject.description)
        transaction.queue(Access.lockSubject, parameters)
    }

    private static let lockSubject = Statement("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))")
}
