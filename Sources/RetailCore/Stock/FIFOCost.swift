/// What a product's stock in a store costs where goods are taken to leave in the order they came: layers of receipts, the oldest first.
///
/// A part of a layer costs the difference of two cumulative shares of what the layer cost, so that the parts make up the whole to the minor
/// unit. Selling what isn't there is costed provisionally, at the unit cost of the last receipt (nothing where there was none); the
/// receipts that cover it, oldest shortage first, bring the difference as a variance, to be written as a row of its own. Always:
/// `Σ issued + Σ variance + value = Σ received`.
public struct FIFOCost: Hashable, Sendable {
    /// Goods of one receipt, or of one sale that isn't covered yet.
    public struct Layer: Hashable, Sendable {
        /// Above zero.
        public let quantity: Quantity
        /// What all of it cost, or was costed at.
        public let value: Money
        /// How much of it has left, or been covered; less than `quantity`.
        public internal(set) var taken: Quantity = .zero

        init(quantity: Quantity, value: Money) {
            self.quantity = quantity
            self.value = value
        }

        /// How much of it is still there, or still short; above zero.
        public var left: Quantity { Quantity(milli: quantity.milli - taken.milli) }

        /// What is left of it cost.
        ///
        /// - Throws: `money.overflow`.
        public func valueLeft() throws(Fault) -> Money {
            try Money(exactly: stepShare(value.minor, from: taken.milli, to: quantity.milli, of: quantity.milli))
        }
    }

    /// What is on hand, the oldest first; empty while goods are short.
    public private(set) var layers: [Layer] = []
    /// What was sold without being there, at provisional cost, the oldest first; empty while there are layers.
    public private(set) var shortages: [Layer] = []
    /// What the next uncovered sale is costed at.
    public private(set) var lastUnitCost: UnitCost = .zero

    /// Without goods.
    public init() {}

    /// What receiving came to.
    public struct Receipt: Hashable, Sendable {
        /// How it stands after it.
        public let after: FIFOCost
        /// How much of the received quantity went to earlier sales.
        public let covered: Quantity
        /// What these cost beyond what was assumed; negative where less.
        public let variance: Money
    }

    /// What issuing came to.
    public struct Issue: Hashable, Sendable {
        /// How it stands after it.
        public let after: FIFOCost
        /// What the issued quantity cost, the uncovered part provisionally.
        public let cost: Money
        /// How much of it was not there.
        public let uncovered: Quantity
    }

    /// Below zero while goods are short.
    ///
    /// - Throws: `quantity.overflow`.
    public func onHand() throws(Fault) -> Quantity {
        try Quantity.sum(layers.map(\.left)).subtracting(Quantity.sum(shortages.map(\.left)))
    }

    /// What is on hand cost; below zero while goods are short.
    ///
    /// - Throws: `money.overflow`.
    public func value() throws(Fault) -> Money {
        var total: Int128 = 0
        for layer in layers { total += Int128(try layer.valueLeft().minor) }
        for layer in shortages { total -= Int128(try layer.valueLeft().minor) }
        return try Money(exactly: total)
    }

    /// - Parameter total: what the whole receipt cost.
    /// - Throws: `cost.quantity-not-positive` (`unprocessable`), `quantity.overflow`, `money.overflow`.
    public func receiving(_ quantity: Quantity, for total: Money) throws(Fault) -> Receipt {
        let unit = try UnitCost(total: total, for: quantity)
        _ = try onHand().adding(quantity)
        var after = self
        after.lastUnitCost = unit
        var receipt = Layer(quantity: quantity, value: total)
        let short = try Quantity.sum(shortages.map(\.left))
        let covered = min(short, quantity)
        var variance = Money.zero
        if covered > .zero {
            let assumed = try Self.take(covered, from: &after.shortages)
            let actual = try Self.take(covered, from: &receipt)
            variance = try actual.subtracting(assumed)
        }
        if receipt.left > .zero { after.layers.append(receipt) }
        _ = try after.value()
        return Receipt(after: after, covered: covered, variance: variance)
    }

    /// As `receiving(_:for:)`, with what a whole unit cost; what the receipt comes to is rounded once, half to even.
    public func receiving(_ quantity: Quantity, at cost: UnitCost) throws(Fault) -> Receipt {
        try receiving(quantity, for: cost.value(of: quantity))
    }

    /// - Throws: `cost.quantity-not-positive` (`unprocessable`), `quantity.overflow`, `money.overflow`.
    public func issuing(_ quantity: Quantity) throws(Fault) -> Issue {
        guard quantity > .zero else { throw AverageCost.quantityNotPositive }
        // Its opposite has to fit as well.
        _ = try onHand().subtracting(quantity).negated()
        var after = self
        let there = min(quantity, try Quantity.sum(layers.map(\.left)))
        var cost = try Self.take(there, from: &after.layers)
        let uncovered = try quantity.subtracting(there)
        if uncovered > .zero {
            let provisional = try lastUnitCost.value(of: uncovered)
            cost = try cost.adding(provisional)
            after.shortages.append(Layer(quantity: uncovered, value: provisional))
        }
        _ = try after.value()
        return Issue(after: after, cost: cost, uncovered: uncovered)
    }

    /// `quantity` is at most what the layers have; spent ones go.
    private static func take(_ quantity: Quantity, from layers: inout [Layer]) throws(Fault) -> Money {
        var rest = quantity
        var cost: Int128 = 0
        var spent = 0
        for index in layers.indices where rest > .zero {
            let part = min(rest, layers[index].left)
            cost += Int128(try take(part, from: &layers[index]).minor)
            rest = try rest.subtracting(part)
            if layers[index].left == .zero { spent += 1 }
        }
        layers.removeFirst(spent)
        return try Money(exactly: cost)
    }

    private static func take(_ part: Quantity, from layer: inout Layer) throws(Fault) -> Money {
        let after = try layer.taken.adding(part)
        let share = try stepShare(layer.value.minor, from: layer.taken.milli, to: after.milli, of: layer.quantity.milli)
        layer.taken = after
        return try Money(exactly: share)
    }
}
