package import Access
package import JSON
package import Postgres
package import RetailCore

/// What came in by each means of payment between two business days; of cash what stayed in the drawer: less all change, whatever it was given for.
package struct PaymentReport: Query {
    package struct Line: WireObject {
        package static var wireName: String { "PaymentReportRow" }
        package var method: String
        package var count: Int64
        package var amount: Money

        init(method: String, count: Int64, amount: Money) {
            (self.method, self.count, self.amount) = (method, count, amount)
        }

        package init(_ fields: inout Fields) throws(Fault) {
            method = try fields.required("method")
            count = try fields.required("count")
            amount = try fields.required("amount_minor", .range(Int64.min...Int64.max))
            _ = try fields.optional("clamped", .none, "The sum does not fit 64 bits: the nearest that does stands here.") as Bool?
        }

        package func members(_ writer: inout JSONWriter) {
            writer.member("method", method)
            writer.member("count", count)
            writer.member("amount_minor", amount)
            if SafeSum.isClamped(amount.minor) { writer.member("clamped", true) }
        }
    }

    package static let statement = Statement(
        """
        SELECT p.method, count(*) FILTER (WHERE p.counts), \(SafeSum.bigint("sum(p.amount)")) FROM (
            SELECT sale_id, method, true AS counts, tendered_minor - CASE method WHEN 'cash' THEN change_minor ELSE 0 END AS amount FROM @.sale_payment
            UNION ALL SELECT sale_id, 'cash', false, -change_minor FROM @.sale_payment WHERE method <> 'cash' AND change_minor <> 0
        ) p JOIN @.sale s ON s.id = p.sale_id
        WHERE ($1::uuid[] IS NULL OR s.store_id = ANY($1)) AND ($2::date IS NULL OR s.business_day >= $2) AND ($3::date IS NULL OR s.business_day <= $3)
        GROUP BY 1 ORDER BY 1
        """)
    let from: Day?
    let to: Day?
    let stores: [ID<Store>]?

    package init(from: Day?, to: Day?, under grant: Grant<ReadSalesReports>) {
        (self.from, self.to, stores) = (from, to, grant.visibleStores)
    }

    package func bind(_ parameters: inout Parameters) {
        if let stores { parameters.ids(stores) } else { parameters.null(PostgresType.array(of: PostgresType.uuid)) }
        parameters.day(from)
        parameters.day(to)
    }

    package static func decode(_ row: borrowing Row) throws(Fault) -> Line {
        Line(method: try row.text(0), count: try row.int64(1), amount: Money(minor: try row.int64(2)))
    }
}
