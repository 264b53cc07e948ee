import Access
import Door
import JSON
import Operations
import Postgres
import Reports
import RetailCore
import Stock
import Web

enum ReadStock: Needing { static let needs = Permission.stockRead }

struct StockPage: WireObject {
    var items: [StockOnHandRow]
    var next: String?

    init(items: [StockOnHandRow], next: String?) {
        (self.items, self.next) = (items, next)
    }

    init(_ fields: inout Fields) throws(Fault) {
        items = try fields.required("items")
        next = try fields.optional("next")
    }

    func members(_ writer: inout JSONWriter) {
        writer.member("items", items)
        writer.member("next", next)
    }
}

extension Services {
    var stockEndpoints: [Endpoint] {
        [
            post("/v1/stock/receipts", tag: "Stock", "Take a delivery in, batch by batch", ReceiveStock.self),
            post("/v1/stock/adjustments", tag: "Stock", "Add or take away, with a reason", AdjustStock.self),
            Endpoint(
                .get, "/v1/stock", tag: "Stock", summary: "What is where, batch by batch", access: ReadStock.needs.rawValue,
                query: [
                    .id("store_id"), .id("product_id"), .int("limit", 1...5000, "Default 500."),
                    .form("after", .shelf, "What the page before gave as next.", length: 110...110),
                ],
                answer: StockPage.self
            ) { call async throws(Fault) -> StockPage in
                let grant = try await grant(call, ReadStock.self, in: try call.query.id("store_id"))
                let limit = try call.query.int("limit", default: 500)
                let query = try StockOnHand(
                    after: try call.query.text("after"), product: try call.query.id("product_id"), limit: limit, stores: grant.visibleStores
                )
                let rows = try await database.read(query, in: grant.scope)
                return StockPage(
                    items: grant.session.showsCost ? rows : rows.map { $0.withoutCost() },
                    next: rows.count == limit ? rows.last?.cursor : nil)
            },
        ]
    }
}
