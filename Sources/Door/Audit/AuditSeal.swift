import Operations
package import RetailCore

/// The end of a chain of audit rows: how many there are, and the hash of the last.
package struct AuditEnd: Sendable, Equatable {
    package let chain: ID<AuditChain>
    package let number: Int64
    package let hash: [UInt8]

    package init(chain: ID<AuditChain>, number: Int64, hash: [UInt8]) {
        (self.chain, self.number, self.hash) = (chain, number, hash)
    }
}

/// The ends of all chains at one moment, signed; each seal covers the one before it (docs/adr/0016).
package struct AuditSeal: Sendable {
    package let number: Int64
    package let at: Instant
    package let chains: Int64
    /// SHA-256 over the ends, in the order of their chains' ids.
    package let root: [UInt8]
    package let hash: [UInt8]
    /// Whose signature it is; see `SigningKey.id`.
    package let keyID: String
    /// Ed25519 over `hash`.
    package let signature: [UInt8]

    package init(number: Int64, at: Instant, chains: Int64, root: [UInt8], hash: [UInt8], keyID: String, signature: [UInt8]) {
        (self.number, self.at, self.chains, self.root) = (number, at, chains, root)
        (self.hash, self.keyID, self.signature) = (hash, keyID, signature)
    }

    /// What stands in for the seal before the first.
    package static let none = [UInt8](repeating: 0, count: 32)

    /// - Parameter ends: sorted by their chains' ids.
    package static func root(of ends: [AuditEnd]) -> [UInt8] {
        var bytes = AuditBytes()
        for end in ends {
            bytes.id(end.chain)
            bytes.integer(end.number)
            bytes.raw(end.hash)
        }
        return bytes.sha256
    }

    package static func hash(
        of tenant: ID<Tenant>, number: Int64, at: Instant, chains: Int64, root: [UInt8], after previous: [UInt8]
    ) -> [UInt8] {
        var bytes = AuditBytes()
        bytes.text("retail-audit-seal/1")
        bytes.id(tenant)
        bytes.integer(number)
        bytes.integer(at.microseconds)
        bytes.integer(chains)
        bytes.raw(root)
        bytes.raw(previous)
        return bytes.sha256
    }

    package func hash(of tenant: ID<Tenant>, after previous: [UInt8]) -> [UInt8] {
        AuditSeal.hash(of: tenant, number: number, at: at, chains: chains, root: root, after: previous)
    }
}
