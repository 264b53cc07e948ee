package import Operations
package import Postgres
package import RetailCore

/// Who is calling, and what they may do: the outcome of looking a token up.
package struct SessionContext: Sendable {
    package let id: ID<Session>
    package let tenant: TenantContext
    package let actor: Actor
    package let label: String
    package let role: String
    package let permissions: Set<Permission>
    /// nil: every store of the chain.
    package let stores: Set<ID<Store>>?
    package let expiresAt: Instant

    package var authority: Authority {
        Authority(
            permissions: permissions, stores: stores, isOwner: role == BuiltinRole.owner.rawValue || actor.kind == .system)
    }

    /// Whether answers may say what goods cost.
    package var showsCost: Bool { permissions.contains(.costRead) }

    /// The only way to a grant.
    ///
    /// - Throws: `access.forbidden` (403), `access.store-scope` (403).
    package func grant<Need: Needing>(for need: Need.Type, in store: ID<Store>? = nil) throws(Fault) -> Grant<Need> {
        guard permissions.contains(need.needs) else {
            throw Fault(.accessForbidden, "The role \(role) does not include the permission \(need.needs.rawValue).")
        }
        if let stores, let store, !stores.contains(store) {
            throw Fault(.accessStoreScope, "This store is not among those you may act in.")
        }
        return Grant(session: self, store: store)
    }

    /// A grant for what concerns the chain as a whole, which nobody sees a part of: proofs, the audit of chain-wide acts.
    ///
    /// - Throws: `access.forbidden`, `access.store-scope` (403).
    package func grant<Need: Needing>(forWholeChain need: Need.Type) throws(Fault) -> Grant<Need> {
        let grant = try grant(for: need)
        guard stores == nil else { throw SessionContext.wholeChain }
        return grant
    }

    private static let wholeChain = Fault(.accessStoreScope, "This concerns the whole chain, and you may act in some stores only.")

    /// A grant to run one operation, in the store that it names.
    package func grant<Op: Operation>(running operation: Op) throws(Fault) -> Grant<Op> {
        let grant = try grant(for: Op.self, in: operation.store)
        if stores != nil, operation.store == nil, !Op.isOpenToStores { throw SessionContext.wholeChain }
        return grant
    }
}

/// Proof that somebody may do what `Need` is. Only this file makes one, so whoever forgot to ask has no way to the data.
package struct Grant<Need>: Sendable {
    package let session: SessionContext
    /// The store that was asked for; nil: all that the session may see.
    package let store: ID<Store>?

    fileprivate init(session: SessionContext, store: ID<Store>?) {
        (self.session, self.store) = (session, store)
    }

    package var tenant: TenantContext { session.tenant }
    package var scope: Scope { session.tenant.scope }
    package var actor: Actor { session.actor }

    /// The stores a query may look at; nil: all.
    package var visibleStores: [ID<Store>]? {
        if let store { return [store] }
        return session.stores.map { $0.sorted() }
    }
}

/// Proof that the command line on the server's own machine is acting; its operator holds the database anyway.
package enum PlatformGrant {
    package static func system(_ tenant: TenantContext) -> SessionContext {
        SessionContext(
            id: ID.none, tenant: tenant, actor: Actor(kind: .system, id: ID(tenant.id)), label: "command line", role: "system",
            permissions: Authority.whole.permissions, stores: nil, expiresAt: Instant(microseconds: .max))
    }
}
