import JSON
import Operations
import RetailCore
import SyncProtocol

/// Compares three accounts of one store: the view its till folds from the log, the server's stock, and the data.
struct TillCheck {
    let till: StoreTill
    let tally: JourneyTally

    /// Changes in a page; small, for many tills are checked at once and a page of sales is megabytes.
    private static let pageLimit = 200
    private static let stockLimit = 2000

    func run(_ connected: Till) async throws(Fault) -> Comparison {
        var result = Comparison()
        let name = "store \(till.store.number)"
        try await connected.pull([till.stream], limit: TillCheck.pageLimit)
        let view = await connected.view
        let identity = connected.identity
        try till.files.save(
            acknowledged: await connected.acknowledged, cursors: view.cursors.mapValues(\.value), till.name, by: identity.device)

        result.compare("\(name), sales in the till's view", view.sales.sales, expected: tally.sales)
        result.compare("\(name), refunds in the till's view", view.sales.refunds, expected: 0)
        result.compare("\(name), lines in the till's view", view.sales.lines, expected: tally.lines)
        result.compare("\(name), revenue in the till's view", view.sales.revenueMinor, expected: tally.revenue)
        try await compareWithServer(view, name, &result)
        try compareWithData(view, name, &result)
        return result
    }

    private func compareWithServer(_ view: TillView, _ name: String, _ result: inout Comparison) async throws(Fault) {
        var left = view.stock
        var after: String?
        repeat {
            let next = after.map { "&after=\($0.queryEncoded)" } ?? ""
            let reply = try await till.session.json("GET", "/v1/stock?store_id=\(till.store.id)&limit=\(TillCheck.stockLimit)\(next)")
            for item in try reply.list("items") {
                let batch: ID<Batch> = item["batch_id"].map { $0.kind == .null } ?? true ? ID.none : try item.id("batch_id")
                let place = StockPlace(product: try item.id("product_id"), batch: batch)
                guard let level = left.removeValue(forKey: place) else {
                    result.note("\(name), stock of \(place.product): the server has it, the till has not")
                    continue
                }
                result.compare("\(name), till's stock of \(place.product)", level.onHandMilli, expected: try item.count("on_hand_milli"))
            }
            after = try? reply["next"]?.string()
        } while after != nil
        for place in left.keys.sorted() { result.note("\(name), stock of \(place.product): the till has it, the server has not") }
    }

    /// Nothing was ever received, so what is on hand is what was sold, below zero.
    private func compareWithData(_ view: TillView, _ name: String, _ result: inout Comparison) throws(Fault) {
        var sold: [ID<Product>: Int64] = [:]
        try till.queue.forEachBasket { basket in
            for line in basket.lines where line.quantity > 0 {
                sold[JourneyNames.product(line.product), default: 0] -= line.quantity * 1000
            }
        }
        var onHand: [ID<Product>: Int64] = [:]
        for (place, level) in view.stock { onHand[place.product, default: 0] += level.onHandMilli }
        for (product, expected) in sold {
            result.compare("\(name), stock of \(product) against the data", onHand[product] ?? 0, expected: expected)
        }
        result.compare("\(name), products with stock", Int64(onHand.count), expected: Int64(sold.count))
    }
}
