import JSON
package import Operations
package import RetailCore

/// What is sold.
package struct ProductRow: CatalogTable {
    package static let table = TableShape(ProductRow.self, "product", .catalog)

    package var id: ID<Product> = .none
    package var sku = ""
    package var name = ""
    package var brand = ""
    package var category: ID<Category> = .none
    package var taxClass: ID<TaxClass> = .none
    package var unit: ProductUnit = .each
    package var status: ProductStatus = .active
    package var rowVersion: Int64 = 0

    package var key: ID<Product> { id }

    package init() {}

    package mutating func columns<Visitor: ColumnVisitor>(_ column: inout Visitor) throws(Visitor.Failure) {
        try column("id", &id)
        try column("sku", &sku)
        try column("name", &name)
        try column("brand", &brand, .sparse)
        try column("category_id", &category, .sparse)
        try column("tax_class_id", &taxClass, .sparse)
        try column("unit", &unit, "What one unit of a quantity is.")
        try column("status", &status)
        try column.version(&rowVersion)
    }

    package init(
        id: ID<Product>, sku: String, name: String, brand: String = "", category: ID<Category> = .none, taxClass: ID<TaxClass> = .none,
        unit: ProductUnit = .each
    ) {
        (self.id, self.sku, self.name, self.brand) = (id, sku, name, brand)
        (self.category, self.taxClass, self.unit) = (category, taxClass, unit)
    }
}

/// What one unit of a quantity is.
package enum ProductUnit: String, ColumnWord {
    case each, kilogram, litre, metre
}

package enum ProductStatus: String, ColumnWord {
    case active, discontinued
}
