/// A share of a price, in millionths: 12.5 % is 125,000. From 0 to 100 %.
public struct Percent: Hashable, Comparable, Sendable {
    /// Millionths: 12.5 % is 125,000.
    public let micro: Int64

    /// 100 %: free.
    public static let whole = Percent(unchecked: 1_000_000)

    /// - Throws: `promotion.percent-out-of-range` (`unprocessable`) outside 0 … 1,000,000.
    public init(micro: Int64) throws(Fault) {
        guard (0...1_000_000).contains(micro) else {
            throw Fault(.unprocessable, "promotion.percent-out-of-range", "A percentage has to lie between 0 and 100 per cent.")
        }
        self.micro = micro
    }

    private init(unchecked micro: Int64) {
        self.micro = micro
    }

    /// In the order of the shares.
    public static func < (left: Self, right: Self) -> Bool { left.micro < right.micro }
}

extension Percent: CustomStringConvertible {
    /// `12.5 %`.
    public var description: String {
        var fraction = String(micro % 10_000 + 10_000).dropFirst()
        while fraction.last == "0" { fraction.removeLast() }
        return "\(micro / 10_000)\(fraction.isEmpty ? "" : "." + fraction) %"
    }
}
