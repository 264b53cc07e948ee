package import Operations
package import RetailCore

/// The roles every chain has. Owner and admin differ in that only an owner can make, change or dismiss an owner.
///
/// What goods cost is for those who answer for the result: managers, analysts and the programs that keep the books. Another price than
/// the listed one is for those who may also give money back.
package enum BuiltinRole: String, CaseIterable, Sendable {
    case owner, admin, manager
    case assistantManager = "assistant_manager"
    case inventoryAssistant = "inventory_assistant"
    case salesAssistant = "sales_assistant"
    case analyst, device, integration

    package var permissions: Set<Permission> {
        switch self {
        case .owner, .admin: Set(Permission.allCases.filter(\.isHandedOn))
        case .manager:
            [
                .saleComplete, .saleRefund, .saleRead, .stockRead, .stockReceive, .stockAdjust, .catalogRead, .customerRead, .customerEdit,
                .priceEdit, .saleOverridePrice, .costRead,
                .staffRead, .staffResetPassword, .deviceEnrol, .syncStatus, .reportSales, .reportStock,
            ]
        case .assistantManager:
            [
                .saleComplete, .saleRefund, .saleRead, .stockRead, .stockReceive, .stockAdjust, .catalogRead, .customerRead, .customerEdit,
                .saleOverridePrice, .reportSales, .reportStock,
            ]
        case .inventoryAssistant: [.saleComplete, .saleRead, .stockRead, .stockReceive, .stockAdjust, .catalogRead, .reportStock]
        case .salesAssistant: [.saleComplete, .saleRead, .stockRead, .catalogRead, .customerRead]
        case .analyst: [.reportSales, .reportStock, .catalogRead, .costRead]
        case .device:
            [
                .sync, .saleComplete, .saleRefund, .saleRead, .stockRead, .stockReceive, .stockAdjust, .catalogRead, .customerRead,
                .customerEdit,
            ]
        case .integration:
            [
                .saleComplete, .saleOverridePrice, .saleRead, .stockRead, .catalogRead, .catalogEdit, .priceEdit, .customerRead,
                .customerEdit, .reportSales, .reportStock, .costRead,
            ]
        }
    }

    /// Roles that people can be given; the others belong to devices and keys.
    package static let forStaff: [BuiltinRole] = [
        .owner, .admin, .manager, .assistantManager, .inventoryAssistant, .salesAssistant, .analyst,
    ]

    /// Roles that keys can be given: an owner is a person.
    package static let forKeys: [BuiltinRole] = BuiltinRole.allCases.filter { $0 != .owner && $0 != .device }

    /// What an enrolled device can do in its store: what whoever enrols one hands on.
    package static func deviceAuthority(in store: ID<Store>) -> Authority {
        Authority(permissions: BuiltinRole.device.permissions, stores: [store])
    }
}
