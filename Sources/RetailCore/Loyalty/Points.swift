/// Loyalty points. Negative: owed by the customer, after a refund of goods whose points were spent already.
///
/// Every operation that could leave `Int64` throws `points.overflow` (`unprocessable`) instead.
public struct Points: Hashable, Comparable, Sendable {
    /// Below zero: owed.
    public let count: Int64

    /// None.
    public static let zero = Points(0)

    /// So many.
    @inlinable public init(_ count: Int64) {
        self.count = count
    }

    /// - Throws: `points.overflow` where the exact result doesn't fit.
    public init(exactly count: Int128) throws(Fault) {
        guard let fits = Int64(exactly: count) else { throw Points.overflow }
        self.init(fits)
    }

    /// In the order of their number.
    @inlinable public static func < (left: Self, right: Self) -> Bool { left.count < right.count }

    /// - Throws: `points.overflow`.
    public func adding(_ other: Points) throws(Fault) -> Points {
        try Points(exactly: Int128(count) + Int128(other.count))
    }

    /// - Throws: `points.overflow`.
    public func subtracting(_ other: Points) throws(Fault) -> Points {
        try Points(exactly: Int128(count) - Int128(other.count))
    }

    /// The sum of all; only the result has to fit. Zero for none.
    ///
    /// - Throws: `points.overflow`.
    public static func sum(_ all: some Sequence<Points>) throws(Fault) -> Points {
        var total: Int128 = 0
        for points in all { total += Int128(points.count) }
        return try Points(exactly: total)
    }

    static var overflow: Fault { Fault(.unprocessable, "points.overflow", "A number of points is too large to be represented.") }
}
