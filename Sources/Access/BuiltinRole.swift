package import Operations

/// The roles every chain has. Owner and admin differ in that only an owner can make an owner.
package enum BuiltinRole: String, CaseIterable, Sendable {
    case owner, admin, manager
    case assistantManager = "assistant_manager"
    case inventoryAssistant = "inventory_assistant"
    case salesAssistant = "sales_assistant"
    case analyst, device, integration

    package var permissions: Set<Permission> {
        switch self {
        case .owner, .admin: Set(Permission.allCases).subtracting([.sync])
        case .manager:
            [
                .saleComplete, .saleRefund, .saleRead, .stockRead, .stockReceive, .stockAdjust, .catalogRead, .customerRead, .customerEdit,
                .priceEdit,
                .staffRead, .deviceEnrol, .syncStatus, .reportSales, .reportStock,
            ]
        case .assistantManager:
            [
                .saleComplete, .saleRefund, .saleRead, .stockRead, .stockReceive, .stockAdjust, .catalogRead, .customerRead, .customerEdit,
                .reportSales, .reportStock,
            ]
        case .inventoryAssistant: [.saleComplete, .saleRead, .stockRead, .stockReceive, .stockAdjust, .catalogRead, .reportStock]
        case .salesAssistant: [.saleComplete, .saleRead, .stockRead, .catalogRead, .customerRead]
        case .analyst: [.reportSales, .reportStock, .catalogRead]
        case .device:
            [
                .sync, .saleComplete, .saleRefund, .saleRead, .stockRead, .stockReceive, .stockAdjust, .catalogRead, .customerRead,
                .customerEdit,
            ]
        case .integration:
            [
                .saleComplete, .saleRead, .stockRead, .catalogRead, .catalogEdit, .priceEdit, .customerRead, .customerEdit, .reportSales,
                .reportStock,
            ]
        }
    }

    /// Roles that people can be given; the others belong to devices and keys.
    package static let forStaff: [BuiltinRole] = [
        .owner, .admin, .manager, .assistantManager, .inventoryAssistant, .salesAssistant, .analyst,
    ]
}
