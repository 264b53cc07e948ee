import Access
import Door
import JSON
import Operations
import Postgres
import RetailCore
import Sales
import Web

enum ReadSales: Needing { static let needs = Permission.saleRead }
enum ReadExpenses: Needing { static let needs = Permission.expenseRead }

extension Services {
    var saleEndpoints: [Endpoint] {
        [
            post(
                "/v1/sales", tag: "Sales", "Sell: priced, taxed, taken from stock, paid and numbered in one step", CompleteSale.self,
                // Who asks by request has not handed the goods over yet: what is short is refused, not flagged.
                prepare: { $0.stock = $0.stock ?? .claim }),
            post("/v1/refunds", tag: "Sales", "Give money back for goods of a sale, some or all", RefundSale.self),
            post("/v1/expenses", tag: "Sales", "Book what was paid out of the drawer for other things than goods", RecordExpense.self),
            list("/v1/expenses", tag: "Sales", "What was paid out of drawers", ExpenseRow.self, ReadExpenses.self),
            Endpoint(
                .get, "/v1/sales/{sale_id}", tag: "Sales", summary: "A receipt with its lines and payments",
                access: ReadSales.needs.rawValue,
                answers: [.json(StoredSale.schema)], faults: ["sale.unknown"],
                reply: { call async throws(Fault) -> Reply in
                    let grant = try await grant(call, ReadSales.self)
                    guard let sale = try await StoredSale.read(try call.id("sale_id"), in: grant.visibleStores, database, grant.scope)
                    else {
                        throw Fault(.missing, "sale.unknown", "There is no such sale.")
                    }
                    return .json(bytes: sale.json(showsCost: grant.session.showsCost))
                }),
        ]
    }
}
