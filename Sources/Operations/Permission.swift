import JSON

/// The fine permissions that roles are built from.
package enum Permission: String, WireEnum, Hashable, Comparable {
    case sync = "sync"
    case saleComplete = "sale.complete"
    case saleRefund = "sale.refund"
    case saleRead = "sale.read"
    /// Selling at another price than the listed one, or with a discount, by request. What a till sold has been sold: flagged instead.
    case saleOverridePrice = "sale.override_price"
    case stockRead = "stock.read"
    case stockReceive = "stock.receive"
    case stockAdjust = "stock.adjust"
    case catalogRead = "catalog.read"
    case catalogEdit = "catalog.edit"
    case priceEdit = "price.edit"
    case customerRead = "customer.read"
    case customerEdit = "customer.edit"
    case storeEdit = "store.edit"
    case staffRead = "staff.read"
    case staffEdit = "staff.edit"
    case staffResetPassword = "staff.reset_password"
    /// One's own password. Every person has it, whatever the role.
    case accountOwn = "account.own"
    case deviceEnrol = "device.enrol"
    case deviceRevoke = "device.revoke"
    case apiKeyEdit = "api_key.edit"
    case syncStatus = "sync.status"
    case auditRead = "audit.read"
    case reportSales = "report.sales"
    case reportStock = "report.stock"
    /// What goods cost the chain, wherever an answer would show it.
    case costRead = "cost.read"

    /// Whether roles can hold it, and whoever gives it has to have it: devices alone sync, and one's own account is everybody's.
    package var isHandedOn: Bool { self != .sync && self != .accountOwn }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// What can only be done with a permission.
package protocol Needing: SendableMetatype {
    static var needs: Permission { get }
}
