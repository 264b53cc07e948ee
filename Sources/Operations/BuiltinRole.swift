/// The roles every chain has. Owner and admin differ in that only an owner can make, change or dismiss an owner.
package enum BuiltinRole: String, CaseIterable, Sendable {
    case owner, admin, manager
    case assistantManager = "assistant_manager"
    case inventoryAssistant = "inventory_assistant"
    case salesAssistant = "sales_assistant"
    case analyst, device, integration

    package var permissions: Set<Permission> { BuiltinRole.held[self] ?? [] }

    /// Owners and admins hold whatever can be handed on.
    private static let held: [BuiltinRole: Set<Permission>] = Dictionary(
        uniqueKeysWithValues: allCases.map { role in
            let leads = role == .owner || role == .admin
            return (role, Set(Permission.allCases.filter { leads ? $0.isHandedOn : $0.holders.contains(role) }))
        })

    /// Roles that people can be given; the others belong to devices and keys.
    package static let forStaff: [BuiltinRole] = [
        .owner, .admin, .manager, .assistantManager, .inventoryAssistant, .salesAssistant, .analyst,
    ]

    /// Roles that keys can be given: an owner is a person.
    package static let forKeys: [BuiltinRole] = BuiltinRole.allCases.filter { $0 != .owner && $0 != .device }
}
