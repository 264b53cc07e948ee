package import JSON
package import Operations
package import RetailCore

/// A category as a request brings one.
package struct NewCategory: WireRecord {
    package var id: ID<Category>?
    package var name = ""
    package var parent: ID<Category>?
    package var skuPrefix = ""

    package init() {}

    package mutating func fields<Visitor: FieldVisitor>(_ field: inout Visitor) throws(Visitor.Failure) {
        try field("id", &id, .none, "Made by the server where it is left out.", rule: .made)
        try field("name", &name, .length(1...120), "Unique under its parent.")
        try field("parent_id", &parent, rule: .inChain)
        try field.standing("sku_prefix", &skuPrefix, .length(0...12), "What generated SKUs begin with.")
    }

    package init(id: ID<Category>, name: String, parent: ID<Category>?) {
        (self.id, self.name, self.parent, skuPrefix) = (id, name, parent, "")
    }
}

/// Takes in up to 1,000 categories, parents before their children; all or none.
package struct CreateCategories: ChainOperation {
    package static let name = "category.create/1"
    package static let needs = Permission.catalogEdit
    package static let refusals: [Refusal] = [.categoryNameTaken, .categoryExists, .categoryUnknownParent]
    package static let answer: Schema = .createdIDs

    package var categories: [NewCategory] = []

    package init() {}

    package mutating func fields<Visitor: FieldVisitor>(_ field: inout Visitor) throws(Visitor.Failure) {
        try field("categories", &categories, .count(1...1000))
    }

    package init(_ categories: [NewCategory]) {
        self.categories = categories
    }

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
                throw Fault(.categoryExists, "There is a category with the id \(key).")
            }
            if let parent = category.parent, world.row(CategoryRow.self, parent) == nil {
                throw Fault(.categoryUnknownParent, "There is no category \(parent) to put \(category.name) under.")
            }
            world.put(CategoryRow(id: key, parent: category.parent ?? .none, name: category.name, skuPrefix: category.skuPrefix))
        }
        return Outcome { writer in
            writer.memberArray("ids") { list in for ordinal in categories.indices { list.element { id(ordinal, moment).write(to: &$0) } } }
        }
    }
}

/// Makes a tax class.
package struct CreateTaxClass: ChainOperation {
    package static let name = "tax_class.create/1"
    package static let needs = Permission.catalogEdit
    package static let refusals: [Refusal] = [.taxClassNameTaken, .taxClassExists]
    package static let answer: Schema = TaxClassRow.itemSchema

    package var id: ID<TaxClass>?
    package var title = ""
    package var rateMicro: Int64 = 0

    package init() {}

    package mutating func fields<Visitor: FieldVisitor>(_ field: inout Visitor) throws(Visitor.Failure) {
        try field("id", &id, rule: .made)
        try field("name", &title, .length(1...60))
        try field("rate_micro", &rateMicro, .range(0...TaxRate.highest), "Millionths: 19 % is 190000.")
    }

    package func footprint(_ world: World, _ moment: Moment) { world.wantToWrite(TaxClassRow.self, id ?? moment.derivedID(0)) }

    package func decide(_ world: World, _ moment: Moment) throws(Fault) -> Outcome {
        let row = TaxClassRow(id: id ?? moment.derivedID(0), name: title, rateMicro: rateMicro)
        guard world.row(TaxClassRow.self, row.id) == nil else {
            throw Fault(.taxClassExists)
        }
        return Outcome(world.put(row))
    }
}
