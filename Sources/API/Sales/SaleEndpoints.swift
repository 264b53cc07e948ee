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
    var saleEndpoints: [Endpoint] {
        [
            post(
                "/v1/sales", tag: "Sales", "Sell: priced, taxed, taken from stock, paid and numbered in one step", CompleteSale.self,
                answer: AnswerSchema.sale,
                faults: [
                    "sale.out-of-stock", "sale.payments-differ", "sale.no-price", "sale.discount-too-large", "amount.too-large",
                    "product.unknown",
                    "store.unknown",
                ],
                // Who asks by request has not handed the goods over yet: what is short is refused, not flagged.
                prepare: { $0.stock = $0.stock ?? .claim }),
            post(
                "/v1/refunds", tag: "Sales", "Give money back for goods of a sale, some or all", RefundSale.self, answer: AnswerSchema.sale,
                faults: ["sale.unknown", "refund.too-much", "refund.nothing-left", "refund.unknown-line"]),
            Endpoint(
                .get, "/v1/sales/{sale_id}", tag: "Sales", summary: "A receipt with its lines and payments",
                access: ReadSales.needs.rawValue,
                answers: [.json(.object("Sale", []))], faults: ["sale.unknown"],
                reply: { call async throws(Fault) -> Reply in
                    let grant = try await grant(call, ReadSales.self)
                    let rows = try await database.read(ReadSale(sale: try call.id("sale_id"), stores: grant.visibleStores), in: grant.scope)
                    guard let json = rows.first else { throw Fault(.missing, "sale.unknown", "There is no such sale.") }
                    return .json(bytes: json)
                }),
        ]
    }
}

private struct ReadSale: Query {
    static let statement = Statement(
        """
        SELECT (to_jsonb(s) || jsonb_build_object(
            'lines', (SELECT jsonb_agg(to_jsonb(l) - 'sale_id' - 'kind' - 'store_id' - 'business_day' ORDER BY l.line) FROM @.sale_line l WHERE l.sale_id = s.id),
            'payments', coalesce((SELECT jsonb_agg(to_jsonb(p) - 'sale_id' ORDER BY p.part) FROM @.sale_payment p WHERE p.sale_id = s.id), '[]')))::text
        FROM @.sale s WHERE s.id = $1 AND ($2::uuid[] IS NULL OR s.store_id = ANY($2))
        """)
    let sale: ID<Sale>
    let stores: [ID<Store>]?

    func bind(_ parameters: inout Parameters) {
        parameters.id(sale)
        if let stores { parameters.ids(stores) } else { parameters.null(PostgresType.array(of: PostgresType.uuid)) }
    }

    static func decode(_ row: borrowing Row) throws(Fault) -> [UInt8] { Array(try row.text(0).utf8) }
}
