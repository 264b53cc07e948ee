package import JSON
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
    package static var name: String { "stock_balance" }
    package static var entity: StaticString { "stock" }
    package static var lockOrder: LockOrder { .stockBalance }
    package static let columns = [
        Column("store_id", .id), Column("product_id", .id), Column("batch_id", .id), Column("on_hand_milli", .int64),
        Column("unit_cost_minor", .int64),
        Column("expiry", .day), Column("received_at", .instant), Column("status", .text), Column("last_op_id", .id),
        Column("last_actor_id", .id),
        Column("last_at", .instant), Column("row_version", .int64),
    ]
    package static let shown: [Schema.Property] = [
        .field("product_id", ID<Product>.self), .optional("batch_id", ID<Batch>.self, "Left out: in no batch."),
        .field("on_hand_milli", Quantity.self, "Thousandths of the product's unit."), .optional("expiry", Day.self),
        .optional("status", String.self, "Left out: active."),
    ]

    package var group: Shelf
    package var batch: ID<Batch>
    package var onHand: Quantity
    package var unitCost: Money
    package var expiry: Day?
    /// nil until goods were received or counted: until then nobody knows the stock, and nobody is told it is short.
    package var receivedAt: Instant?
    package var status: String
    /// Who changed it last: who won, when somebody else comes second.
    package var lastOperation: OperationID
    package var lastActor: ID<Actor>
    package var lastAt: Instant
    package var rowVersion: Int64 = 0

    package var key: BalanceKey { BalanceKey(shelf: group, batch: batch) }
    package var stream: StreamName { .store(group.store) }

    package init(shelf: Shelf, batch: ID<Batch>, unitCost: Money, expiry: Day?, receivedAt: Instant?, _ moment: Moment) {
        (group, self.batch, onHand, self.unitCost, self.expiry, self.receivedAt) = (
            shelf, batch, Quantity(milli: 0), unitCost, expiry, receivedAt
        )
        (status, lastOperation, lastActor, lastAt) = ("active", moment.operation, moment.actor.id, moment.now)
    }

    package init(_ cells: inout CellReader) throws(Fault) {
        group = Shelf(store: try cells.id(), product: try cells.id())
        batch = try cells.id()
        onHand = try cells.quantity()
        unitCost = try cells.money()
        expiry = try cells.dayIfAny()
        receivedAt = try cells.instantIfAny()
        status = try cells.text()
        lastOperation = try cells.id()
        lastActor = try cells.id()
        lastAt = try cells.instant()
        rowVersion = try cells.int64()
    }

    package func write(to cells: inout CellWriter) {
        key.write(to: &cells)
        cells.quantity(onHand)
        cells.money(unitCost)
        cells.day(expiry)
        cells.instant(receivedAt)
        cells.text(status)
        cells.id(lastOperation)
        cells.id(lastActor)
        cells.instant(lastAt)
        cells.int64(rowVersion)
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("product_id", group.product)
        if !batch.isNone { writer.member("batch_id", batch) }
        writer.member("on_hand_milli", onHand)
        writer.member("expiry", expiry)
        if status != "active" { writer.member("status", status) }
    }

    package mutating func change(by delta: Quantity, _ moment: Moment) throws(Fault) {
        onHand = try onHand.adding(delta)
        (lastOperation, lastActor, lastAt) = (moment.operation, moment.actor.id, moment.now)
    }
}
