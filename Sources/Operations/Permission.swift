import JSON

/// The fine permissions that roles are built from.
package enum Permission: String, WireEnum, Hashable, Comparable {
    case sync = "sync"
    case saleComplete = "sale.complete"
    case saleRefund = "sale.refund"
    case saleRead = "sale.read"
    /// Selling at another price than the listed one, or with a discount, by request. What a till sold has been sold: flagged instead.
    case saleOverridePrice = "sale.override_price"
    case expenseRecord = "expense.record"
    case expenseRead = "expense.read"
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

    /// The built-in roles that have it, besides owners and admins. What goods cost is for those who answer for the result: managers,
    /// analysts and the programs that keep the books. Another price than the listed one is for those who may also give money back.
    package var holders: [BuiltinRole] {
        switch self {
        case .sync: [.device]
        case .saleComplete: [.manager, .assistantManager, .inventoryAssistant, .salesAssistant, .device, .integration]
        case .saleRefund: [.manager, .assistantManager, .device]
        case .saleRead: [.manager, .assistantManager, .inventoryAssistant, .salesAssistant, .device, .integration]
        case .saleOverridePrice: [.manager, .assistantManager, .integration]
        case .expenseRecord: [.manager, .assistantManager, .device]
        case .expenseRead: [.manager, .assistantManager, .analyst, .integration]
        case .stockRead: [.manager, .assistantManager, .inventoryAssistant, .salesAssistant, .device, .integration]
        case .stockReceive: [.manager, .assistantManager, .inventoryAssistant, .device]
        case .stockAdjust: [.manager, .assistantManager, .inventoryAssistant, .device]
        case .catalogRead: [.manager, .assistantManager, .inventoryAssistant, .salesAssistant, .analyst, .device, .integration]
        case .catalogEdit: [.integration]
        case .priceEdit: [.manager, .integration]
        case .customerRead: [.manager, .assistantManager, .salesAssistant, .device, .integration]
        case .customerEdit: [.manager, .assistantManager, .device, .integration]
        case .storeEdit: []
        case .staffRead: [.manager]
        case .staffEdit: []
        case .staffResetPassword: [.manager]
        case .accountOwn: []
        case .deviceEnrol: [.manager]
        case .deviceRevoke: []
        case .apiKeyEdit: []
        case .syncStatus: [.manager]
        case .auditRead: []
        case .reportSales: [.manager, .assistantManager, .analyst, .integration]
        case .reportStock: [.manager, .assistantManager, .inventoryAssistant, .analyst, .integration]
        case .costRead: [.manager, .analyst, .integration]
        }
    }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// What can only be done with a permission.
package protocol Needing: SendableMetatype {
    static var needs: Permission { get }
}
