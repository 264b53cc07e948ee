package import Access
package import JSON
package import Operations
package import Postgres
package import RetailCore

package enum ReadSalesReports: Needing { package static let needs = Permission.reportSales }
package enum ReadStockReports: Needing { package static let needs = Permission.reportStock }

/// Sums of sale lines; refunds are negative, so every amount is net of them.
package struct SalesFigures: Sendable, WireObject {
    package static let names: [StaticString] = [
        "sale_count", "refund_count", "line_count", "quantity_milli", "shelf_minor", "loyalty_discount_minor", "coupon_discount_minor",
        "promotion_discount_minor", "manual_discount_minor", "revenue_minor", "maker_coupon_minor", "tax_minor", "cost_minor",
    ]

    /// In the order of the names; without the last, the cost, where it is not for the reader's eyes (`cost.read`).
    package var values: [Int64]
    /// A figure does not fit 64 bits, and the nearest that does stands in its place.
    package var isClamped: Bool { values.contains { SafeSum.isClamped($0) } }

    func withoutCost() -> SalesFigures { SalesFigures(values: values.dropLast()) }

    package init(values: [Int64]) {
        self.values = values
    }

    package init(_ fields: inout Fields) throws(Fault) {
        values = []
        for name in SalesFigures.names.dropLast() { values.append(try fields.required(name)) }
        if let cost: Int64 = try fields.optional("cost_minor", .none, "With `cost.read`.") { values.append(cost) }
        _ = try fields.optional("clamped", .none, "A figure does not fit 64 bits: the nearest that does stands here.") as Bool?
    }

    package func members(_ writer: inout JSONWriter) {
        for (name, value) in zip(SalesFigures.names, values) { writer.member(name, value) }
        if isClamped { writer.member("clamped", true) }
    }
}

/// A group's key, its words, and its figures.
package struct SalesReportRow: WireObject {
    package var key: String
    package var label: String
    package var figures: SalesFigures

    package init(key: String, label: String, figures: SalesFigures) {
        (self.key, self.label, self.figures) = (key, label, figures)
    }

    package init(_ fields: inout Fields) throws(Fault) {
        key = try fields.required("key", .none, "The day, the Monday, the month or the id that is grouped by.")
        label = try fields.required("label")
        figures = try SalesFigures(&fields)
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("key", key)
        writer.member("label", label)
        figures.members(&writer)
    }
}

/// Sales between two business days, by one thing at a time.
package struct SalesReport: Query {
    package static let rowLimit = 200_000

    package let group: SalesGroup
    package let from: Day?
    package let to: Day?
    package let stores: [ID<Store>]?

    package init(_ group: SalesGroup, from: Day?, to: Day?, under grant: Grant<ReadSalesReports>) {
        (self.group, self.from, self.to) = (group, from, to)
        stores = grant.visibleStores
    }

    // The statement depends on the group; `Query` wants one per type, so it is made for the read that is run.
    package static var statement: Statement { statement(.none) }

    package static func statement(_ group: SalesGroup) -> Statement {
        let sums = [
            "quantity_milli", "shelf_minor", "loyalty_discount_minor", "coupon_discount_minor", "promotion_discount_minor",
            "manual_discount_minor", "revenue_minor",
            "maker_coupon_minor", "tax_minor", "cost_minor",
        ].map { SafeSum.bigint("sum(l.\($0))") }.joined(separator: ", ")
        let refunds =
            "\(group.receipts.replacing("FILTER (WHERE ", with: "FILTER (WHERE l.kind = 'refund' AND "))\(group.receipts.contains("FILTER") ? "" : " FILTER (WHERE l.kind = 'refund')")"
        let sales = refunds.replacing("'refund'", with: "'sale'")
        return Statement.generated(
            """
            SELECT key, \(group.label), f.* FROM (
                SELECT \(group.key) AS key, \(sales) AS sales, \(refunds) AS refunds, count(*) AS lines, \(sums)
                FROM @.sale_line l \(group.join)
                WHERE ($1::uuid[] IS NULL OR l.store_id = ANY($1)) AND ($2::date IS NULL OR l.business_day >= $2) AND ($3::date IS NULL OR l.business_day <= $3)
                GROUP BY 1
            ) f ORDER BY key LIMIT \(rowLimit)
            """)
    }

    package func bind(_ parameters: inout Parameters) {
        if let stores { parameters.ids(stores) } else { parameters.null(PostgresType.array(of: PostgresType.uuid)) }
        parameters.day(from)
        parameters.day(to)
    }

    /// Columns: key, label, then `f.*`: key again, counts and sums.
    package static func decode(_ row: borrowing Row) throws(Fault) -> SalesReportRow {
        var values: [Int64] = []
        for column in 3..<(3 + SalesFigures.names.count) { values.append(try row.int64IfAny(column) ?? 0) }
        return SalesReportRow(key: try row.text(0), label: try row.textIfAny(1) ?? "", figures: SalesFigures(values: values))
    }
}

/// A report with its total.
package struct SalesReportAnswer: Sendable {
    package let currency: Currency
    package let report: SalesReport
    package let rows: [SalesReportRow]
    package let total: SalesFigures

    /// Runs the report; the total is asked for apart where groups can share a receipt.
    package static func run(_ report: SalesReport, _ grant: Grant<ReadSalesReports>, on database: Database) async throws(Fault)
        -> SalesReportAnswer
    {
        let result = try await database.read(SalesReport.statement(report.group), report.parameters, in: grant.scope)
        var rows = try SalesReport.decode(result)
        let whole = try await database.read(SalesReport.statement(.none), report.parameters, in: grant.scope)
        var total =
            try SalesReport.decode(whole).first?.figures ?? SalesFigures(values: Array(repeating: 0, count: SalesFigures.names.count))
        if !grant.session.showsCost {
            for index in rows.indices { rows[index].figures = rows[index].figures.withoutCost() }
            total = total.withoutCost()
        }
        return SalesReportAnswer(currency: grant.tenant.currency, report: report, rows: rows, total: total)
    }

    /// The JSON text in pieces of some thousand rows.
    package func json(to write: ([UInt8]) async throws -> Void) async throws {
        var writer = JSONWriter(reserving: 64 << 10)
        writer.bytes += Array("{".utf8)
        writer.member("currency", currency.code)
        writer.member("group", report.group)
        writer.member("from", report.from)
        writer.member("to", report.to)
        writer.key("items")
        writer.bytes.append(0x5B)
        for (index, row) in rows.enumerated() {
            if index > 0 { writer.bytes.append(0x2C) }
            writer.separateValue { row.write(to: &$0) }
            if writer.bytes.count > 48 << 10 {
                try await write(writer.bytes)
                writer.bytes.removeAll(keepingCapacity: true)
            }
        }
        writer.bytes += Array("],\"total\":".utf8)
        writer.separateValue { total.write(to: &$0) }
        writer.bytes.append(0x7D)
        try await write(writer.bytes)
    }

    package func csv(to write: ([UInt8]) async throws -> Void) async throws {
        var csv = CSVWriter()
        csv.row(["key", "label"] + SalesFigures.names.prefix(total.values.count).map(\.description))
        for row in rows {
            csv.row([row.key, row.label] + row.figures.values.map(String.init))
            if csv.bytes.count > 48 << 10 { try await write(csv.take()) }
        }
        try await write(csv.take())
    }
}
