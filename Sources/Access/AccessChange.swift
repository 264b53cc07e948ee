package import Operations
import Postgres
package import RetailCore

/// Whose rights have changed or ended: everything that rests on them is looked at again.
package struct AccessChange: Sendable, Hashable {
    /// nil: anybody's may have.
    package let tenant: ID<Tenant>?
    /// nil: everybody's of the chain.
    package let subject: ID<Actor>?

    package init(_ subject: ID<Actor>?, in tenant: ID<Tenant>) {
        (self.tenant, self.subject) = (tenant, subject)
    }

    private init() { (tenant, subject) = (nil, nil) }

    /// Nobody knows what was missed.
    package static let anything = AccessChange()

    /// As it goes through NOTIFY.
    init?(_ payload: String) {
        let parts = payload.split(separator: " ")
        guard parts.count == 2, let tenant = ID<Tenant>(parts[0]) else { return nil }
        if parts[1] == "*" {
            self.init(nil, in: tenant)
        } else {
            guard let subject = ID<Actor>(parts[1]) else { return nil }
            self.init(subject, in: tenant)
        }
    }

    var payload: String { "\(tenant ?? ID.none) \(subject?.description ?? "*")" }
}

extension Access {
    /// Says that somebody's rights have changed: a role, stores, a password, a dismissal; nil: everybody's of the chain.
    ///
    /// To be called after what changed them was committed: it acts on this node at once, on every other within a second. What ends
    /// sessions says so by itself.
    package func changed(_ subject: ID<Actor>?, in tenant: TenantContext) async throws(Fault) {
        try await changed(AccessChange(subject, in: tenant.id)) { _ throws(Fault) in }
    }

    /// Carries out a change of the registry and logs it, in one transaction; then tells of it.
    @discardableResult func changed<Outcome: Sendable>(
        _ change: AccessChange, _ body: @escaping @Sendable (inout Transaction) throws(Fault) -> Outcome
    ) async throws(Fault) -> Outcome {
        let outcome = try await database.transaction(.write, in: .registry) { transaction throws(Fault) -> Outcome in
            let outcome = try body(&transaction)
            Access.log(change, &transaction)
            try transaction.commit()
            return outcome
        }
        await tell(change)
        return outcome
    }

    /// Queues the row that other nodes find even if no word reaches them.
    static func log(_ change: AccessChange, _ transaction: inout Transaction) {
        var parameters = Parameters()
        parameters.id(change.tenant)
        parameters.id(change.subject)
        transaction.queue(Access.insertChange, parameters)
    }

    private static let insertChange = Statement("INSERT INTO retail.access_change (tenant_id, subject_id) VALUES ($1, $2)")

    /// After the commit: here at once, elsewhere by NOTIFY, alone in its transaction (it would hold an instance-wide lock past fsync).
    func tell(_ change: AccessChange) async {
        forget(change)
        var parameters = Parameters()
        parameters.text(change.payload)
        let bound = parameters
        do throws(Fault) {
            try await database.transaction(.write, in: .registry) { transaction throws(Fault) in
                transaction.queue(Access.notify, bound)
                try transaction.commit()
            }
        } catch {
            // What was done is done, and in the log: the others find it by themselves.
        }
    }

    private static let notify = Statement("SELECT pg_notify('retail_access', $1)")

    /// What NOTIFY brought.
    package func heard(_ payload: String) {
        if let change = AccessChange(payload) { forget(change) }
    }
}
