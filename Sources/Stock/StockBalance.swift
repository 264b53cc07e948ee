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

    package mutating func change(by delta: Quantity, _ moment: Moment) throws(Fault) {
        onHand = try onHand.adding(delta)
        (lastOperation, lastActor, lastAt) = (moment.operation, moment.actor.id, moment.now)
    }
}
