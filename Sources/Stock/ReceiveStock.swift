import Catalog
import Chain
package import JSON
package import Operations
package import RetailCore

/// A line of a delivery.
package struct DeliveryLine: WireObject {
    package var product: ID<Product>
    package var batchNumber: String?
    package var expiry: Day?
    package var quantity: Quantity
    package var unitCost: Money
    /// Of the whole line, where the invoice says so.
    package var cost: Money?

    package init(_ fields: inout Fields) throws(Fault) {
        product = try fields.required("product_id")
        batchNumber = try fields.optional(
            "batch_number", .length(1...40), "As printed (GS1 AI 10); made by the server where it is left out.")
        expiry = try fields.optional("expiry", .none, "The last day it may be sold (GS1 AI 17).")
        quantity = try fields.required("quantity_milli", .quantity, "Thousandths of the product's unit.")
        unitCost = try fields.required("unit_cost_minor", default: .zero, .amount, "What one unit cost.")
        cost = try fields.optional(
            "cost_minor", .amount,
            "What the whole line cost, exactly; left out: unit cost times quantity. With it the unit cost may be left out.")
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("product_id", product)
        writer.member("batch_number", batchNumber)
        writer.member("expiry", expiry)
        writer.member("quantity_milli", quantity)
        writer.member("unit_cost_minor", unitCost)
        writer.member("cost_minor", cost)
    }
}

extension DeliveryLine {
    /// What one cost, to the nearest minor unit.
    fileprivate var oneCost: Money {
        get throws(Fault) {
            guard let cost, unitCost == .zero else { return unitCost }
            return try Money(exactly: try divideRounded(Int128(cost.minor) * 1000, by: Int128(quantity.milli), mode: .halfEven)).plausible
        }
    }
}

/// Takes a delivery into a store, batch by batch.
///
/// - Throws: `product.unknown`, `store.unknown`, `amount.too-large` (422), `batch.expiry-differs` (409).
package struct ReceiveStock: Operation {
    package static let name = "stock.receive/1"
    package static let needs = Permission.stockReceive
    package static let tellsFacts = true
    package var store: ID<Store>? { storeID }

    package var storeID: ID<Store>?
    package var reference: String
    package var lines: [DeliveryLine]

    package init(_ fields: inout Fields) throws(Fault) {
        storeID = try fields.optional("store_id", .none, "A till receives in its own store.")
        reference = try fields.required("reference", default: "", .length(0...100), "The supplier's delivery note or invoice.")
        lines = try fields.required("lines", .count(1...500))
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("store_id", storeID)
        writer.member("reference", reference)
        writer.member("lines", lines)
    }

    package mutating func settle(in store: ID<Store>) { storeID = storeID ?? store }

    private func number(_ ordinal: Int, _ moment: Moment) -> String {
        lines[ordinal].batchNumber ?? "R\(String(moment.operation.low & 0xFFFF_FFFF, radix: 36).uppercased())-\(ordinal + 1)"
    }

    package func footprint(_ world: World, _ moment: Moment) {
        guard let storeID else { return }
        world.wantToRead(StoreRow.self, storeID)
        for (ordinal, line) in lines.enumerated() {
            world.wantToRead(ProductRow.self, line.product)
            world.wantToWrite(BatchRow.self, BatchKey(product: line.product, number: number(ordinal, moment)))
            Ledger.want(world, Shelf(store: storeID, product: line.product))
        }
    }

    package func decide(_ world: World, _ moment: Moment) throws(Fault) -> Outcome {
        guard let storeID, let store = world.row(StoreRow.self, storeID) else {
            throw Fault(.unprocessable, "store.unknown", "There is no such store.")
        }
        var ledger = Ledger(world, moment, store: storeID, day: store.businessDay(of: moment))
        var batches: [BatchRow] = []
        for (ordinal, line) in lines.enumerated() {
            guard world.row(ProductRow.self, line.product) != nil else {
                throw Fault(
                    .unprocessable, "product.unknown", "There is no such product.",
                    fields: [.init(field: "lines[\(ordinal)].product_id", code: "unknown-id", message: "No product has this id.")])
            }
            // What the delivery cost has to be an amount, or the stock's value would be none.
            let product = try Money.line(line.unitCost, times: line.quantity, mode: .halfEven, field: "lines[\(ordinal)].quantity_milli")
            let key = BatchKey(product: line.product, number: number(ordinal, moment))
            let batch: BatchRow
            if let known = world.row(BatchRow.self, key) {
                guard line.expiry == nil || known.expiry == line.expiry else {
                    throw Fault(
                        .conflict, "batch.expiry-differs", "Batch \(key.number) is known with another expiry.",
                        currentJSON: known.encodedChange())
                }
                batch = known
            } else {
                batch = BatchRow(key: key, id: moment.derivedID(UInt64(ordinal)), expiry: line.expiry)
                world.put(batch)
            }
            try ledger.receive(
                line.product, batch, line.quantity, unitCost: try line.oneCost, cost: line.cost ?? product)
            batches.append(batch)
        }
        return Outcome { writer in
            writer.memberArray("batches") { list in
                for batch in batches {
                    list.element { element in
                        element.object {
                            $0.member("batch_id", batch.id)
                            $0.member("number", batch.key.number)
                        }
                    }
                }
            }
        }
    }
}
