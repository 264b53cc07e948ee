package import JSON
package import Operations
package import RetailCore

/// Changes some fields of a product, if it still is the version the editor saw.
package struct UpdateProduct: ChainOperation {
    package static let name = "product.update/1"
    package static let needs = Permission.catalogEdit
    package static let refusals: [Refusal] = [.productUnknown, .productChanged, .categoryUnknown, .taxClassUnknown]
    package static let answer: Schema = ProductRow.itemSchema

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
        guard var row = world.row(ProductRow.self, product) else { throw Fault(.productUnknown, as: .missing) }
        try row.check(baseVersion, or: .productChanged, "Somebody else changed the product first; it is at version \(row.rowVersion) now.")
        if let category = edit.category, world.row(CategoryRow.self, category) == nil {
            throw Fault(.categoryUnknown)
        }
        if let taxClass = edit.taxClass, world.row(TaxClassRow.self, taxClass) == nil {
            throw Fault(.taxClassUnknown)
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
