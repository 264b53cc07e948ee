import JSON
package import Operations
package import RetailCore

/// The one way stock changes: a movement and the balance it leaves, together.
package struct Ledger {
    private let world: World
    private let moment: Moment
    private let store: ID<Store>
    private let day: Day
    private var part: Int32 = 0

    package init(_ world: World, _ moment: Moment, store: ID<Store>, day: Day) {
        (self.world, self.moment, self.store, self.day) = (world, moment, store, day)
    }

    package static func want(_ world: World, _ shelf: Shelf) { world.wantToWrite(allOf: shelf, StockBalance.self) }

    /// One batch's balance on a shelf that was asked for; found by its key, for a shelf may have thousands.
    package static func known(_ world: World, _ shelf: Shelf, _ batch: ID<Batch>) -> StockBalance? {
        world.seen(StockBalance.self, BalanceKey(shelf: shelf, batch: batch))
    }

    package func balances(_ product: ID<Product>) -> [StockBalance] {
        world.rows(of: Shelf(store: store, product: product), StockBalance.self)
    }

    /// Did anybody ever receive or count the product here?
    package func isKnown(_ product: ID<Product>) -> Bool { balances(product).contains { $0.receivedAt != nil } }

    /// What goods leave a shelf at a sale: the scanned batch first, then by expiry; what nobody has is taken from "no batch".
    package struct Issue {
        package var parts: [Pick.Part]
        package var cost: Money
        /// More than any goods cost: somebody received them at a price that can't be.
        package var costIsTooLarge: Bool
        package var scannedIsExpired: Bool
        /// More left than was known to be there.
        package var isOversold: Bool
    }

    package func plan(_ product: ID<Product>, _ quantity: Quantity, scanned: ID<Batch>?) -> Pick {
        plan(balances(product), quantity, scanned: scanned)
    }

    private func plan(_ known: [StockBalance], _ quantity: Quantity, scanned: ID<Batch>?) -> Pick {
        let candidates = known.filter { $0.onHand.milli > 0 && $0.receivedAt != nil }.map {
            BatchOnHand(
                batch: $0.batch, expiry: $0.expiry, receivedAt: $0.receivedAt ?? moment.now, onHand: $0.onHand,
                isBlocked: $0.status != .active)
        }
        func wasThere(_ batch: BatchOnHand) -> Bool { batch.receivedAt <= moment.effectiveAt || batch.batch == scanned }
        let there = candidates.filter(wasThere)
        let first = Pick(quantity, from: there, scanned: scanned, rule: .fefo, onDay: day, minimumDaysLeft: 0)
        guard first.missing > .zero, there.count < candidates.count else { return first }
        // What was booked in after it was sold can only have been there before: but it comes last.
        let later = candidates.filter { !wasThere($0) }
        return first.completed(by: Pick(first.missing, from: later, scanned: nil, rule: .fefo, onDay: day, minimumDaysLeft: 0))
    }

    /// What is there and may not be sold: past its day, or blocked.
    package func unsellable(_ product: ID<Product>) throws(Fault) -> Quantity {
        try Quantity.sum(
            balances(product).filter { balance in
                balance.onHand > .zero && balance.receivedAt != nil
                    && (balance.status != .active || balance.expiry.map { $0 < day } ?? false)
            }.map(\.onHand))
    }

    /// What was sold without being there: it stands below zero until somebody counts.
    package func owed(_ product: ID<Product>) throws(Fault) -> Quantity {
        try Quantity.sum(balances(product).map(\.onHand).filter { $0 < .zero }).negated()
    }

    package mutating func issue(_ product: ID<Product>, _ quantity: Quantity, scanned: ID<Batch>?) throws(Fault) -> Issue {
        let known = balances(product)
        let wasKnown = known.contains { $0.receivedAt != nil }
        let before = try Quantity.sum(known.map(\.onHand))
        let pick = plan(known, quantity, scanned: scanned)
        var parts = pick.parts
        var worth = Money.zero
        for part in pick.parts { worth = try worth.adding(move(product, part.batch, by: part.quantity.negated(), .sale, reason: nil)) }
        let missing = pick.missing
        if missing.milli > 0 {
            worth = try worth.adding(move(product, .none, by: missing.negated(), .sale, reason: nil))
            parts.append(Pick.Part(batch: .none, quantity: missing, how: .inferred))
        }
        // The last one went: every till of the store should know before it promises another.
        let after = try before.subtracting(quantity)
        if wasKnown, before.milli > 0, after.milli <= 0 { world.alert(.store(store)) }
        let cost = try worth.negated()
        return Issue(
            parts: parts, cost: cost, costIsTooLarge: cost.minor >= Bound.highestAmount,
            scannedIsExpired: pick.scannedIsExpired || pick.scannedIsBlocked,
            isOversold: wasKnown && (missing.milli > 0 || after.milli < 0))
    }

    /// Of what was received last: without a batch the best there is.
    private func lastCost(_ product: ID<Product>) -> Money? {
        balances(product).filter { $0.receivedAt != nil }.max { ($0.receivedAt ?? moment.now) < ($1.receivedAt ?? moment.now) }?.unitCost
    }

    /// Changes one balance and writes its movement. Returns what it was worth: below zero of what left.
    ///
    /// - Parameters:
    ///   - expiry: the batch's, for a store that has not had it yet.
    ///   - unitCost: the same.
    ///   - worth: what it is worth where that is known; nil: its share of what is there.
    @discardableResult
    package mutating func move(
        _ product: ID<Product>, _ batch: ID<Batch>, by delta: Quantity, _ kind: StockMovement.Kind, reason: String?, expiry: Day? = nil,
        unitCost: Money? = nil, worth: Money? = nil
    ) throws(Fault) -> Money {
        let shelf = Shelf(store: store, product: product)
        let known = Ledger.known(world, shelf, batch)
        // A look at every batch of the shelf: only where it counts.
        let last = batch.isNone || known == nil && unitCost == nil ? lastCost(product) : nil
        var balance =
            known
            ?? StockBalance(shelf: shelf, batch: batch, unitCost: unitCost ?? last ?? .zero, expiry: expiry, receivedAt: nil, moment)
        if batch.isNone, let last { balance.unitCost = last }
        // Who adjusts has looked, and what a customer brings back of a batch is there: from now on the stock is known.
        if kind == .adjustment || kind == .refund && !batch.isNone { balance.receivedAt = balance.receivedAt ?? moment.effectiveAt }
        let moved: Money
        if let worth { moved = worth } else { moved = try balance.worth(of: delta) }
        try balance.change(by: delta, worth: moved, moment)
        world.put(balance)
        append(balance, delta, moved, kind, reason)
        return moved
    }

    /// Takes goods in: a batch that is there already grows by them and by what they cost.
    ///
    /// - Parameter cost: of all of them.
    package mutating func receive(
        _ product: ID<Product>, _ batch: BatchRow, _ quantity: Quantity, unitCost: Money, cost: Money
    ) throws(Fault) {
        let shelf = Shelf(store: store, product: product)
        var balance =
            Ledger.known(world, shelf, batch.id)
            ?? StockBalance(
                shelf: shelf, batch: batch.id, unitCost: unitCost, expiry: batch.expiry, receivedAt: moment.effectiveAt, moment)
        balance.unitCost = unitCost
        balance.receivedAt = balance.receivedAt ?? moment.effectiveAt
        try balance.change(by: quantity, worth: cost, moment)
        world.put(balance)
        append(balance, quantity, cost, .receipt, nil)
    }

    package func onHand(_ product: ID<Product>) throws(Fault) -> Quantity {
        var sum = Quantity(milli: 0)
        for balance in balances(product) { sum = try sum.adding(balance.onHand) }
        return sum
    }

    private mutating func append(
        _ balance: StockBalance, _ delta: Quantity, _ worth: Money, _ kind: StockMovement.Kind, _ reason: String?
    ) {
        var movement = StockMovement(balance.group, balance.batch, kind, moment)
        (movement.part, movement.delta, movement.value, movement.reason) = (part, delta, worth, reason)
        movement.unitCost = balance.unitCost
        world.append(movement)
        part += 1
    }
}
