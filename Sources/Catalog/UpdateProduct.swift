package import JSON
package import Operations
package import RetailCore

/// Changes some fields of a product, if it still is the version the editor saw.
///
/// - Throws: `product.unknown` (404), `product.changed` (412 with the row as it now is).
package struct UpdateProduct: Operation {
    package static let name = "product.update/1"
    package static let needs = Permission.catalogEdit
    package var store: ID<Store>? { nil }

    package var product: ID<Product>
    package var baseVersion: Int64
    package var title: String?
    package var brand: String?
    package var category: ID<Category>?
    package var taxClass: ID<TaxClass>?
    package var status: ProductStatus?

    package init(_ fields: inout Fields) throws(Fault) {
        product = try fields.required("product_id")
        baseVersion = try fields.required("base_version", .counter, "The row version that the editor saw.")
        title = try fields.optional("name", .length(1...200))
        brand = try fields.optional("brand", .length(0...100))
        category = try fields.optional("category_id")
        taxClass = try fields.optional("tax_class_id")
        status = try fields.optional("status")
    }

    package init(_ product: ID<Product>, _ baseVersion: Int64, _ edit: ProductEdit) {
        (self.product, self.baseVersion, title, brand, category, taxClass, status) = (
            product, baseVersion, edit.title, edit.brand, edit.category, edit.taxClass, edit.status
        )
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("product_id", product)
        writer.member("base_version", baseVersion)
        writer.member("name", title)
        writer.member("brand", brand)
        writer.member("category_id", category)
        writer.member("tax_class_id", taxClass)
        writer.member("status", status)
    }

    package func footprint(_ world: World, _ moment: Moment) {
        world.wantToWrite(ProductRow.self, product)
        if let category { world.wantToRead(CategoryRow.self, category) }
        if let taxClass { world.wantToRead(TaxClassRow.self, taxClass) }
    }

    package func decide(_ world: World, _ moment: Moment) throws(Fault) -> Outcome {
        guard var row = world.row(ProductRow.self, product) else { throw Fault(.missing, "product.unknown", "There is no such product.") }
        guard row.rowVersion == baseVersion else {
            throw Fault(
                .stale, "product.changed", "Somebody else changed the product first; it is at version \(row.rowVersion) now.",
                currentJSON: row.encodedChange())
        }
        if let category, world.row(CategoryRow.self, category) == nil {
            throw Fault(.unprocessable, "category.unknown", "There is no such category.")
        }
        if let taxClass, world.row(TaxClassRow.self, taxClass) == nil {
            throw Fault(.unprocessable, "tax-class.unknown", "There is no such tax class.")
        }
        row.name = title ?? row.name
        row.brand = brand ?? row.brand
        row.category = category ?? row.category
        row.taxClass = taxClass ?? row.taxClass
        row.status = status ?? row.status
        return Outcome(world.put(row))
    }
}

/// The fields of a product that an editor may send; what is left out stays.
package struct ProductEdit: WireObject {
    package var title: String?
    package var brand: String?
    package var category: ID<Category>?
    package var taxClass: ID<TaxClass>?
    package var status: ProductStatus?

    package init(_ fields: inout Fields) throws(Fault) {
        title = try fields.optional("name", .length(1...200))
        brand = try fields.optional("brand", .length(0...100))
        category = try fields.optional("category_id")
        taxClass = try fields.optional("tax_class_id")
        status = try fields.optional("status")
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("name", title)
        writer.member("brand", brand)
        writer.member("category_id", category)
        writer.member("tax_class_id", taxClass)
        writer.member("status", status)
    }
}
