import Postgres
import RetailCore

/// Chains that are taken out of service for a while, with all their data as it is: log-ins, tokens and live sockets are out on every node
/// within a second of `retail.tenant.status` being written, by whomever (a trigger logs it in `retail.access_change`).
extension Access {
    static let suspended = Fault(
        .forbidden, "tenant.suspended", "The chain is suspended: nothing can be read or written until it is taken up again.")

    /// What to say to a token whose chain is not served.
    func gone(_ tenant: ID<Tenant>) async throws(Fault) -> Fault {
        try await database.read(FindStatus(id: tenant), in: .registry).first == "suspended" ? Access.suspended : Access.invalid
    }
}

private struct FindStatus: Query {
    static let statement = Statement("SELECT status FROM retail.tenant WHERE id = $1")
    let id: ID<Tenant>

    func bind(_ parameters: inout Parameters) { parameters.id(id) }
    static func decode(_ row: borrowing Row) throws(Fault) -> String { try row.text(0) }
}
