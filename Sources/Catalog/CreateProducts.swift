package import JSON
package import Operations
package import RetailCore

/// A product as a request brings one.
package struct NewProduct: WireRecord {
    package var id: ID<Product>?
    package var sku: String?
    package var name = ""
    package var brand = ""
    package var category: ID<Category>?
    package var taxClass: ID<TaxClass>?
    package var unit: ProductUnit = .each
    package var gtins: [String] = []
    package var unitPrice: Money?

    package init() {}

    package mutating func fields<Visitor: FieldVisitor>(_ field: inout Visitor) throws(Visitor.Failure) {
        try field("id", &id, .none, "Made by the server where it is left out.", rule: .made)
        try field("sku", &sku, .length(1...60), "Unique; made from the category's prefix where it is left out.")
        try field("name", &name, .length(1...200))
        try field.standing("brand", &brand, .length(0...100))
        try field("category_id", &category, rule: .inChain)
        try field("tax_class_id", &taxClass, rule: .inChain)
        try field.standing("unit", &unit)
        try field.standing("gtins", &gtins, .each(8...14, count: 0...20), "GTIN-8, -12, -13 or -14, with check digit.")
        try field("unit_price_minor", &unitPrice, .amount, "The chain's price from now on.")
    }

    package init(id: ID<Product>, sku: String, name: String, brand: String, category: ID<Category>?) {
        (self.id, self.sku, self.name, self.brand, self.category) = (id, sku, name, brand, category)
        (taxClass, unit, gtins, unitPrice) = (nil, .each, [], nil)
    }
}

/// Takes in up to 1,000 products with their barcodes and prices; all or none.
package struct CreateProducts: ChainOperation {
    package static let name = "product.create/1"
    package static let needs = Permission.catalogEdit
    package static let refusals: [Refusal] = [
        .productSkuTaken, .productGtinTaken, .productBadGtin, .productExists, .categoryUnknown, .taxClassUnknown,
    ]
    package static let answer: Schema = .createdIDs

    package var products: [NewProduct] = []

    package init() {}

    package mutating func fields<Visitor: FieldVisitor>(_ field: inout Visitor) throws(Visitor.Failure) {
        try field("products", &products, .count(1...1000))
    }

    package init(_ products: [NewProduct]) {
        self.products = products
    }

    private func id(_ ordinal: Int, _ moment: Moment) -> ID<Product> { products[ordinal].id ?? moment.derivedID(UInt64(ordinal)) }

    package func footprint(_ world: World, _ moment: Moment) {
        for (ordinal, product) in products.enumerated() {
            let key = id(ordinal, moment)
            world.wantToWrite(ProductRow.self, key)
            if let category = product.category { world.wantToRead(CategoryRow.self, category) }
            if let taxClass = product.taxClass { world.wantToRead(TaxClassRow.self, taxClass) }
            for text in product.gtins { if let gtin = try? GTIN(text: text) { world.wantToWrite(BarcodeRow.self, GTINKey(gtin)) } }
        }
    }

    package func decide(_ world: World, _ moment: Moment) throws(Fault) -> Outcome {
        for (ordinal, product) in products.enumerated() {
            do { try create(product, id(ordinal, moment), world, moment) } catch { throw error.inside("products[\(ordinal)]") }
        }
        return Outcome { writer in
            writer.memberArray("ids") { list in for ordinal in products.indices { list.element { id(ordinal, moment).write(to: &$0) } } }
        }
    }

    private func create(_ product: NewProduct, _ key: ID<Product>, _ world: World, _ moment: Moment) throws(Fault) {
        guard world.row(ProductRow.self, key) == nil else {
            throw Fault(.productExists, "There is a product with the id \(key).")
        }
        var prefix = "P"
        if let category = product.category {
            guard let row = world.row(CategoryRow.self, category) else {
                throw Fault(
                    .categoryUnknown,
                    fields: [.init(field: "category_id", code: "unknown-id", message: "No category has this id.")])
            }
            if !row.skuPrefix.isEmpty { prefix = row.skuPrefix }
        }
        if let taxClass = product.taxClass, world.row(TaxClassRow.self, taxClass) == nil {
            throw Fault(
                .taxClassUnknown,
                fields: [.init(field: "tax_class_id", code: "unknown-id", message: "No tax class has this id.")])
        }
        let sku = product.sku ?? "\(prefix)-\(String(key.low & 0xFF_FFFF_FFFF, radix: 36).uppercased())"
        world.put(
            ProductRow(
                id: key, sku: sku, name: product.name, brand: product.brand, category: product.category ?? .none,
                taxClass: product.taxClass ?? .none,
                unit: product.unit))
        for text in product.gtins {
            let gtin: GTIN
            do { gtin = try GTIN(text: text) } catch {
                throw Fault(
                    .productBadGtin, "\(text) is no GTIN: \(error).",
                    fields: [.init(field: "gtins", code: "bad-gtin", message: "\(error)")])
            }
            if let other = world.row(BarcodeRow.self, GTINKey(gtin)) {
                throw Fault(.productGtinTaken, "The code \(text) belongs to the product \(other.product).")
            }
            world.put(BarcodeRow(gtin: gtin, product: key))
        }
        if let price = product.unitPrice {
            world.add(PriceRow(product: key, store: .none, effectiveAt: moment.now, unitPrice: price).firstVersion)
        }
    }
}

extension PriceRow {
    /// A new product has no price yet, so there is nothing to look up.
    var firstVersion: PriceRow {
        var row = self
        row.rowVersion = 1
        return row
    }
}
