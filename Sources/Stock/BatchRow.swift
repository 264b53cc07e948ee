package import JSON
package import Operations
package import RetailCore

/// A batch is named by its product and its number.
package struct BatchKey: TableKey {
    package var product: ID<Product>
    package var number: String

    package init(product: ID<Product>, number: String) {
        (self.product, self.number) = (product, number)
    }

    package static var width: Int { 2 }
    package var fingerprint: Fingerprint { Fingerprint(product.high, product.low, text: number) }

    package func write(to cells: inout CellWriter) {
        cells.id(product)
        cells.text(number)
    }

    package static func < (left: Self, right: Self) -> Bool { (left.product, left.number) < (right.product, right.number) }
}

/// Goods of one make, with one expiry.
package struct BatchRow: CatalogTable {
    package static var name: String { "stock_batch" }
    package static var entity: StaticString { "batch" }
    package static var lockOrder: LockOrder { .stockBatch }
    package static let columns = [
        Column("product_id", .id), Column("number", .text), Column("id", .id), Column("expiry", .day), Column("status", .text),
        Column("row_version", .int64),
    ]
    package static let shown: [Schema.Property] = [
        .field("id", ID<Batch>.self), .field("product_id", ID<Product>.self), .field("number", String.self), .optional("expiry", Day.self),
        .field("status", String.self),
    ]

    package var key: BatchKey
    package var id: ID<Batch>
    package var expiry: Day?
    package var status: String
    package var rowVersion: Int64 = 0

    package init(key: BatchKey, id: ID<Batch>, expiry: Day?) {
        (self.key, self.id, self.expiry, status) = (key, id, expiry, "active")
    }

    package init(_ cells: inout CellReader) throws(Fault) {
        key = BatchKey(product: try cells.id(), number: try cells.text())
        id = try cells.id()
        expiry = try cells.dayIfAny()
        status = try cells.text()
        rowVersion = try cells.int64()
    }

    package func write(to cells: inout CellWriter) {
        key.write(to: &cells)
        cells.id(id)
        cells.day(expiry)
        cells.text(status)
        cells.int64(rowVersion)
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("product_id", key.product)
        writer.member("number", key.number)
        writer.member("expiry", expiry)
        writer.member("status", status)
    }
}
