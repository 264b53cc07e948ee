package import JSON
package import Operations
package import RetailCore

/// A node of the tree that products hang on.
package struct CategoryRow: CatalogTable {
    package static let table = TableShape(CategoryRow.self, "category", .catalog)

    package var id: ID<Category> = .none
    package var parent: ID<Category> = .none
    package var name = ""
    package var skuPrefix = ""
    package var rowVersion: Int64 = 0

    package var key: ID<Category> { id }

    package init() {}

    package mutating func columns<Visitor: ColumnVisitor>(_ column: inout Visitor) throws(Visitor.Failure) {
        try column("id", &id)
        try column("parent_id", &parent, .sparse, "Left out: at the top.")
        try column("name", &name)
        try column("sku_prefix", &skuPrefix, .sparse)
        try column.version(&rowVersion)
    }

    package init(id: ID<Category>, parent: ID<Category>, name: String, skuPrefix: String) {
        (self.id, self.parent, self.name, self.skuPrefix) = (id, parent, name, skuPrefix)
    }
}

/// How a product is taxed.
package struct TaxClassRow: CatalogTable {
    package static let table = TableShape(TaxClassRow.self, "tax_class", .catalog)

    package var id: ID<TaxClass> = .none
    package var name = ""
    /// Millionths: 19 % is 190,000.
    package var rateMicro: Int64 = 0
    package var rowVersion: Int64 = 0

    package var key: ID<TaxClass> { id }

    package init() {}

    package mutating func columns<Visitor: ColumnVisitor>(_ column: inout Visitor) throws(Visitor.Failure) {
        try column("id", &id)
        try column("name", &name)
        try column("rate_micro", &rateMicro, "Millionths: 19 % is 190,000. Until the first day of a tax_rate of it.")
        try column.version(&rowVersion)
    }

    package init(id: ID<TaxClass>, name: String, rateMicro: Int64) {
        (self.id, self.name, self.rateMicro) = (id, name, rateMicro)
    }
}

/// A GTIN as an integer: the fourteen digits with leading zeros dropped.
package struct GTINKey: TableKey {
    package private(set) var value: Int64
    /// Of a row that is not read yet.
    init() { value = 0 }
    package init(_ gtin: GTIN) { value = gtin.value }
    package static var width: Int { 1 }
    package func write(to cells: inout CellWriter) { cells.int64(value) }
    package static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}

extension GTINKey: ColumnValue {
    package static var kind: ColumnKind { .int64 }
    package static var columnSchema: Schema { .string(format: nil, length: 14...14) }

    package init(from cells: inout CellReader) throws(Fault) {
        let value = try cells.int64()
        do { self.init(try GTIN(value: value)) } catch { throw cells.unreadable("\(value) is no GTIN: \(error)") }
    }

    package func write(as name: StaticString, to writer: inout JSONWriter) {
        let digits = String(value)
        writer.member(name, String(repeating: "0", count: max(0, 14 - digits.utf8.count)) + digits)
    }
}

/// Which product a scanned GTIN means.
package struct BarcodeRow: CatalogTable {
    package static let table = TableShape(BarcodeRow.self, "barcode", .catalog)

    package var key = GTINKey()
    package var product: ID<Product> = .none
    package var rowVersion: Int64 = 0

    package init() {}

    package mutating func columns<Visitor: ColumnVisitor>(_ column: inout Visitor) throws(Visitor.Failure) {
        try column("gtin", &key, "Fourteen digits.")
        try column("product_id", &product)
        try column.version(&rowVersion)
    }

    package init(gtin: GTIN, product: ID<Product>) {
        (key, self.product) = (GTINKey(gtin), product)
    }
}
