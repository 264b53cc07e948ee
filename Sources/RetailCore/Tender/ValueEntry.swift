/// A row of the ledger of a gift card or a store credit. Written once, never changed.
public struct ValueEntry: Hashable, Sendable {
    /// What happened to the value.
    public enum Kind: String, Sendable, CaseIterable {
        /// Opens the account with its first value: a liability of the shop, not revenue.
        case issue
        /// More value: paid for, or given back for goods as store credit.
        case load
        /// An authorisation: sets value aside for one payment.
        case hold
        /// Takes of a hold what the payment came to; what is left of the hold is free again.
        case capture
        /// Frees a hold whose payment didn't happen.
        case void
        /// What was not spent in time is lost; what is held stays.
        case expiry
        /// Gives back a captured payment, or some of it.
        case refund
    }

    /// The operation's: an entry that comes twice counts once.
    public let id: ID<ValueEntry>
    /// What happened.
    public let kind: Kind
    /// Above zero.
    public let amount: Money
    /// The hold that a capture or void ends, the capture that a refund gives back; nil for all others.
    public let of: ID<ValueEntry>?
    /// When.
    public let at: Instant

    /// A row to be recorded.
    public init(id: ID<ValueEntry>, kind: Kind, amount: Money, of: ID<ValueEntry>? = nil, at: Instant) {
        self.id = id
        self.kind = kind
        self.amount = amount
        self.of = of
        self.at = at
    }
}
