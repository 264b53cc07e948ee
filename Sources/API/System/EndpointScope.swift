/// Whose data an endpoint reaches, besides the permission that it needs: the second table of `docs/permissions.md`.
enum EndpointScope: Sendable {
    /// Needs no token; tells nothing of a chain.
    case everybody
    /// The caller's own account, session or device.
    case oneself
    /// The same, and others' under a condition.
    case oneselfAnd(String)
    /// The chain's own data, for whoever has the permission, in whatever stores: the catalogue, the customers.
    case chain
    /// Rows of the caller's own stores; a store that is asked for and is none of them is refused.
    case ownStores
    /// Only for who may act in every store.
    case everyStore
    /// As the operation has it, field by field.
    case operation(String)

    var words: String {
        switch self {
        case .everybody: "everybody"
        case .oneself: "one's own"
        case .oneselfAnd(let others): "one's own; \(others)"
        case .chain: "the chain"
        case .ownStores: "one's own stores"
        case .everyStore: "who may act in every store"
        case .operation(let name): "as `\(name)`"
        }
    }

    /// Of endpoints that carry out no operation, where they don't say it themselves. A test holds it against the routes.
    static let all: [String: EndpointScope] = [
        "POST /v1/auth/login": .everybody, "POST /v1/auth/refresh": .everybody, "POST /v1/auth/logout": .oneself,
        "GET /v1/sessions": .oneselfAnd("with `staff.read` those of people of one's own stores"),
        "DELETE /v1/sessions/{session_id}": .oneselfAnd("with `staff.edit` those of people who have nothing that one lacks"),
        "POST /v1/auth/logout-all": .oneself,
        "GET /v1/auth/me": .oneself, "POST /v1/auth/password-reset": .everybody,
        "GET /v1/staff": .ownStores, "GET /v1/staff/{staff_id}": .ownStores,
        "GET /v1/roles": .chain,
        "GET /v1/devices/enrolment-codes": .ownStores,
        "GET /v1/devices": .ownStores,
        "POST /v1/devices/enrol": .everybody, "GET /v1/api-keys": .ownStores,
        "GET /v1/products": .chain, "GET /v1/products/{product_id}": .chain,
        "GET /v1/barcodes/{gtin}": .chain,
        "GET /v1/categories": .chain,
        "GET /v1/tax-classes": .chain, "GET /v1/tax-classes/{tax_class_id}/rates": .chain,
        "GET /v1/stores": .chain, "GET /v1/stores/{store_id}": .chain,
        "GET /v1/registers": .chain,
        "GET /v1/customers": .chain,
        "GET /v1/stock": .ownStores,
        "GET /v1/sales/{sale_id}": .ownStores,
        "POST /v1/sync/push": .oneself, "POST /v1/sync/pull": .oneself, "GET /v1/sync/pull": .oneself, "POST /v1/sync": .oneself,
        "GET /v1/sync/snapshot/{stream}": .oneself, "GET /v1/sync/status": .ownStores, "GET /v1/held-operations": .ownStores,
        "GET /v1/reports/sales": .ownStores, "GET /v1/reports/payments": .ownStores, "GET /v1/reports/stock": .ownStores,
        "GET /v1/reports/proof": .everyStore, "GET /v1/audit": .everyStore, "GET /v1/audit/verify": .everyStore,
        "GET /v1/audit/export": .everyStore,
        "GET /health": .everybody, "GET /ready": .everybody, "GET /metrics": .everybody, "GET /openapi.json": .everybody,
        "GET /asyncapi.json": .everybody,
    ]
}
