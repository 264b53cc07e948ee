import JSON
package import Operations
package import RetailCore

/// A product in a store, whatever the batch.
package struct Shelf: TableKey {
    package var store: ID<Store>
    package var product: ID<Product>

    package init(store: ID<Store>, product: ID<Product>) {
        (self.store, self.product) = (store, product)
    }

    package static var width: Int { 2 }
    package var fingerprint: Fingerprint { Fingerprint(store, product) }

    package func write(to cells: inout CellWriter) {
        cells.id(store)
        cells.id(product)
    }

    package static func < (left: Self, right: Self) -> Bool { (left.store, left.product) < (right.store, right.product) }
}

package struct BalanceKey: TableKey {
    package var shelf: Shelf
    package var batch: ID<Batch>

    package static var width: Int { 3 }

    package func write(to cells: inout CellWriter) {
        shelf.write(to: &cells)
        cells.id(batch)
    }

    package static func < (left: Self, right: Self) -> Bool { (left.shelf, left.batch) < (right.shelf, right.batch) }
}

/// How much of a batch is in a store. Derived from the movements, and written with them or not at all.
///
/// Batch none collects what no known batch could give: it goes below zero when more was sold than anybody received.
package struct StockBalance: GroupedTable, StreamedTable {
    package static let table = TableShape(StockBalance.self, "stock_balance", entity: "stock", .ledgers)

    package var group = Shelf(store: .none, product: .none)
    package var batch: ID<Batch> = .none
    package var onHand = Quantity(milli: 0)
    /// What all of it cost: the sum of its movements' values.
    package var value: Money = .zero
    /// What one cost, of what was received last: for what leaves without being there.
    package var unitCost: Money = .zero
    package var expiry: Day?
    /// nil until goods were received or counted: until then nobody knows the stock, and nobody is told it is short.
    package var receivedAt: Instant?
    package var status: BatchStatus = .active
    /// Who changed it last: who won, when somebody else comes second.
    package var lastOperation: OperationID = .none
    package var lastActor: ID<Actor> = .none
    package var lastAt = Instant(microseconds: 0)
    package var rowVersion: Int64 = 0

    package var key: BalanceKey { BalanceKey(shelf: group, batch: batch) }
    package static var streamKind: StreamName.Kind { .store }
    package var stream: StreamName { .store(group.store) }

    package init() {}

    package mutating func columns<Visitor: ColumnVisitor>(_ column: inout Visitor) throws(Visitor.Failure) {
        try column("store_id", &group.store, [.hidden, .owner])
        try column("product_id", &group.product)
        try column("batch_id", &batch, .sparse, "Left out: in no batch.")
        try column("on_hand_milli", &onHand, "Thousandths of the product's unit.")
        try column("value_minor", &value, .hidden)
        try column("unit_cost_minor", &unitCost, .hidden)
        try column("expiry", &expiry)
        try column("received_at", &receivedAt, .hidden)
        try column("status", &status, .sparse, "Left out: active.")
        try column("last_op_id", &lastOperation, .hidden)
        try column("last_actor_id", &lastActor, .hidden)
        try column("last_at", &lastAt, .hidden)
        try column.version(&rowVersion)
    }

    package init(shelf: Shelf, batch: ID<Batch>, unitCost: Money, expiry: Day?, receivedAt: Instant?, _ moment: Moment) {
        (group, self.batch, self.unitCost, self.expiry, self.receivedAt) = (shelf, batch, unitCost, expiry, receivedAt)
        (lastOperation, lastActor, lastAt) = (moment.operation, moment.actor.id, moment.now)
    }

    package mutating func change(by delta: Quantity, worth: Money, _ moment: Moment) throws(Fault) {
        onHand = try onHand.adding(delta)
        value = try value.adding(worth)
        (lastOperation, lastActor, lastAt) = (moment.operation, moment.actor.id, moment.now)
    }

    /// What `delta` of it is worth: as much of its value as of its quantity, so that the last piece takes the last cent. What leaves without
    /// being there, and what comes where nothing is, counts at the unit cost.
    func worth(of delta: Quantity) throws(Fault) -> Money {
        let (there, moved) = (Int128(onHand.milli), Int128(delta.milli))
        // As much of the movement as is there, or as is owed.
        let share: Int128 = there > 0 ? max(moved, -there) : there < 0 && moved > 0 ? min(moved, -there) : 0
        let ofValue = there == 0 ? 0 : try RoundingMode.halfEven.quotient(of: Int128(value.minor) * share, by: there)
        let beyond = try RoundingMode.halfEven.quotient(of: Int128(unitCost.minor) * (moved - share), by: 1000)
        // No more than an amount can be: who typed a cost that can't be must not keep the goods from being sold.
        return Money(minor: Int64(clamping: ofValue + beyond)).plausible
    }
}
