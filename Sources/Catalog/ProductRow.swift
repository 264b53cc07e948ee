package import JSON
package import Operations
package import RetailCore

/// What is sold.
package struct ProductRow: CatalogTable {
    package static var name: String { "product" }
    package static var entity: StaticString { "product" }
    package static var lockOrder: LockOrder { .product }
    package static let columns = [
        Column("id", .id), Column("sku", .text), Column("name", .text), Column("brand", .text), Column("category_id", .id),
        Column("tax_class_id", .id),
        Column("unit", .text), Column("status", .text), Column("row_version", .int64),
    ]
    package static let shown: [Schema.Property] = [
        .field("id", ID<Product>.self), .field("sku", String.self), .field("name", String.self), .optional("brand", String.self),
        .optional("category_id", ID<Category>.self), .optional("tax_class_id", ID<TaxClass>.self),
        .field("unit", ProductUnit.self, "What one unit of a quantity is."), .field("status", ProductStatus.self),
    ]

    package var id: ID<Product>
    package var sku: String
    package var name: String
    package var brand: String
    package var category: ID<Category>
    package var taxClass: ID<TaxClass>
    package var unit: ProductUnit
    package var status: ProductStatus
    package var rowVersion: Int64 = 0

    package var key: ID<Product> { id }

    package init(
        id: ID<Product>, sku: String, name: String, brand: String = "", category: ID<Category> = .none, taxClass: ID<TaxClass> = .none,
        unit: ProductUnit = .each
    ) {
        (self.id, self.sku, self.name, self.brand, self.category, self.taxClass, self.unit, status) = (
            id, sku, name, brand, category, taxClass, unit, .active
        )
    }

    package init(_ cells: inout CellReader) throws(Fault) {
        id = try cells.id()
        sku = try cells.text()
        name = try cells.text()
        brand = try cells.text()
        category = try cells.id()
        taxClass = try cells.id()
        unit = ProductUnit(rawValue: try cells.text()) ?? .each
        status = ProductStatus(rawValue: try cells.text()) ?? .active
        rowVersion = try cells.int64()
    }

    package func write(to cells: inout CellWriter) {
        cells.id(id)
        cells.text(sku)
        cells.text(name)
        cells.text(brand)
        cells.id(category)
        cells.id(taxClass)
        cells.text(unit.rawValue)
        cells.text(status.rawValue)
        cells.int64(rowVersion)
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("sku", sku)
        writer.member("name", name)
        if !brand.isEmpty { writer.member("brand", brand) }
        if !category.isNone { writer.member("category_id", category) }
        if !taxClass.isNone { writer.member("tax_class_id", taxClass) }
        writer.member("unit", unit)
        writer.member("status", status)
    }
}

/// What one unit of a quantity is.
package enum ProductUnit: String, WireEnum {
    case each, kilogram, litre, metre
}

package enum ProductStatus: String, WireEnum {
    case active, discontinued
}
