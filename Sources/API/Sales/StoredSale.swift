import JSON
import Operations
import Postgres
import RetailCore
import Sales

/// A receipt as it is stored, with lines and payments; what goods cost only for who may see it, and never which batches were meant.
struct StoredSale: Query {
    static let statement = Statement(
        """
        SELECT (to_jsonb(s) || jsonb_build_object(
            'flags', to_jsonb(string_to_array(s.flags, ' ')),
            'occurred_at', \(instant("s.occurred_at")), 'recorded_at', \(instant("s.recorded_at")),
            'lines', (SELECT jsonb_agg(CASE WHEN $3 THEN l.line ELSE l.line - 'cost_minor' END ORDER BY l.number) FROM (
                SELECT to_jsonb(l) - '{\(hidden.joined(separator: ","))}'::text[] AS line, l.line AS number
                FROM @.sale_line l WHERE l.sale_id = s.id
            ) l),
            'payments', coalesce((SELECT jsonb_agg(to_jsonb(p) - 'sale_id' ORDER BY p.part) FROM @.sale_payment p WHERE p.sale_id = s.id), '[]')))::text
        FROM @.sale s WHERE s.id = $1 AND ($2::uuid[] IS NULL OR s.store_id = ANY($2))
        """)
    /// As times are written everywhere: in UTC, without a fraction that is zero.
    private static func instant(_ column: String) -> String {
        #"regexp_replace(to_char(\#(column) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '\.?0*Z$', 'Z')"#
    }

    /// Of a line: what stands in the sale, and text that only refunds read.
    private static let hidden = ["sale_id", "kind", "store_id", "business_day", "picks"]

    let sale: ID<Sale>
    let stores: [ID<Store>]?
    let showsCost: Bool

    func bind(_ parameters: inout Parameters) {
        parameters.id(sale)
        if let stores { parameters.ids(stores) } else { parameters.null(PostgresType.array(of: PostgresType.uuid)) }
        parameters.bool(showsCost)
    }

    static func decode(_ row: borrowing Row) throws(Fault) -> [UInt8] { Array(try row.text(0).utf8) }

    /// Named as the columns are.
    static var schema: Schema {
        .object(
            "Sale",
            properties(SaleRow.columns, nullable: ["refund_of", "staff_id", "customer_id"]) + [
                .init(
                    name: "lines",
                    schema: .array(.object("SaleLine", properties(SaleLineRow.columns.filter { !hidden.contains($0.name) })), nil),
                    isRequired: true, words: ""),
                .init(
                    name: "payments",
                    schema: .array(
                        .object("SalePayment", properties(SalePaymentRow.columns.filter { $0.name != "sale_id" }, nullable: ["reference"])),
                        nil),
                    isRequired: true, words: ""),
            ])
    }

    private static func properties(_ columns: [Column], nullable: Set<String> = []) -> [Schema.Property] {
        columns.map { column in
            if column.name == "flags" { return .field("flags", [String].self, "What a manager should look at.") }
            let schema: Schema =
                switch column.kind {
                case .id: .string(format: "uuid", length: nil)
                case .int64, .int32: .integer(nil)
                case .text, .bytes: .string(format: nil, length: nil)
                case .bool: .boolean
                case .instant: .string(format: "date-time", length: nil)
                case .day: .string(format: "date", length: nil)
                }
            return .init(
                name: column.name, schema: nullable.contains(column.name) ? .nullable(schema) : schema,
                isRequired: column.name != "cost_minor", words: column.name == "cost_minor" ? "With `cost.read`." : "")
        }
    }
}
