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

    /// A test holds it against the routes: an endpoint that is not here fails it.
    static let all: [String: EndpointScope] = [
        "POST /v1/auth/login": .everybody, "POST /v1/auth/refresh": .everybody, "POST /v1/auth/logout": .oneself,
        "GET /v1/sessions": .oneselfAnd("with `staff.read` those of people of one's own stores"),
        "DELETE /v1/sessions/{session_id}": .oneselfAnd("with `staff.edit` those of people who have nothing that one lacks"),
        "POST /v1/auth/logout-all": .oneself,
        "GET /v1/auth/me": .oneself, "POST /v1/auth/password": .operation("staff.change_password/1"),
        "POST /v1/auth/password-reset": .everybody,
        "POST /v1/staff": .operation("staff.create/1"), "GET /v1/staff": .ownStores, "GET /v1/staff/{staff_id}": .ownStores,
        "PATCH /v1/staff/{staff_id}": .operation("staff.update/1"), "POST /v1/staff/{staff_id}/dismiss": .operation("staff.dismiss/1"),
        "POST /v1/staff/{staff_id}/rehire": .operation("staff.rehire/1"),
        "POST /v1/staff/{staff_id}/password-reset": .operation("staff.reset_password/1"),
        "POST /v1/roles": .operation("role.put/1"), "GET /v1/roles": .chain,
        "POST /v1/devices/enrolment-codes": .operation("device.create_code/1"), "GET /v1/devices/enrolment-codes": .ownStores,
        "DELETE /v1/devices/enrolment-codes/{device_id}": .operation("device.end_code/1"), "GET /v1/devices": .ownStores,
        "POST /v1/devices/enrol": .everybody, "POST /v1/devices/{device_id}/revoke": .operation("device.revoke/1"),
        "POST /v1/api-keys": .operation("api_key.create/1"), "GET /v1/api-keys": .ownStores,
        "DELETE /v1/api-keys/{key_id}": .operation("api_key.revoke/1"),
        "POST /v1/products": .operation("product.create/1"), "GET /v1/products": .chain, "GET /v1/products/{product_id}": .chain,
        "PATCH /v1/products/{product_id}": .operation("product.update/1"), "GET /v1/barcodes/{gtin}": .chain,
        "POST /v1/categories": .operation("category.create/1"), "GET /v1/categories": .chain,
        "POST /v1/tax-classes": .operation("tax_class.create/1"), "GET /v1/tax-classes": .chain,
        "POST /v1/prices": .operation("price.set/1"), "POST /v1/stores": .operation("store.create/1"), "GET /v1/stores": .chain,
        "POST /v1/registers": .operation("register.create/1"), "GET /v1/registers": .chain,
        "POST /v1/customers": .operation("customer.create/1"), "GET /v1/customers": .chain,
        "POST /v1/stock/receipts": .operation("stock.receive/1"), "POST /v1/stock/adjustments": .operation("stock.adjust/1"),
        "GET /v1/stock": .ownStores,
        "POST /v1/sales": .operation("sale.complete/1"), "POST /v1/refunds": .operation("sale.refund/1"),
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
