/// Which in-store codes mean what, in one region or company.
public struct InStoreTable: Hashable, Sendable {
    /// By prefix, apart from each other.
    public let patterns: [InStorePattern]

    /// None: in-store codes are numbers like any other.
    public static let none = InStoreTable(checked: [])

    /// - Throws: `code.pattern-overlap` (`unprocessable`) where a code would belong to two patterns.
    public init(_ patterns: [InStorePattern]) throws(Fault) {
        let sorted = patterns.sorted { $0.range.lowerBound < $1.range.lowerBound }
        for (pattern, next) in zip(sorted, sorted.dropFirst()) where pattern.range.upperBound >= next.range.lowerBound {
            throw Fault(.unprocessable, "code.pattern-overlap", "Two patterns claim the same codes: \(pattern.layout) and \(next.layout).")
        }
        self.init(checked: sorted)
    }

    private init(checked: [InStorePattern]) {
        patterns = checked
    }

    /// The pattern that a number belongs to; nil where it is none of them.
    public func pattern(of code: GTIN) -> InStorePattern? {
        guard code.value < 10_000_000_000_000, !patterns.isEmpty else { return nil }
        let head = code.value / 10_000_000
        return patterns.first { $0.range.contains(head) }
    }

    /// The code that a scale prints.
    ///
    /// - Parameters:
    ///   - item: the item's number with any variable part, as `InStoreCode.lookup` has it.
    ///   - variable: what to put in, counted in the last digit: cents for a price of two decimals, grams for a weight of three.
    /// - Throws: `code.no-pattern`, `code.value-too-large` (`unprocessable`).
    public func code(item: GTIN, variable: Int64) throws(Fault) -> GTIN {
        guard let pattern = pattern(of: item) else {
            throw Fault(.unprocessable, "code.no-pattern", "The number is not one that carries a price, weight or count here.")
        }
        return try pattern.code(item: item, variable: variable)
    }
}
