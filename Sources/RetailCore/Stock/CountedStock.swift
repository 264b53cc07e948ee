/// What a store has of a product, from its movements and counts by the time they happened, in whatever order they arrive.
///
/// On hand at an instant is the last physical count until then plus the movements after that count. So a sale made at 13:20 that
/// arrives at 13:35 doesn't change what a 13:30 count says is there; it changes the variance of that count, which is against what was
/// expected at its instant. Ties: a movement at the very instant of a count was counted; of two counts at one instant the one with the
/// higher id is taken to be the later.
public struct CountedStock: Hashable, Sendable {
    /// Goods that came or left.
    public struct Movement: Hashable, Sendable {
        /// The same id is the same movement.
        public let id: ID<Movement>
        /// When it happened, by the business time of the device it happened on.
        public let occurredAt: Instant
        /// Below zero for what left.
        public let quantity: Quantity

        /// A movement as it was recorded.
        public init(id: ID<Movement>, occurredAt: Instant, quantity: Quantity) {
            self.id = id
            self.occurredAt = occurredAt
            self.quantity = quantity
        }
    }

    /// What somebody counted.
    public struct Count: Hashable, Sendable {
        /// The same id is the same count.
        public let id: ID<Count>
        /// When it was counted.
        public let occurredAt: Instant
        /// What was found; never below zero.
        public let counted: Quantity

        /// A count as it was recorded.
        public init(id: ID<Count>, occurredAt: Instant, counted: Quantity) {
            self.id = id
            self.occurredAt = occurredAt
            self.counted = counted
        }
    }

    /// A count against what the count before it and the movements between them made expected.
    public struct Variance: Hashable, Sendable {
        /// What should have been there.
        public let expected: Quantity
        /// What was found.
        public let counted: Quantity
        /// Counted less expected: below zero for a loss.
        public let difference: Quantity
    }

    /// By time, then id.
    public private(set) var movements: [Movement] = []
    /// By time, then id.
    public private(set) var counts: [Count] = []
    private var knownMovements: [ID<Movement>: Movement] = [:]
    private var knownCounts: [ID<Count>: Count] = [:]

    /// Without movements and counts.
    public init() {}

    /// Takes a movement in; one that is there already changes nothing.
    ///
    /// - Throws: `stock.id-reused` (`conflict`) where the id stands for another movement.
    public mutating func record(_ movement: Movement) throws(Fault) {
        if let known = knownMovements[movement.id] {
            guard known == movement else { throw Self.idReused }
            return
        }
        knownMovements[movement.id] = movement
        let place = movements.indices.partitionPoint { (movements[$0].occurredAt, movements[$0].id) > (movement.occurredAt, movement.id) }
        movements.insert(movement, at: place)
    }

    /// Takes a count in; one that is there already changes nothing.
    ///
    /// - Throws: `stock.id-reused` (`conflict`) where the id stands for another count; `stock.count-below-zero` (`unprocessable`).
    public mutating func record(_ count: Count) throws(Fault) {
        guard count.counted >= .zero else { throw Fault(.unprocessable, "stock.count-below-zero", "Nobody counts less than nothing.") }
        if let known = knownCounts[count.id] {
            guard known == count else { throw Self.idReused }
            return
        }
        knownCounts[count.id] = count
        let place = counts.indices.partitionPoint { (counts[$0].occurredAt, counts[$0].id) > (count.occurredAt, count.id) }
        counts.insert(count, at: place)
    }

    /// - Throws: `quantity.overflow`.
    public func onHand(at instant: Instant) throws(Fault) -> Quantity {
        try onHand(at: instant, after: counts.lastIndex { $0.occurredAt <= instant })
    }

    /// What a count found missing or too much; nil where there is no such count.
    ///
    /// - Throws: `quantity.overflow`.
    public func variance(of count: ID<Count>) throws(Fault) -> Variance? {
        guard let index = counts.firstIndex(where: { $0.id == count }) else { return nil }
        let expected = try onHand(at: counts[index].occurredAt, after: index == 0 ? nil : index - 1)
        let counted = counts[index].counted
        return Variance(expected: expected, counted: counted, difference: try counted.subtracting(expected))
    }

    private func onHand(at instant: Instant, after index: Int?) throws(Fault) -> Quantity {
        let base = index.map { counts[$0] }
        var total = Int128(base?.counted.milli ?? 0)
        for movement in movements where movement.occurredAt <= instant {
            if let base, movement.occurredAt <= base.occurredAt { continue }
            total += Int128(movement.quantity.milli)
        }
        return try Quantity(exactly: total)
    }

    private static var idReused: Fault { Fault(.conflict, "stock.id-reused", "This id was used for something else.") }
}
