package import JSON
package import Operations
package import RetailCore

/// A node of the tree that products hang on.
package struct CategoryRow: CatalogTable {
    package static var name: String { "category" }
    package static var entity: StaticString { "category" }
    package static var lockOrder: LockOrder { .category }
    package static let columns = [
        Column("id", .id), Column("parent_id", .id), Column("name", .text), Column("sku_prefix", .text), Column("row_version", .int64),
    ]
    package static let shown: [Schema.Property] = [
        .field("id", ID<Category>.self), .optional("parent_id", ID<Category>.self, "Left out: at the top."), .field("name", String.self),
        .optional("sku_prefix", String.self),
    ]

    package var id: ID<Category>
    package var parent: ID<Category>
    package var name: String
    package var skuPrefix: String
    package var rowVersion: Int64 = 0

    package var key: ID<Category> { id }

    package init(id: ID<Category>, parent: ID<Category>, name: String, skuPrefix: String) {
        (self.id, self.parent, self.name, self.skuPrefix) = (id, parent, name, skuPrefix)
    }

    package init(_ cells: inout CellReader) throws(Fault) {
        id = try cells.id()
        parent = try cells.id()
        name = try cells.text()
        skuPrefix = try cells.text()
        rowVersion = try cells.int64()
    }

    package func write(to cells: inout CellWriter) {
        cells.id(id)
        cells.id(parent)
        cells.text(name)
        cells.text(skuPrefix)
        cells.int64(rowVersion)
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("id", id)
        if !parent.isNone { writer.member("parent_id", parent) }
        writer.member("name", name)
        if !skuPrefix.isEmpty { writer.member("sku_prefix", skuPrefix) }
    }
}

/// How a product is taxed.
package struct TaxClassRow: CatalogTable {
    package static var name: String { "tax_class" }
    package static var entity: StaticString { "tax_class" }
    package static var lockOrder: LockOrder { .taxClass }
    package static let columns = [Column("id", .id), Column("name", .text), Column("rate_micro", .int64), Column("row_version", .int64)]
    package static let shown: [Schema.Property] = [
        .field("id", ID<TaxClass>.self), .field("name", String.self), .field("rate_micro", Int64.self, "Millionths: 19 % is 190,000."),
    ]

    package var id: ID<TaxClass>
    package var name: String
    /// Millionths: 19 % is 190,000.
    package var rateMicro: Int64
    package var rowVersion: Int64 = 0

    package var key: ID<TaxClass> { id }

    package init(id: ID<TaxClass>, name: String, rateMicro: Int64) {
        (self.id, self.name, self.rateMicro) = (id, name, rateMicro)
    }

    package init(_ cells: inout CellReader) throws(Fault) {
        id = try cells.id()
        name = try cells.text()
        rateMicro = try cells.int64()
        rowVersion = try cells.int64()
    }

    package func write(to cells: inout CellWriter) {
        cells.id(id)
        cells.text(name)
        cells.int64(rateMicro)
        cells.int64(rowVersion)
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("name", name)
        writer.member("rate_micro", rateMicro)
    }
}

/// A GTIN as an integer: the fourteen digits with leading zeros dropped.
package struct GTINKey: TableKey {
    package var value: Int64
    package init(_ gtin: GTIN) { value = gtin.value }
    package static var width: Int { 1 }
    package func write(to cells: inout CellWriter) { cells.int64(value) }
    package static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}

/// Which product a scanned GTIN means.
package struct BarcodeRow: CatalogTable {
    package static var name: String { "barcode" }
    package static var entity: StaticString { "barcode" }
    package static var lockOrder: LockOrder { .barcode }
    package static let columns = [Column("gtin", .int64), Column("product_id", .id), Column("row_version", .int64)]
    package static let shown: [Schema.Property] = [
        .field("gtin", String.self, "Fourteen digits."), .field("product_id", ID<Product>.self),
    ]

    package var gtin: GTIN
    package var product: ID<Product>
    package var rowVersion: Int64 = 0

    package var key: GTINKey { GTINKey(gtin) }

    package init(gtin: GTIN, product: ID<Product>) {
        (self.gtin, self.product) = (gtin, product)
    }

    package init(_ cells: inout CellReader) throws(Fault) {
        let value = try cells.int64()
        do { gtin = try GTIN(value: value) } catch {
            throw Fault(.broken, "internal.row", "A stored row could not be read.", diagnosis: "gtin \(value): \(error)")
        }
        product = try cells.id()
        rowVersion = try cells.int64()
    }

    package func write(to cells: inout CellWriter) {
        cells.int64(gtin.value)
        cells.id(product)
        cells.int64(rowVersion)
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("gtin", gtin.text14)
        writer.member("product_id", product)
    }
}
