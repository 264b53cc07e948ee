import Chain
package import JSON
package import Operations
package import RetailCore

/// Sets a price, for the chain or one store, from now or from a later moment on. Critical: tills are told at once.
package struct SetPrice: Operation {
    package static let name = "price.set/1"
    package static let needs = Permission.priceEdit
    package static let refusals: [Refusal] = [.productUnknown, .storeUnknown]
    package static let answer: Schema = PriceRow.itemSchema
    package var store: ID<Store>? { storeID }

    package var product: ID<Product> = .none
    package var storeID: ID<Store>?
    package var effectiveAt: Instant?
    package var unitPrice = Money.zero

    package init() {}

    package mutating func fields<Visitor: FieldVisitor>(_ field: inout Visitor) throws(Visitor.Failure) {
        try field("product_id", &product, rule: .inChain)
        try field(
            "store_id", &storeID, .none, "Left out: the chain's price.",
            rule: .ownStore(orNone: "left out (the chain's price) only for who may act in every store"))
        try field("effective_at", &effectiveAt, .none, "Left out: now.")
        try field("unit_price_minor", &unitPrice, .amount)
    }

    package func footprint(_ world: World, _ moment: Moment) {
        world.wantToRead(ProductRow.self, product)
        if let storeID { world.wantToRead(StoreRow.self, storeID) }
        world.wantToWrite(allOf: PriceGroup(product: product, store: storeID ?? .none), PriceRow.self)
    }

    package func decide(_ world: World, _ moment: Moment) throws(Fault) -> Outcome {
        guard world.row(ProductRow.self, product) != nil else {
            throw Fault(.productUnknown)
        }
        if let storeID, world.row(StoreRow.self, storeID) == nil { throw Fault(.storeUnknown) }
        let row = PriceRow(product: product, store: storeID ?? .none, effectiveAt: effectiveAt ?? moment.now, unitPrice: unitPrice)
        let made = world.put(row)
        world.alert(.catalog)
        return Outcome(made)
    }
}
