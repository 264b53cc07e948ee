import JSON
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
    package static let table = TableShape(BatchRow.self, "stock_batch", entity: "batch", .ledgers)

    package var key = BatchKey(product: .none, number: "")
    package var id: ID<Batch> = .none
    package var expiry: Day?
    package var status: BatchStatus = .active
    package var rowVersion: Int64 = 0

    package init() {}

    package mutating func columns<Visitor: ColumnVisitor>(_ column: inout Visitor) throws(Visitor.Failure) {
        try column("product_id", &key.product)
        try column("number", &key.number)
        try column("id", &id)
        try column("expiry", &expiry)
        try column("status", &status)
        try column.version(&rowVersion)
    }

    package init(key: BatchKey, id: ID<Batch>, expiry: Day?) {
        (self.key, self.id, self.expiry) = (key, id, expiry)
    }
}

package enum BatchStatus: String, ColumnWord {
    case active

    package var isBlank: Bool { self == .active }
}
