package import JSON
package import Postgres
package import RetailCore

/// What is where, batch by batch, with its value at cost.
package struct StockOnHandRow: WireObject {
    package var store: ID<Store>
    package var product: ID<Product>
    package var batch: ID<Batch>
    package var sku: String
    package var name: String
    package var batchNumber: String
    package var expiry: Day?
    package var onHand: Quantity
    /// nil: not for the reader's eyes (`cost.read`).
    package var unitCost: Money?
    package var value: Money?
    package var rowVersion: Int64

    package init(_ fields: inout Fields) throws(Fault) {
        store = try fields.required("store_id")
        product = try fields.required("product_id")
        batch = try fields.optional("batch_id", .none, "Left out: in no batch.") ?? ID.none
        sku = try fields.required("sku")
        name = try fields.required("name")
        batchNumber = try fields.required("batch_number", default: "")
        expiry = try fields.optional("expiry")
        onHand = try fields.required("on_hand_milli", .range(Int64.min...Int64.max))
        unitCost = try fields.optional("unit_cost_minor", .none, "With `cost.read`.")
        value = try fields.optional(
            "value_minor", .range(Int64.min...Int64.max), "With `cost.read`: at cost; below zero where more was sold than received.")
        _ = try fields.optional("clamped", .none, "The value does not fit 64 bits: the nearest that does stands here.") as Bool?
        rowVersion = try fields.required("row_version")
    }

    init(_ row: borrowing Row) throws(Fault) {
        store = try row.id(0)
        product = try row.id(1)
        batch = try row.id(2)
        sku = try row.textIfAny(3) ?? ""
        name = try row.textIfAny(4) ?? ""
        batchNumber = try row.textIfAny(5) ?? ""
        expiry = try row.dayIfAny(6)
        onHand = Quantity(milli: try row.int64(7))
        unitCost = Money(minor: try row.int64(8))
        value = Money(minor: try row.int64(9))
        rowVersion = try row.int64(10)
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("store_id", store)
        writer.member("product_id", product)
        if !batch.isNone { writer.member("batch_id", batch) }
        writer.member("sku", sku)
        writer.member("name", name)
        if !batchNumber.isEmpty { writer.member("batch_number", batchNumber) }
        writer.member("expiry", expiry)
        writer.member("on_hand_milli", onHand)
        writer.member("unit_cost_minor", unitCost)
        writer.member("value_minor", value)
        if let value, SafeSum.isClamped(value.minor) { writer.member("clamped", true) }
        writer.member("row_version", rowVersion)
    }

    /// For readers without `cost.read`.
    package func withoutCost() -> StockOnHandRow {
        var row = self
        (row.unitCost, row.value) = (nil, nil)
        return row
    }

    package static let csvHeader = [
        "store_id", "product_id", "batch_id", "sku", "name", "batch_number", "expiry", "on_hand_milli", "unit_cost_minor", "value_minor",
    ]

    package var csvFields: [String] {
        [
            store.description, product.description, batch.isNone ? "" : batch.description, sku, name, batchNumber,
            expiry?.description ?? "",
            String(onHand.milli), unitCost.map { String($0.minor) } ?? "", value.map { String($0.minor) } ?? "",
        ]
    }

    /// Where the next page begins.
    package var cursor: String { "\(store)_\(product)_\(batch)" }
}

package struct StockOnHand: Query {
    package static let statement = Statement(
        """
        SELECT b.store_id, b.product_id, b.batch_id, p.sku, p.name, t.number, b.expiry, b.on_hand_milli,
               CASE WHEN b.on_hand_milli > 0 THEN \(SafeSum.bigint("round(b.value_minor::numeric * 1000 / b.on_hand_milli)")) ELSE b.unit_cost_minor END,
               \(SafeSum.bigint("b.value_minor::numeric")), b.row_version
        FROM (
            SELECT * FROM @.stock_balance WHERE (store_id, product_id, batch_id) > ($1, $2, $3) AND ($4::uuid[] IS NULL OR store_id = ANY($4))
                AND ($5::uuid IS NULL OR product_id = $5)
            ORDER BY store_id, product_id, batch_id LIMIT $6
        ) b
        LEFT JOIN @.product p ON p.id = b.product_id LEFT JOIN @.stock_batch t ON t.id = b.batch_id
        ORDER BY b.store_id, b.product_id, b.batch_id
        """)
    let after: (ID<Store>, ID<Product>, ID<Batch>)
    let stores: [ID<Store>]?
    let product: ID<Product>?
    let limit: Int

    /// - Throws: `request.invalid` where `after` is no cursor of ours.
    package init(after text: String?, product: ID<Product>?, limit: Int, stores: [ID<Store>]?) throws(Fault) {
        if let text {
            let parts = text.split(separator: "_")
            guard parts.count == 3, let store = ID<Store>(parts[0]), let product = ID<Product>(parts[1]), let batch = ID<Batch>(parts[2])
            else {
                throw Fault.field("after", "not-a-cursor", "Expected what the page before gave as next.")
            }
            after = (store, product, batch)
        } else {
            after = (ID.none, ID.none, ID.none)
        }
        (self.product, self.limit, self.stores) = (product, limit, stores)
    }

    package func bind(_ parameters: inout Parameters) {
        parameters.id(after.0)
        parameters.id(after.1)
        parameters.id(after.2)
        if let stores { parameters.ids(stores) } else { parameters.null(PostgresType.array(of: PostgresType.uuid)) }
        parameters.id(product)
        parameters.int64(Int64(limit))
    }

    package static func decode(_ row: borrowing Row) throws(Fault) -> StockOnHandRow { try StockOnHandRow(row) }
}
