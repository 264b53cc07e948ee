extension GTIN {
    /// Where a number means something. Only a global one identifies the same article everywhere.
    ///
    /// Source: GS1 General Specifications, 1.4.2 (GS1 prefixes) and 1.4.3 (GS1-8 prefixes).
    public enum Circulation: String, Sendable, CaseIterable {
        /// The same article everywhere.
        case global
        /// Prefixes 02 and 20–29: as the region's GS1 organisation says, mostly weighed and priced goods. See `InStoreTable`.
        case region
        /// Prefix 04, and GTIN-8 beginning with 0 or 2: what the company says.
        case company
        /// Prefixes 980–983 and 99: refund receipts and coupons, not articles.
        case coupon
    }

    /// Where the number means something.
    public var circulation: Circulation {
        if value < 100_000_000 { return [0, 2].contains(value / 10_000_000) ? .company : .global }
        switch value / 10_000_000_000 {
        case 20...29, 200...299: return .region
        case 40...49: return .company
        case 980...983, 990...999: return .coupon
        default: return .global
        }
    }

    /// Whether the number means something in a region or a company only.
    public var isRestricted: Bool { circulation == .region || circulation == .company }
}
