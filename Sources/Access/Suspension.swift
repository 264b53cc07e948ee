import Postgres
package import RetailCore

/// Chains that are taken out of service for a while, with all their data as it is.
extension Access {
    static let suspended = Fault(
        .forbidden, "tenant.suspended", "The chain is suspended: nothing can be read or written until it is taken up again.")

    /// Ends nothing and deletes nothing, but lets nobody in: log-ins, tokens and live sockets, on every running node within a second.
    ///
    /// - Throws: `tenant.unknown` (404).
    package func suspend(_ slug: String) async throws(Fault) { try await change(slug, from: "active", to: "suspended") }

    /// Takes a suspended chain up again: sessions that have not expired meanwhile go on.
    ///
    /// - Throws: `tenant.unknown` (404).
    package func resume(_ slug: String) async throws(Fault) { try await change(slug, from: "suspended", to: "active") }

    private func change(_ slug: String, from before: String, to after: String) async throws(Fault) {
        guard let row = try await database.read(FindStatus(slug: slug, id: nil), in: .registry).first,
            row.status == before || row.status == after
        else { throw Fault(.missing, "tenant.unknown", "There is no chain \(slug).") }
        var parameters = Parameters()
        parameters.id(row.id)
        parameters.text(after)
        let bound = parameters
        // Also where it is so already: a repeated command may be there because the first was not heard.
        try await changed(AccessChange(nil, in: row.id)) { transaction throws(Fault) in transaction.queue(Access.setStatus, bound) }
    }

    private static let setStatus = Statement("UPDATE retail.tenant SET status = $2 WHERE id = $1")

    /// What to say to a token whose chain is not served.
    func gone(_ tenant: ID<Tenant>) async throws(Fault) -> Fault {
        let row = try await database.read(FindStatus(slug: nil, id: tenant), in: .registry).first
        return row?.status == "suspended" ? Access.suspended : Access.invalid
    }
}

private struct FindStatus: Query {
    static let statement = Statement("SELECT id, status FROM retail.tenant WHERE slug = $1 OR id = $2")
    let slug: String?
    let id: ID<Tenant>?

    func bind(_ parameters: inout Parameters) {
        parameters.text(slug)
        parameters.id(id)
    }

    static func decode(_ row: borrowing Row) throws(Fault) -> (id: ID<Tenant>, status: String) { (try row.id(0), try row.text(1)) }
}
