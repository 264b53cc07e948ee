import Operations
import RetailCore

/// What a role gives, built in or the chain's own, as an operation finds it.
enum RoleRights {
    static func want(_ role: String, _ world: World) {
        if BuiltinRole(rawValue: role) == nil { world.wantToRead(RoleRow.self, RoleName(role)) }
    }

    /// What somebody of this role may do in these stores (none: in every store); a role that is not there gives nothing.
    static func authority(_ role: String, in stores: [ID<Store>], _ world: World) -> Authority {
        let builtin = BuiltinRole(rawValue: role)
        let permissions = builtin?.permissions ?? Set(world.row(RoleRow.self, RoleName(role))?.permissions ?? [])
        return Authority(permissions: permissions, stores: stores.isEmpty ? nil : Set(stores), isOwner: builtin == .owner)
    }

    /// - Throws: `staff.unknown-role` (422) for a role that is not there, or not for `holders`.
    static func check(_ role: String, for holders: [BuiltinRole], _ world: World) throws(Fault) {
        if let builtin = BuiltinRole(rawValue: role) {
            guard holders.contains(builtin) else {
                throw Fault(
                    .staffUnknownRole, "The role \(role) can't be given here.",
                    fields: [.init(field: "role", code: "unknown-value", message: "This role is for others.")])
            }
        } else if world.row(RoleRow.self, RoleName(role)) == nil {
            throw Fault(
                .staffUnknownRole, "There is no role \(role).",
                fields: [.init(field: "role", code: "unknown-value", message: "No role has this name.")])
        }
    }
}
