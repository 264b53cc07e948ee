import Chain
package import JSON
package import Operations
package import RetailCore

/// Sets a price, for the chain or one store, from now or from a later moment on. Critical: tills are told at once.
///
/// - Throws: `product.unknown`, `store.unknown` (422).
package struct SetPrice: Operation {
    package static let name = "price.set/1"
    package static let needs = Permission.priceEdit
    package var store: ID<Store>? { storeID }

    package var product: ID<Product>
    package var storeID: ID<Store>?
    package var effectiveAt: Instant?
    package var unitPrice: Money

    package init(_ fields: inout Fields) throws(Fault) {
        product = try fields.required("product_id")
        storeID = try fields.optional("store_id", .none, "Left out: the chain's price.")
        effectiveAt = try fields.optional("effective_at", .none, "Left out: now.")
        unitPrice = try fields.required("unit_price_minor", .amount)
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("product_id", product)
        writer.member("store_id", storeID)
        writer.member("effective_at", effectiveAt)
        writer.member("unit_price_minor", unitPrice)
    }

    package func footprint(_ world: World, _ moment: Moment) {
        world.wantToRead(ProductRow.self, product)
        if let storeID { world.wantToRead(StoreRow.self, storeID) }
        world.wantToWrite(allOf: PriceGroup(product: product, store: storeID ?? .none), PriceRow.self)
    }

    package func decide(_ world: World, _ moment: Moment) throws(Fault) -> Outcome {
        guard world.row(ProductRow.self, product) != nil else {
            throw Fault(.unprocessable, "product.unknown", "There is no such product.")
        }
        if let storeID, world.row(StoreRow.self, storeID) == nil { throw Fault(.unprocessable, "store.unknown", "There is no such store.") }
        let row = PriceRow(product: product, store: storeID ?? .none, effectiveAt: effectiveAt ?? moment.now, unitPrice: unitPrice)
        let made = world.put(row)
        world.alert(.catalog)
        return Outcome(made)
    }
}
