package import JSON

/// Rules that many fields have.
extension FieldRule {
    /// The row that the operation makes.
    package static let made = FieldRule("made by the caller; refused where it is there already")
    package static let inChain = FieldRule("one of the chain's")
    private static let own = "one of the caller's own stores, else `access.store-scope`"
    package static let ownStore = FieldRule(own)
    /// A store that a till may name as well.
    package static let storeOfCaller = FieldRule(own, push: ofTill)
    private static let ofTill = "the till's own; another one is refused (`access.store-scope`)"

    /// One of the caller's own stores, or none.
    package static func ownStore(orNone words: String, push: String = "the same") -> FieldRule {
        FieldRule("\(own); \(words)", push: push == "own" ? ofTill : push)
    }

    package static let givenStores = FieldRule("within the giver's own; empty (every store) only for who may act in every store")
}
