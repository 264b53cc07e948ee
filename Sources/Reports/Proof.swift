package import JSON
package import Operations
package import Postgres
package import RetailCore

/// Whether the books agree with themselves: what derives from what is derived again and compared.
package struct Proof: Query {
    package struct Check: WireObject {
        package static var wireName: String { "ProofCheck" }
        package var name: String
        package var checked: Int64
        package var mismatches: Int64

        init(name: String, checked: Int64, mismatches: Int64) {
            (self.name, self.checked, self.mismatches) = (name, checked, mismatches)
        }

        package init(_ fields: inout Fields) throws(Fault) {
            name = try fields.required("name")
            checked = try fields.required("checked")
            mismatches = try fields.required("mismatches", .none, "0, or something is wrong.")
        }

        package func members(_ writer: inout JSONWriter) {
            writer.member("name", name)
            writer.member("checked", checked)
            writer.member("mismatches", mismatches)
        }
    }

    package static let statement = Statement(
        """
        SELECT 'stock balance and value = sum of its movements', count(*), count(*) FILTER (
            WHERE coalesce(b.on_hand_milli, 0) <> coalesce(m.delta, 0) OR coalesce(b.value_minor, 0) <> coalesce(m.value, 0))
        FROM @.stock_balance b FULL JOIN (
            SELECT store_id, product_id, batch_id, sum(delta_milli) AS delta, sum(value_minor) AS value FROM @.stock_movement GROUP BY 1, 2, 3
        ) m USING (store_id, product_id, batch_id)
        UNION ALL
        SELECT 'cost of sales in a store = value of what left its stock', count(*), count(*) FILTER (WHERE coalesce(l.cost, 0) <> -coalesce(m.value, 0))
        FROM (SELECT store_id, sum(cost_minor) AS cost FROM @.sale_line GROUP BY 1) l
        FULL JOIN (SELECT store_id, sum(value_minor) AS value FROM @.stock_movement WHERE kind IN ('sale', 'refund') GROUP BY 1) m USING (store_id)
        UNION ALL
        SELECT 'payments of a sale = what was due, or it is flagged', count(*), count(*) FILTER (WHERE s.due_minor <> coalesce(p.amount, 0) AND NOT s.flags @> '{payments_differ}')
        FROM @.sale s LEFT JOIN (SELECT sale_id, sum(amount_minor) AS amount FROM @.sale_payment GROUP BY 1) p ON p.sale_id = s.id
        UNION ALL
        SELECT 'what was tendered = paid, rounded and given back', count(*), count(*) FILTER (WHERE tendered_minor <> amount_minor + rounding_minor + change_minor)
        FROM @.sale_payment
        UNION ALL
        SELECT 'lines of a sale = its totals', count(*), count(*) FILTER (WHERE s.revenue_minor <> l.revenue OR s.shelf_minor <> l.shelf OR s.line_count <> l.n)
        FROM @.sale s LEFT JOIN (
            SELECT sale_id, sum(revenue_minor) AS revenue, sum(shelf_minor) AS shelf, count(*) AS n FROM @.sale_line GROUP BY 1
        ) l ON l.sale_id = s.id
        UNION ALL
        SELECT 'receipt numbers: what is out of turn is flagged', count(*), count(*) FILTER (WHERE r.number <> r.before + 1 AND NOT r.flags && '{receipt_gap,receipt_late,receipt_repeated}')
        FROM (
            SELECT receipt_number AS number, flags, lag(receipt_number, 1, 0::bigint) OVER (
                PARTITION BY register_id, series ORDER BY receipt_number, flags @> '{receipt_repeated}'
            ) AS before FROM @.sale
        ) r
        UNION ALL
        SELECT 'stream positions without a gap', count(*), count(*) FILTER (WHERE coalesce(c.n, 0) <> s.head - s.floor OR coalesce(c.last, s.floor) <> s.head)
        FROM @.sync_stream s LEFT JOIN (
            SELECT c.stream, count(*) AS n, max(c.position) AS last FROM @.sync_change c JOIN @.sync_stream f ON f.id = c.stream AND c.position > f.floor GROUP BY 1
        ) c ON c.stream = s.id
        UNION ALL
        SELECT 'audit rows without a gap', count(*), count(*) FILTER (WHERE a.n <> h.number OR a.last <> h.number)
        FROM @.audit_chain h LEFT JOIN (SELECT chain, count(*) AS n, max(number) AS last FROM @.sync_audit GROUP BY 1) a ON a.chain = h.id
        UNION ALL
        SELECT 'every operation that applied has an audit row', count(*), count(*) FILTER (WHERE a.op_id IS NULL)
        FROM @.sync_operation o LEFT JOIN (SELECT DISTINCT op_id FROM @.sync_audit WHERE op_id IS NOT NULL) a ON a.op_id = o.id
        """)

    package init() {}

    package static func decode(_ row: borrowing Row) throws(Fault) -> Check {
        Check(name: try row.text(0), checked: try row.int64(1), mismatches: try row.int64(2))
    }
}

package enum ReadAudit: Needing { package static let needs = Permission.auditRead }
