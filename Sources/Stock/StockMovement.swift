package import Operations
package import RetailCore

/// A line of the stock ledger: never changed, never removed; a correction is a new one.
package struct StockMovement: LogTable {
    package enum Kind: String, Sendable { case receipt, sale, refund, adjustment }

    package static var name: String { "stock_movement" }
    package static let columns = [
        Column("store_id", .id), Column("product_id", .id), Column("batch_id", .id), Column("op_id", .id), Column("part", .int32),
        Column("kind", .text),
        Column("delta_milli", .int64), Column("unit_cost_minor", .int64), Column("occurred_at", .instant), Column("recorded_at", .instant),
        Column("reason", .text),
    ]

    package var shelf: Shelf
    package var batch: ID<Batch>
    package var operation: OperationID
    package var part: Int32
    package var kind: Kind
    package var delta: Quantity
    package var unitCost: Money
    package var occurredAt: Instant
    package var recordedAt: Instant
    package var reason: String?

    package func write(to cells: inout CellWriter) {
        cells.id(shelf.store)
        cells.id(shelf.product)
        cells.id(batch)
        cells.id(operation)
        cells.int32(part)
        cells.text(kind.rawValue)
        cells.quantity(delta)
        cells.money(unitCost)
        cells.instant(occurredAt)
        cells.instant(recordedAt)
        cells.text(reason)
    }
}
