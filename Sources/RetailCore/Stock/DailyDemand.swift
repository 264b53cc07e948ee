/// How much of a product a store sells a day, and how much that varies.
public struct DailyDemand: Hashable, Sendable {
    /// Per day, never below zero.
    public let mean: Quantity
    /// The standard deviation of a day's demand.
    public let deviation: Quantity

    /// Ten million units a day.
    public static let bounds: ClosedRange<Int64> = 0...10_000_000_000

    /// - Throws: `reorder.out-of-range` (`unprocessable`) outside `bounds`.
    public init(mean: Quantity, deviation: Quantity) throws(Fault) {
        guard Self.bounds.contains(mean.milli), Self.bounds.contains(deviation.milli) else { throw Self.outOfRange }
        self.mean = mean
        self.deviation = deviation
    }

    /// From what was sold on each of the last days, days without a sale included as zero. The mean is rounded half up to a thousandth; the
    /// deviation is the sample's (over n − 1), rounded up; zero for a single day.
    ///
    /// - Throws: `reorder.out-of-range` (`unprocessable`) for no days, more than 100,000, or a day outside `bounds` (returns below zero count as zero
    ///   by the caller's choice, not here).
    public init(days: [Quantity]) throws(Fault) {
        guard (1...100_000).contains(days.count), days.allSatisfy({ Self.bounds.contains($0.milli) }) else { throw Self.outOfRange }
        // n Σx² stays below 10^5 · 10^5 · 10^20.
        let count = Int128(days.count)
        var (sum, squares): (Int128, Int128) = (0, 0)
        for day in days {
            sum += Int128(day.milli)
            squares += Int128(day.milli) * Int128(day.milli)
        }
        mean = try Quantity(exactly: RoundingMode.halfUp.quotient(of: sum, by: count))
        let spread = UInt128(count * squares - sum * sum)
        deviation = days.count == 1 ? .zero : try Quantity(exactly: Int128(ceilingSquareRoot(spread, over: UInt128(count * (count - 1)))))
    }

    /// For how many whole days stock lasts at the mean, cut; 0 where there is none, nil where nothing sells.
    public func daysCovered(by onHand: Quantity) -> Int64? {
        guard mean > .zero else { return nil }
        return max(onHand.milli, 0) / mean.milli
    }

    static var outOfRange: Fault {
        Fault(.unprocessable, "reorder.out-of-range", "Demand is up to ten million units a day, a lead time up to 365 days.")
    }
}
