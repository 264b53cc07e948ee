import Catalog
import Chain
package import JSON
package import Operations
package import RetailCore

/// Adds `delta` to what a store has of a product, with a reason: breakage, theft, found again.
package struct AdjustStock: StoreOperation {
    package static let name = "stock.adjust/1"
    package static let needs = Permission.stockAdjust
    package static let refusals: [Refusal] = [.productUnknown, .storeUnknown, .stockWouldGoNegative, .batchUnknown] + Refusal.sums
    package static let answer: Schema = .object(
        "StockAdjustment", [.field("product_id", ID<Product>.self), .field("on_hand_milli", Int64.self)])

    package var storeID: ID<Store>?
    package var product: ID<Product> = .none
    package var batchNumber: String?
    package var delta = Quantity.zero
    package var reason = ""

    package init() {}

    package mutating func fields<Visitor: FieldVisitor>(_ field: inout Visitor) throws(Visitor.Failure) {
        try field("store_id", &storeID, .none, "A till adjusts in its own store.", rule: .storeOfCaller)
        try field("product_id", &product, rule: .inChain)
        try field("batch_number", &batchNumber, .length(1...40), "Left out: what is in no batch.")
        try field("delta_milli", &delta, .quantityChange, "Thousandths of the product's unit; negative removes.")
        try field("reason", &reason, .length(1...200))
    }

    package func footprint(_ world: World, _ moment: Moment) {
        guard let storeID else { return }
        world.wantToRead(StoreRow.self, storeID)
        world.wantToRead(ProductRow.self, product)
        if let batchNumber { world.wantToRead(BatchRow.self, BatchKey(product: product, number: batchNumber)) }
        Ledger.want(world, Shelf(store: storeID, product: product))
    }

    package func decide(_ world: World, _ moment: Moment) throws(Fault) -> Outcome {
        guard let storeID, let store = world.row(StoreRow.self, storeID) else {
            throw Fault(.storeUnknown)
        }
        guard world.row(ProductRow.self, product) != nil else {
            throw Fault(.productUnknown)
        }
        var ledger = Ledger(world, moment, store: storeID, day: store.businessDay(of: moment))
        var batch = ID<Batch>.none
        var expiry: Day?
        if let batchNumber {
            guard let row = world.row(BatchRow.self, BatchKey(product: product, number: batchNumber)) else {
                throw Fault(.batchUnknown, "The product has no batch \(batchNumber).")
            }
            (batch, expiry) = (row.id, row.expiry)
        }
        let onHand = Ledger.known(world, Shelf(store: storeID, product: product), batch)?.onHand ?? .zero
        let after = try onHand.adding(delta)
        guard delta >= .zero || after >= .zero else {
            throw Fault(.stockWouldGoNegative, "Only \(onHand.milli) thousandths are there to be taken from.")
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
