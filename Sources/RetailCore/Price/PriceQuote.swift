/// A price found in the lists, and why it is this one.
public struct PriceQuote: Hashable, Sendable {
    /// Per whole stock unit.
    public let unitPrice: Money
    /// The list that won.
    public let list: PriceList
    /// The version that holds.
    public let version: PriceVersion
    /// The quantity break that was reached, if any.
    public let quantityBreak: PriceVersion.Break?
}
