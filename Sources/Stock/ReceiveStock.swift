import Catalog
import Chain
package import JSON
package import Operations
package import RetailCore

/// A line of a delivery.
package struct DeliveryLine: WireRecord {
    package var product: ID<Product> = .none
    package var batchNumber: String?
    package var expiry: Day?
    package var quantity = Quantity.zero
    package var unitCost = Money.zero
    /// Of the whole line, where the invoice says so.
    package var cost: Money?

    package init() {}

    package mutating func fields<Visitor: FieldVisitor>(_ field: inout Visitor) throws(Visitor.Failure) {
        try field("product_id", &product, rule: .inChain)
        try field("batch_number", &batchNumber, .length(1...40), "As printed (GS1 AI 10); made by the server where it is left out.")
        try field("expiry", &expiry, .none, "The last day it may be sold (GS1 AI 17).")
        try field("quantity_milli", &quantity, .quantity, "Thousandths of the product's unit.")
        try field.standing(
            "unit_cost_minor", &unitCost, .amount, "What one unit cost.",
            rule: FieldRule("whoever takes goods in reads the invoice: no `cost.read` needed"))
        try field(
            "cost_minor", &cost, .amount,
            "What the whole line cost, exactly; left out: unit cost times quantity. With it the unit cost may be left out.",
            rule: FieldRule("the same as of `unit_cost_minor`"))
    }
}

extension DeliveryLine {
    /// What one cost, to the nearest minor unit.
    fileprivate var oneCost: Money {
        get throws(Fault) {
            guard let cost, unitCost == .zero else { return unitCost }
            return try Money(exactly: try RoundingMode.halfEven.quotient(of: Int128(cost.minor) * 1000, by: Int128(quantity.milli)))
                .plausible
        }
    }
}

/// Takes a delivery into a store, batch by batch.
package struct ReceiveStock: StoreOperation {
    package static let name = "stock.receive/1"
    package static let needs = Permission.stockReceive
    package static let refusals: [Refusal] =
        [.productUnknown, .storeUnknown, .batchExpiryDiffers, .batchExists, .amountTooLarge] + Refusal.sums
    package static let answer: Schema = .object(
        "StockReceipt",
        [
            Schema.Property(
                name: "batches",
                schema: .array(.object("ReceivedBatch", [.field("batch_id", ID<Batch>.self), .field("number", String.self)]), nil),
                isRequired: true, words: "")
        ])
    package static let tellsFacts = true

    package var storeID: ID<Store>?
    package var reference = ""
    package var lines: [DeliveryLine] = []

    package init() {}

    package mutating func fields<Visitor: FieldVisitor>(_ field: inout Visitor) throws(Visitor.Failure) {
        try field("store_id", &storeID, .none, "A till receives in its own store.", rule: .storeOfCaller)
        try field.standing("reference", &reference, .length(0...100), "The supplier's delivery note or invoice.")
        try field("lines", &lines, .count(1...500))
    }

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
            throw Fault(.storeUnknown)
        }
        var ledger = Ledger(world, moment, store: storeID, day: store.businessDay(of: moment))
        var batches: [BatchRow] = []
        for (ordinal, line) in lines.enumerated() {
            guard world.row(ProductRow.self, line.product) != nil else {
                throw Fault(
                    .productUnknown,
                    fields: [.init(field: "lines[\(ordinal)].product_id", code: "unknown-id", message: "No product has this id.")])
            }
            // What the delivery cost has to be an amount, or the stock's value would be none.
            let product = try Money.line(line.unitCost, times: line.quantity, mode: .halfEven, field: "lines[\(ordinal)].quantity_milli")
            let key = BatchKey(product: line.product, number: number(ordinal, moment))
            let batch: BatchRow
            if let known = world.row(BatchRow.self, key) {
                guard line.expiry == nil || known.expiry == line.expiry else {
                    throw Fault(
                        .batchExpiryDiffers, "Batch \(key.number) is known with another expiry.",
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
