import RetailCore
import Synchronization

/// Which chains of the trail are there, so that only new ones are made before they are locked.
final class KnownChains: Sendable {
    private struct Name: Hashable {
        var tenant: ID<Tenant>
        var chain: ID<AuditChain>
    }

    static let maximum = 200_000
    private let known = Mutex<Set<Name>>([])

    func new(among chains: some Sequence<ID<AuditChain>>, in tenant: ID<Tenant>) -> [ID<AuditChain>] {
        known.withLock { known in chains.filter { !known.contains(Name(tenant: tenant, chain: $0)) } }
    }

    /// They are there. Of very many all are asked for again.
    func add(_ chains: some Sequence<ID<AuditChain>>, in tenant: ID<Tenant>) {
        known.withLock { known in
            if known.count >= KnownChains.maximum { known.removeAll() }
            for chain in chains { known.insert(Name(tenant: tenant, chain: chain)) }
        }
    }
}
