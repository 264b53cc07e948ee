/// What is being bought, at its shelf prices.
public struct Cart: Hashable, Sendable {
    /// In the order in which they were scanned.
    public var lines: [CartLine]
    /// Granted by a person on the whole cart, after every promotion, in this order.
    public var discounts: [ManualDiscount]

    /// Lines, and what a person granted on all of them; nothing is checked before `Checkout`.
    public init(lines: [CartLine] = [], discounts: [ManualDiscount] = []) {
        (self.lines, self.discounts) = (lines, discounts)
    }
}

/// A discount that a person grants.
public struct ManualDiscount: Hashable, Sendable {
    /// Off the line or the cart, not off each unit.
    public var off: Off
    /// In the words of whoever granted it.
    public var reason: String

    /// For `reason`, in words that go on the receipt.
    public init(_ off: Off, reason: String) {
        (self.off, self.reason) = (off, reason)
    }
}
