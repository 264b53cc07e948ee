package import RetailCore

/// What somebody may do, and where: what a person, a key or a device has, and what one hands on to another.
package struct Authority: Sendable {
    package let permissions: Set<Permission>
    /// nil: every store of the chain.
    package let stores: Set<ID<Store>>?
    /// Owners hold what admins hold; but only an owner makes, changes or dismisses one.
    package let isOwner: Bool

    package init(permissions: Set<Permission>, stores: Set<ID<Store>>?, isOwner: Bool = false) {
        (self.permissions, self.stores, self.isOwner) = (permissions, stores, isOwner)
    }

    /// Everything, everywhere: the command line on the server's own machine, and a till over its own rows.
    package static let whole = Authority(permissions: Set(Permission.allCases), stores: nil, isOwner: true)

    package func sees(_ store: ID<Store>) -> Bool { stores?.contains(store) ?? true }

    /// - Throws: `access.store-scope` (403).
    package func reach(_ store: ID<Store>) throws(Fault) {
        guard sees(store) else {
            throw Fault(.accessStoreScope, "This store is not among those you may act in.")
        }
    }

    /// - Throws: `access.forbidden` (403).
    package func have(_ permission: Permission, _ words: String) throws(Fault) {
        guard permissions.contains(permission) else {
            throw Fault(.accessForbidden, "\(words) needs the permission \(permission.rawValue).")
        }
    }

    /// The one rule for handing on rights: what is given lies within what the giver has, permissions and stores.
    ///
    /// It also holds against what somebody has already: who changes, dismisses or resets a person has to have all that the person has.
    ///
    /// - Throws: `access.forbidden`, `access.store-scope` (403).
    package func hand(on given: Authority) throws(Fault) {
        if given.isOwner, !isOwner { throw Fault(.accessForbidden, "Only an owner can make or change an owner.") }
        let beyond = given.permissions.filter { $0.isHandedOn && !permissions.contains($0) }
        guard beyond.isEmpty else {
            let names = beyond.sorted().map(\.rawValue).joined(separator: ", ")
            throw Fault(.accessForbidden, "Nobody hands on what they don't have themselves: \(names).")
        }
        guard let stores else { return }
        guard let theirs = given.stores, theirs.isSubset(of: stores) else {
            throw Fault(
                .forbidden, "access.store-scope",
                given.stores == nil
                    ? "This holds for every store of the chain, and you may act in some only: name the stores."
                    : "Some of these stores are not among those you may act in.")
        }
    }
}
