/// How much of the stock unit is in a pack that is ordered, delivered or sold as one: a case of 12, a sack of 2.5 kg.
public struct PackSize: Hashable, Sendable {
    /// Above zero.
    public let contents: Quantity

    /// - Throws: `pack.empty` (`unprocessable`).
    public init(_ contents: Quantity) throws(Fault) {
        guard contents > .zero else { throw Fault(.unprocessable, "pack.empty", "A pack has to contain something.") }
        self.contents = contents
    }

    /// A pack of packs: a pallet of 40 cases of 12 is 480.
    ///
    /// - Throws: `pack.empty`, `unit.not-exact`, `quantity.overflow` (all `unprocessable`).
    public init(_ count: Quantity, of inner: PackSize) throws(Fault) {
        try self.init(inner.stock(of: count))
    }

    /// What packs hold in the stock unit.
    ///
    /// - Parameter rounding: how, where parts of a pack don't make whole thousandths of the stock unit; nil: refuse.
    /// - Throws: `unit.not-exact`, `quantity.overflow` (both `unprocessable`).
    public func stock(of packs: Quantity, rounding: RoundingMode? = nil) throws(Fault) -> Quantity {
        try packs.multiplied(by: Fraction(Int128(contents.milli), over: 1000), rounding: rounding)
    }

    /// How many whole packs a quantity of the stock unit makes, and what is left over, of the same sign: `packs` × contents + `rest` is the quantity.
    public func packs(in stock: Quantity) -> (packs: Int64, rest: Quantity) {
        let (packs, rest) = stock.milli.quotientAndRemainder(dividingBy: contents.milli)
        return (packs, Quantity(milli: rest))
    }
}
