/// A level of a customer programme by the chain's own name for it: `bronze`, `silver`, `gold`, … Prices and promotions may be for some tiers only.
///
/// Names are compared as they are written, capitals and all; the order is that of the names and says nothing of rank.
public struct CustomerTier: Hashable, Comparable, Sendable {
    /// As the chain calls it (`gold`).
    public let name: String

    /// A tier by its name.
    public init(_ name: String) {
        self.name = name
    }

    /// In the order of the names.
    public static func < (left: Self, right: Self) -> Bool { left.name < right.name }
}
