import Door
import JSON
import Operations
import Postgres
import RetailCore
import Sales

/// A receipt as it is stored, with lines and payments; what goods cost only for who may see it, and never which batches were meant.
struct StoredSale {
    private let sale: SaleRow
    private let lines: [SaleLineRow]
    private let payments: [SalePaymentRow]

    private static let findSale = SaleRow.select("WHERE t.id = $1 AND ($2::uuid[] IS NULL OR t.store_id = ANY($2))")
    private static let findLines = SaleLineRow.select("WHERE t.sale_id = $1 ORDER BY t.line")
    private static let findPayments = SalePaymentRow.select("WHERE t.sale_id = $1 ORDER BY t.part")

    /// - Parameter stores: where it may have been sold; nil: anywhere.
    /// - Returns: nil where there is no such sale.
    static func read(_ id: ID<Sale>, in stores: [ID<Store>]?, _ database: Database, _ scope: Scope) async throws(Fault) -> StoredSale? {
        var key = Parameters()
        key.id(id)
        var keyAndStores = key
        if let stores { keyAndStores.ids(stores) } else { keyAndStores.null(PostgresType.array(of: PostgresType.uuid)) }
        let parameters = (sale: keyAndStores, parts: key)
        return try await database.transaction(.read, in: scope) { transaction throws(Fault) in
            transaction.queue(findSale, parameters.sale)
            transaction.queue(findLines, parameters.parts)
            transaction.queue(findPayments, parameters.parts)
            let results = try transaction.flight()
            guard let sale = try SaleRow.rows(results[0]).first else { return nil }
            return StoredSale(sale: sale, lines: try SaleLineRow.rows(results[1]), payments: try SalePaymentRow.rows(results[2]))
        }
    }

    func json(showsCost: Bool) -> [UInt8] {
        func list(_ name: StaticString, _ rows: [some StoredRow], _ writer: inout JSONWriter) {
            writer.memberArray(name) { list in
                for row in rows { list.element { $0.object { row.details(showsCost: showsCost, &$0) } } }
            }
        }
        var writer = JSONWriter(reserving: 512 + lines.count * 512)
        writer.object {
            sale.details(showsCost: showsCost, &$0)
            list("lines", lines, &$0)
            list("payments", payments, &$0)
        }
        return writer.bytes
    }

    static var schema: Schema {
        func list(_ name: String, _ type: String, _ row: any StoredRow.Type) -> Schema.Property {
            .init(name: name, schema: .array(.object(type, row.table.detailed), nil), isRequired: true, words: "")
        }
        return .object(
            "Sale",
            SaleRow.table.detailed + [list("lines", "SaleLine", SaleLineRow.self), list("payments", "SalePayment", SalePaymentRow.self)])
    }
}
