package import JSON
package import Operations
package import RetailCore

/// Changes some fields of a product, if it still is the version the editor saw.
///
/// - Throws: `product.unknown` (404), `product.changed` (412 with the row as it now is).
package struct UpdateProduct: ChainOperation {
    package static let name = "product.update/1"
    package static let needs = Permission.catalogEdit

    package var product: ID<Product> = .none
    package var baseVersion: Int64 = 0
    package var edit = ProductEdit()

    package init() {}

    package mutating func fields<Visitor: FieldVisitor>(_ field: inout Visitor) throws(Visitor.Failure) {
        try field("product_id", &product, rule: .inChain)
        try field("base_version", &baseVersion, .counter, "The row version that the editor saw.")
        try edit.fields(&field)
    }

    package init(_ product: ID<Product>, _ baseVersion: Int64, _ edit: ProductEdit) {
        (self.product, self.baseVersion, self.edit) = (product, baseVersion, edit)
    }

    package func footprint(_ world: World, _ moment: Moment) {
        world.wantToWrite(ProductRow.self, product)
        if let category = edit.category { world.wantToRead(CategoryRow.self, category) }
        if let taxClass = edit.taxClass { world.wantToRead(TaxClassRow.self, taxClass) }
    }

    package func decide(_ world: World, _ moment: Moment) throws(Fault) -> Outcome {
        guard var row = world.row(ProductRow.self, product) else { throw Fault(.missing, "product.unknown", "There is no such product.") }
        guard row.rowVersion == baseVersion else {
            throw Fault(
                .stale, "product.changed", "Somebody else changed the product first; it is at version \(row.rowVersion) now.",
                currentJSON: row.encodedChange())
        }
        if let category = edit.category, world.row(CategoryRow.self, category) == nil {
            throw Fault(.unprocessable, "category.unknown", "There is no such category.")
        }
        if let taxClass = edit.taxClass, world.row(TaxClassRow.self, taxClass) == nil {
            throw Fault(.unprocessable, "tax-class.unknown", "There is no such tax class.")
        }
        row.name = edit.title ?? row.name
        row.brand = edit.brand ?? row.brand
        row.category = edit.category ?? row.category
        row.taxClass = edit.taxClass ?? row.taxClass
        row.status = edit.status ?? row.status
        return Outcome(world.put(row))
    }
}

/// The fields of a product that an editor may send; what is left out stays.
package struct ProductEdit: WireRecord {
    package var title: String?
    package var brand: String?
    package var category: ID<Category>?
    package var taxClass: ID<TaxClass>?
    package var status: ProductStatus?

    package init() {}

    package mutating func fields<Visitor: FieldVisitor>(_ field: inout Visitor) throws(Visitor.Failure) {
        try field("name", &title, .length(1...200))
        try field("brand", &brand, .length(0...100))
        try field("category_id", &category, rule: .inChain)
        try field("tax_class_id", &taxClass, rule: .inChain)
        try field("status", &status)
    }
}
