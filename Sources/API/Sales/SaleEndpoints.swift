import Access
import Door
import JSON
import Operations
import Postgres
import RetailCore
import Sales
import Web

enum ReadSales: Needing { static let needs = Permission.saleRead }

extension Services {
    private static let partyFaults = [
        "receipt.number-given", "register.unknown", "staff.unknown", "staff.not-yourself", "customer.unknown",
    ]

    var saleEndpoints: [Endpoint] {
        [
            post(
                "/v1/sales", tag: "Sales", "Sell: priced, taxed, taken from stock, paid and numbered in one step", CompleteSale.self,
                answer: AnswerSchema.sale,
                faults: [
                    "sale.out-of-stock", "sale.payments-differ", "sale.no-price", "sale.discount-too-large", "amount.too-large",
                    "product.unknown", "store.unknown", "access.forbidden", "access.store-scope",
                ] + Services.partyFaults,
                // Who asks by request has not handed the goods over yet: what is short is refused, not flagged.
                prepare: { $0.stock = $0.stock ?? .claim }),
            post(
                "/v1/refunds", tag: "Sales", "Give money back for goods of a sale, some or all", RefundSale.self, answer: AnswerSchema.sale,
                faults: ["sale.unknown", "refund.too-much", "refund.nothing-left", "refund.unknown-line", "access.store-scope"]
                    + Services.partyFaults),
            Endpoint(
                .get, "/v1/sales/{sale_id}", tag: "Sales", summary: "A receipt with its lines and payments",
                access: ReadSales.needs.rawValue,
                answers: [.json(StoredSale.schema)], faults: ["sale.unknown"],
                reply: { call async throws(Fault) -> Reply in
                    let grant = try await grant(call, ReadSales.self)
                    let rows = try await database.read(
                        StoredSale(sale: try call.id("sale_id"), stores: grant.visibleStores, showsCost: grant.session.showsCost),
                        in: grant.scope)
                    guard let json = rows.first else { throw Fault(.missing, "sale.unknown", "There is no such sale.") }
                    return .json(bytes: json)
                }),
        ]
    }
}
