/// How much of a product, in thousandths of its stock unit: three pieces are 3000, 1.5 kg are 1500. Negative takes away.
///
/// Every operation that could leave `Int64` throws `quantity.overflow` (`unprocessable`) instead.
public struct Quantity: Hashable, Comparable, Sendable {
    /// Thousandths of the stock unit.
    public let milli: Int64

    /// Nothing.
    public static let zero = Quantity(milli: 0)
    /// One whole unit.
    public static let one = Quantity(milli: 1000)

    /// So many thousandths.
    @inlinable public init(milli: Int64) {
        self.milli = milli
    }

    /// - Throws: `quantity.overflow` where the exact result doesn't fit.
    public init(exactly milli: Int128) throws(Fault) {
        guard let fits = Int64(exactly: milli) else { throw Quantity.overflow }
        self.init(milli: fits)
    }

    /// Whole units.
    ///
    /// - Throws: `quantity.overflow` beyond ±9,223,372,036,854,775.
    public static func units(_ count: Int64) throws(Fault) -> Quantity {
        try Quantity(exactly: Int128(count) * 1000)
    }

    /// In the order of the quantities.
    @inlinable public static func < (left: Self, right: Self) -> Bool { left.milli < right.milli }

    /// - Throws: `quantity.overflow`.
    public func adding(_ other: Quantity) throws(Fault) -> Quantity {
        let (sum, overflow) = milli.addingReportingOverflow(other.milli)
        guard !overflow else { throw Quantity.overflow }
        return Quantity(milli: sum)
    }

    /// - Throws: `quantity.overflow`.
    public func subtracting(_ other: Quantity) throws(Fault) -> Quantity {
        let (difference, overflow) = milli.subtractingReportingOverflow(other.milli)
        guard !overflow else { throw Quantity.overflow }
        return Quantity(milli: difference)
    }

    /// - Throws: `quantity.overflow` for the one number without an opposite, `Int64.min`.
    public func negated() throws(Fault) -> Quantity {
        try Quantity.zero.subtracting(self)
    }

    /// The sum of all; only the result has to fit, not what comes on the way. Zero for none.
    ///
    /// - Throws: `quantity.overflow`.
    public static func sum(_ quantities: some Sequence<Quantity>) throws(Fault) -> Quantity {
        var total: Int128 = 0
        for quantity in quantities { total += Int128(quantity.milli) }
        return try Quantity(exactly: total)
    }

    static var overflow: Fault { Fault(.unprocessable, "quantity.overflow", "A quantity is too large to be represented.") }
}
