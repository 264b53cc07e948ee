import Access
import Door
import JSON
import Operations
import Postgres
import Reports
import RetailCore
import Web

enum ReportFormat: String, WireEnum { case json, csv }

extension Services {
    private static let period: [QueryParameter] = [
        .day("from", "First business day; left out: from the beginning."), .day("to", "Last business day, included."),
        .id("store_id", "Left out: every store the caller may see."),
    ]

    private static let salesColumns: [Endpoint.Answer.Column] =
        ["key", "label"].map { Endpoint.Answer.Column($0) }
        + SalesFigures.names.map { name in
            let isCost = name.description == "cost_minor"
            return Endpoint.Answer.Column(name.description, isCost ? "with `cost.read`" : "", optional: isCost)
        }

    var reportEndpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/v1/reports/sales", tag: "Reports", summary: "Sales, net of refunds, by one thing at a time",
                access: ReadSalesReports.needs.rawValue,
                query: [.word("group", SalesGroup.self, "Default day."), .word("format", ReportFormat.self, "Default json.")]
                    + Services.period,
                answers: [
                    .json(
                        AnswerSchema.object(
                            "SalesReport", ("currency", String.schema, true), ("group", SalesGroup.schema, true),
                            ("from", Day.schema, false),
                            ("to", Day.schema, false),
                            ("items", .array(SalesReportRow.schema, nil), true), ("total", SalesFigures.schema, true))),
                    .csv(Services.salesColumns),
                ],
                reply: { call async throws(Fault) -> Reply in
                    let grant = try await grant(call, ReadSalesReports.self, in: try call.query.id("store_id"))
                    let report = SalesReport(
                        try call.query.word("group") ?? .day, from: try call.query.day("from"), to: try call.query.day("to"), under: grant)
                    let answer = try await SalesReportAnswer.run(report, grant, on: reporting)
                    switch try call.query.word("format") ?? ReportFormat.json {
                    case .json:
                        return .stream(contentType: "application/json") { chunks in try await answer.json { try await chunks.write($0) } }
                    case .csv:
                        return .stream(contentType: "text/csv; charset=utf-8", filename: "sales-by-\(report.group.rawValue).csv") {
                            chunks in try await answer.csv { try await chunks.write($0) }
                        }
                    }
                }),
            Endpoint(
                .get, "/v1/reports/payments", tag: "Reports", summary: "Payments by method", access: ReadSalesReports.needs.rawValue,
                query: Services.period,
                answers: [
                    .json(
                        AnswerSchema.object(
                            "PaymentReport", ("currency", String.schema, true),
                            ("items", .array(PaymentReport.Line.schema, nil), true)))
                ],
                reply: { call async throws(Fault) -> Reply in
                    let grant = try await grant(call, ReadSalesReports.self, in: try call.query.id("store_id"))
                    let lines = try await reporting.read(
                        PaymentReport(from: try call.query.day("from"), to: try call.query.day("to"), under: grant), in: grant.scope)
                    var writer = JSONWriter()
                    writer.object {
                        $0.member("currency", grant.tenant.currency.code)
                        $0.member("items", lines)
                    }
                    return .json(bytes: writer.bytes)
                }),
            Endpoint(
                .get, "/v1/reports/stock", tag: "Reports", summary: "Stock on hand by batch, with its value at cost; all of it, streamed",
                access: ReadStockReports.needs.rawValue,
                query: [.id("store_id"), .word("format", ReportFormat.self, "Default json: one row a line.")],
                answers: [.lines(StockOnHandRow.schema), .csv(StockOnHandRow.csvHeader.map { .init($0) })],
                reply: { call async throws(Fault) -> Reply in
                    let grant = try await grant(call, ReadStockReports.self, in: try call.query.id("store_id"))
                    let isCSV = try call.query.word("format") == ReportFormat.csv
                    return .stream(
                        contentType: isCSV ? "text/csv; charset=utf-8" : "application/x-ndjson", filename: isCSV ? "stock.csv" : nil
                    ) { chunks in
                        try await streamStock(grant, isCSV: isCSV) { try await chunks.write($0) }
                    }
                }),
            Endpoint(
                .get, "/v1/reports/proof", tag: "Reports", summary: "Whether the books agree with themselves: derived again and compared",
                access: ReadAudit.needs.rawValue,
                answers: [.json(AnswerSchema.object("Proof", ("ok", .boolean, true), ("checks", .array(Proof.Check.schema, nil), true)))],
                reply: { call async throws(Fault) -> Reply in
                    // The books are the chain's: who sees some stores can't prove them.
                    let grant = try await grant(call, forWholeChain: ReadAudit.self)
                    let checks = try await reporting.read(Proof(), in: grant.scope)
                    var writer = JSONWriter()
                    writer.object {
                        $0.member("ok", checks.allSatisfy { $0.mismatches == 0 })
                        $0.member("checks", checks)
                    }
                    return .json(bytes: writer.bytes)
                }),
        ]
    }

    /// Page by page, so that memory stays at a page however much there is.
    private func streamStock(_ grant: Grant<ReadStockReports>, isCSV: Bool, _ write: ([UInt8]) async throws -> Void) async throws {
        let limit = 2000
        var after: String?
        var csv = CSVWriter()
        if isCSV { csv.row(StockOnHandRow.csvHeader) }
        repeat {
            let rows = try await reporting.read(
                try StockOnHand(after: after, product: nil, limit: limit, stores: grant.visibleStores), in: grant.scope)
            var writer = JSONWriter(reserving: rows.count * 300)
            for row in rows.lazy.map({ grant.session.showsCost ? $0 : $0.withoutCost() }) {
                if isCSV {
                    csv.row(row.csvFields)
                } else {
                    writer.separateValue { row.write(to: &$0) }
                    writer.bytes.append(0x0A)
                }
            }
            try await write(isCSV ? csv.take() : writer.bytes)
            after = rows.count == limit ? rows.last?.cursor : nil
        } while after != nil
    }
}
