import Catalog
import Chain
package import JSON
package import Operations
package import RetailCore

/// Adds `delta` to what a store has of a product, with a reason: breakage, theft, found again.
///
/// - Throws: `product.unknown`, `batch.unknown` (422), `stock.would-go-negative` (409).
package struct AdjustStock: Operation {
    package static let name = "stock.adjust/1"
    package static let needs = Permission.stockAdjust
    package var store: ID<Store>? { storeID }

    package var storeID: ID<Store>?
    package var product: ID<Product>
    package var batchNumber: String?
    package var delta: Quantity
    package var reason: String

    package init(_ fields: inout Fields) throws(Fault) {
        storeID = try fields.optional("store_id", .none, "A till adjusts in its own store.")
        product = try fields.required("product_id")
        batchNumber = try fields.optional("batch_number", .length(1...40), "Left out: what is in no batch.")
        delta = try fields.required("delta_milli", .quantityChange, "Thousandths of the product's unit; negative removes.")
        reason = try fields.required("reason", .length(1...200))
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("store_id", storeID)
        writer.member("product_id", product)
        writer.member("batch_number", batchNumber)
        writer.member("delta_milli", delta)
        writer.member("reason", reason)
    }

    package mutating func settle(in store: ID<Store>) { storeID = storeID ?? store }

    package func footprint(_ world: World, _ moment: Moment) {
        guard let storeID else { return }
        world.wantToRead(StoreRow.self, storeID)
        world.wantToRead(ProductRow.self, product)
        if let batchNumber { world.wantToRead(BatchRow.self, BatchKey(product: product, number: batchNumber)) }
        Ledger.want(world, Shelf(store: storeID, product: product))
    }

    package func decide(_ world: World, _ moment: Moment) throws(Fault) -> Outcome {
        guard let storeID, let store = world.row(StoreRow.self, storeID) else {
            throw Fault(.unprocessable, "store.unknown", "There is no such store.")
        }
        guard world.row(ProductRow.self, product) != nil else {
            throw Fault(.unprocessable, "product.unknown", "There is no such product.")
        }
        var ledger = Ledger(world, moment, store: storeID, day: store.businessDay(of: moment))
        var batch = ID<Batch>.none
        var expiry: Day?
        if let batchNumber {
            guard let row = world.row(BatchRow.self, BatchKey(product: product, number: batchNumber)) else {
                throw Fault(.unprocessable, "batch.unknown", "The product has no batch \(batchNumber).")
            }
            (batch, expiry) = (row.id, row.expiry)
        }
        let onHand = Ledger.known(world, Shelf(store: storeID, product: product), batch)?.onHand ?? .zero
        let after = try onHand.adding(delta)
        guard delta >= .zero || after >= .zero else {
            throw Fault(.conflict, "stock.would-go-negative", "Only \(onHand.milli) thousandths are there to be taken from.")
        }
        try ledger.move(product, batch, by: delta, .adjustment, reason: reason, expiry: expiry)
        let left = try ledger.onHand(product)
        if left.milli <= 0, delta.milli < 0 { world.alert(.store(storeID)) }
        return Outcome {
            $0.member("product_id", product)
            $0.member("on_hand_milli", left)
        }
    }
}
