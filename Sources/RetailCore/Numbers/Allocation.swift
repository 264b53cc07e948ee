extension Money {
    /// Shares the amount out in proportion to `weights`, to the last minor unit, by largest remainder (ties to the lowest index).
    ///
    /// The parts always add up to it; each is the exact share cut or raised to a whole unit, so none is off by a whole unit and a part
    /// never exceeds its weight where the amount doesn't exceed the weights' sum. Weight 0 gets 0, unless all weights are 0: then all count
    /// the same. A negative amount gives the negated parts of the positive one. The result is stored with the document, never recomputed.
    ///
    /// - Throws: `allocation.negative-weight`, `allocation.nothing-to-share-over` (both `unprocessable`; the latter for no weights and an amount).
    public func allocated(over weights: [Int64]) throws(Fault) -> [Money] {
        guard !weights.contains(where: { $0 < 0 }) else {
            throw Fault(.unprocessable, "allocation.negative-weight", "An amount can't be shared out over negative weights.")
        }
        guard !weights.isEmpty else {
            guard self == .zero else {
                throw Fault(.unprocessable, "allocation.nothing-to-share-over", "There is nothing to share an amount out over.")
            }
            return []
        }
        var sum: Int128 = 0
        for weight in weights { sum += Int128(weight) }
        let (counted, divisor) = sum == 0 ? (Array(repeating: 1, count: weights.count), Int128(weights.count)) : (weights, sum)
        // 64 by 64 bits: the products fit in 128.
        let exact = counted.map { ExactAmount(Int128(minor) * Int128($0), over: divisor) }
        var parts: [Money] = []
        parts.reserveCapacity(weights.count)
        for part in try ExactAmount.largestRemainder(exact, target: Int128(minor)) { parts.append(try Money(exactly: part)) }
        return parts
    }
}
