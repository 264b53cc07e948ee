import JSON
package import Operations
package import RetailCore

/// A line of the stock ledger: never changed, never removed; a correction is a new one.
package struct StockMovement: LogTable {
    package static let table = TableShape(StockMovement.self, "stock_movement", .logs)

    package enum Kind: String, ColumnWord { case receipt, sale, refund, adjustment }

    package var shelf = Shelf(store: .none, product: .none)
    package var batch: ID<Batch> = .none
    package var operation: OperationID = .none
    package var part: Int32 = 0
    package var kind: Kind = .receipt
    package var delta = Quantity(milli: 0)
    package var unitCost: Money = .zero
    /// What it changed the stock's value by, exactly.
    package var value: Money = .zero
    package var occurredAt = Instant(microseconds: 0)
    package var recordedAt = Instant(microseconds: 0)
    package var reason: String?

    package init() {}

    package mutating func columns<Visitor: ColumnVisitor>(_ column: inout Visitor) throws(Visitor.Failure) {
        try column("store_id", &shelf.store)
        try column("product_id", &shelf.product)
        try column("batch_id", &batch)
        try column("op_id", &operation)
        try column("part", &part)
        try column("kind", &kind)
        try column("delta_milli", &delta)
        try column("unit_cost_minor", &unitCost)
        try column("value_minor", &value)
        try column("occurred_at", &occurredAt)
        try column("recorded_at", &recordedAt)
        try column("reason", &reason)
    }

    init(_ shelf: Shelf, _ batch: ID<Batch>, _ kind: Kind, _ moment: Moment) {
        (self.shelf, self.batch, self.kind) = (shelf, batch, kind)
        (operation, occurredAt, recordedAt) = (moment.operation, moment.occurredAt, moment.now)
    }
}
