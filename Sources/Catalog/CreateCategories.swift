package import JSON
package import Operations
package import RetailCore

/// A category as a request brings one.
package struct NewCategory: WireObject {
    package var id: ID<Category>?
    package var name: String
    package var parent: ID<Category>?
    package var skuPrefix: String

    package init(_ fields: inout Fields) throws(Fault) {
        id = try fields.optional("id", .none, "Made by the server where it is left out.")
        name = try fields.required("name", .length(1...120), "Unique under its parent.")
        parent = try fields.optional("parent_id")
        skuPrefix = try fields.required("sku_prefix", default: "", .length(0...12), "What generated SKUs begin with.")
    }

    package init(id: ID<Category>, name: String, parent: ID<Category>?) {
        (self.id, self.name, self.parent, skuPrefix) = (id, name, parent, "")
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("name", name)
        writer.member("parent_id", parent)
        writer.member("sku_prefix", skuPrefix)
    }
}

/// Takes in up to 1,000 categories, parents before their children; all or none.
///
/// - Throws: `category.exists`, `category.name-taken` (409), `category.unknown-parent` (422).
package struct CreateCategories: Operation {
    package static let name = "category.create/1"
    package static let needs = Permission.catalogEdit
    package var store: ID<Store>? { nil }

    package var categories: [NewCategory]

    package init(_ fields: inout Fields) throws(Fault) {
        categories = try fields.required("categories", .count(1...1000))
    }

    package init(_ categories: [NewCategory]) {
        self.categories = categories
    }

    package func members(_ writer: inout JSONWriter) { writer.member("categories", categories) }

    private func id(_ ordinal: Int, _ moment: Moment) -> ID<Category> { categories[ordinal].id ?? moment.derivedID(UInt64(ordinal)) }

    package func footprint(_ world: World, _ moment: Moment) {
        for (ordinal, category) in categories.enumerated() {
            world.wantToWrite(CategoryRow.self, id(ordinal, moment))
            if let parent = category.parent { world.wantToRead(CategoryRow.self, parent) }
        }
    }

    package func decide(_ world: World, _ moment: Moment) throws(Fault) -> Outcome {
        for (ordinal, category) in categories.enumerated() {
            let key = id(ordinal, moment)
            guard world.row(CategoryRow.self, key) == nil else {
                throw Fault(.conflict, "category.exists", "There is a category with the id \(key).")
            }
            if let parent = category.parent, world.row(CategoryRow.self, parent) == nil {
                throw Fault(.unprocessable, "category.unknown-parent", "There is no category \(parent) to put \(category.name) under.")
            }
            world.put(CategoryRow(id: key, parent: category.parent ?? .none, name: category.name, skuPrefix: category.skuPrefix))
        }
        return Outcome { writer in
            writer.memberArray("ids") { list in for ordinal in categories.indices { list.element { id(ordinal, moment).write(to: &$0) } } }
        }
    }
}

/// Makes a tax class.
///
/// - Throws: `tax-class.exists`, `tax-class.name-taken` (409).
package struct CreateTaxClass: Operation {
    package static let name = "tax_class.create/1"
    package static let needs = Permission.catalogEdit
    package var store: ID<Store>? { nil }

    package var id: ID<TaxClass>?
    package var title: String
    package var rateMicro: Int64

    package init(_ fields: inout Fields) throws(Fault) {
        id = try fields.optional("id")
        title = try fields.required("name", .length(1...60))
        rateMicro = try fields.required("rate_micro", .range(0...TaxRate.highest), "Millionths: 19 % is 190000.")
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("name", title)
        writer.member("rate_micro", rateMicro)
    }

    package func footprint(_ world: World, _ moment: Moment) { world.wantToWrite(TaxClassRow.self, id ?? moment.derivedID(0)) }

    package func decide(_ world: World, _ moment: Moment) throws(Fault) -> Outcome {
        let row = TaxClassRow(id: id ?? moment.derivedID(0), name: title, rateMicro: rateMicro)
        guard world.row(TaxClassRow.self, row.id) == nil else {
            throw Fault(.conflict, "tax-class.exists", "There is a tax class with this id.")
        }
        return Outcome(world.put(row))
    }
}
