/// The proof that what a ledger adds up to is what the balances say, per shelf, batch, or whatever is balanced.
public struct BalanceProof<Key: Hashable & Comparable & Sendable>: Hashable, Sendable {
    /// A balance that the ledger doesn't bear out.
    public struct Discrepancy: Hashable, Sendable {
        /// What is balanced.
        public let key: Key
        /// What the movements add up to.
        public let ledger: Quantity
        /// What the balance says; zero where there is none.
        public let balance: Quantity
    }

    /// By key; empty: proven.
    public let discrepancies: [Discrepancy]

    /// - Parameter ledger: the movements, in any order.
    /// - Throws: `quantity.overflow` where a sum doesn't fit.
    public init(
        ledger: some Sequence<(key: Key, quantity: Quantity)>, balances: some Sequence<(key: Key, quantity: Quantity)>
    ) throws(Fault) {
        let moved = try Self.sums(ledger)
        let held = try Self.sums(balances)
        discrepancies = Set(moved.keys).union(held.keys).sorted().compactMap { key in
            let (sum, balance) = (moved[key] ?? .zero, held[key] ?? .zero)
            return sum == balance ? nil : Discrepancy(key: key, ledger: sum, balance: balance)
        }
    }

    private static func sums(_ rows: some Sequence<(key: Key, quantity: Quantity)>) throws(Fault) -> [Key: Quantity] {
        var exact: [Key: Int128] = [:]
        for row in rows { exact[row.key, default: 0] += Int128(row.quantity.milli) }
        var sums: [Key: Quantity] = [:]
        for (key, sum) in exact { sums[key] = try Quantity(exactly: sum) }
        return sums
    }
}
