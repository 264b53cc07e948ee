/// An amount in the minor unit of its document's currency (cents, mostly). Negative: owed the other way.
///
/// Every operation that could leave `Int64` throws `money.overflow` (`unprocessable`) instead.
public struct Money: Hashable, Comparable, Sendable {
    /// Minor units: 12.34 € is 1234.
    public let minor: Int64

    /// Nothing.
    public static let zero = Money(minor: 0)

    /// So many minor units.
    @inlinable public init(minor: Int64) {
        self.minor = minor
    }

    /// - Throws: `money.overflow` where the exact result doesn't fit.
    public init(exactly minor: Int128) throws(Fault) {
        guard let fits = Int64(exactly: minor) else { throw Money.overflow }
        self.init(minor: fits)
    }

    /// In the order of the amounts.
    @inlinable public static func < (left: Self, right: Self) -> Bool { left.minor < right.minor }

    /// - Throws: `money.overflow`.
    public func adding(_ other: Money) throws(Fault) -> Money {
        let (sum, overflow) = minor.addingReportingOverflow(other.minor)
        guard !overflow else { throw Money.overflow }
        return Money(minor: sum)
    }

    /// - Throws: `money.overflow`.
    public func subtracting(_ other: Money) throws(Fault) -> Money {
        let (difference, overflow) = minor.subtractingReportingOverflow(other.minor)
        guard !overflow else { throw Money.overflow }
        return Money(minor: difference)
    }

    /// - Throws: `money.overflow` for the one number without an opposite, `Int64.min`.
    public func negated() throws(Fault) -> Money {
        try Money.zero.subtracting(self)
    }

    /// The sum of all; only the result has to fit, not what comes on the way. Zero for none.
    ///
    /// - Throws: `money.overflow`.
    public static func sum(_ amounts: some Sequence<Money>) throws(Fault) -> Money {
        var total: Int128 = 0
        for amount in amounts { total += Int128(amount.minor) }
        return try Money(exactly: total)
    }

    static var overflow: Fault { Fault(.unprocessable, "money.overflow", "An amount is too large to be represented.") }
}
