/// A named set of prices for some stores and customers.
public struct PriceList: Hashable, Sendable {
    /// Which list it is.
    public let id: ID<PriceList>
    /// What receipts and reports call it.
    public let name: String
    /// The higher one wins.
    public let priority: Int32
    /// nil: for all.
    public let stores: Set<StoreID>?
    /// nil: for everybody; else for customers of these tiers only.
    public let tiers: Set<CustomerTier>?
    /// Of all its prices.
    public let currency: Currency

    /// For everybody everywhere, unless said otherwise.
    public init(
        id: ID<PriceList>, name: String, priority: Int32 = 0, stores: Set<StoreID>? = nil, tiers: Set<CustomerTier>? = nil,
        currency: Currency
    ) {
        self.id = id
        self.name = name
        self.priority = priority
        self.stores = stores
        self.tiers = tiers
        self.currency = currency
    }

    /// 3 for stores and tiers, 2 for stores, 1 for tiers, 0 for neither.
    var specificity: Int { (stores == nil ? 0 : 2) + (tiers == nil ? 0 : 1) }

    func admits(_ tier: CustomerTier?) -> Bool {
        guard let tiers else { return true }
        return tier.map(tiers.contains) ?? false
    }
}
