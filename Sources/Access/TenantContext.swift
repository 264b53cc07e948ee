package import Postgres
package import RetailCore

/// A chain, as far as the server must know it to work in its schema under its role.
package struct TenantContext: Sendable {
    package let id: ID<Tenant>
    package let slug: String
    package let name: String
    package let currency: Currency
    package let epoch: ID<Epoch>
    package let scope: Scope
}
