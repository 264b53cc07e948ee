import JSON
import RetailCore
import TradeJSON

extension AmountVectors {
    static func tax(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let mode: TaxMode = try given.required("mode")
        let scope: TaxScope = try given.required("scope")
        let rules = TaxRules(mode: mode, scope: scope, rounding: try given.required("rounding"))
        let relief = try relief(given.optional("exempt"))
        var lines: [TaxBreakdown.Line] = []
        for var line in try given.objects("lines") {
            let amount: Money = try line.required("amount_minor")
            lines.append(TaxBreakdown.Line(amount, at: try TaxComponents(line.required("components"))))
            try line.finish()
        }
        let breakdown = try TaxBreakdown(lines, rules: rules, relief: relief)
        return JSONWriter.object { members(breakdown, &$0) }
    }

    /// "all", or the codes of what the customer is exempt from.
    private static func relief(_ exempt: JSONValue?) throws(Fault) -> TaxRelief? {
        guard let exempt else { return nil }
        let codes: TaxExemption.Codes
        if exempt.kind == .string {
            guard try exempt.string() == "all" else { throw Fault.field("exempt", "unknown-value", "Expected all, or codes.") }
            codes = .all
        } else {
            codes = .named(Set(try [String].read(exempt, .none)))
        }
        let day = Day(number: 0)
        return try TaxExemption(codes, certificate: "a vector's", from: day).relief(on: day)
    }

    private static func members(_ breakdown: TaxBreakdown, _ writer: inout JSONWriter) {
        writer.member("lines", of: breakdown.lines) { line, writer in
            amounts(line.amount, relieved: line.relieved, &writer)
            writer.member("parts", of: line.parts) {
                $1.member("code", $0.rate.code)
                $1.member("tax_minor", $0.tax)
                $1.member("relieved_minor", $0.relieved)
            }
        }
        writer.member("rates", of: breakdown.rates) {
            $1.member("code", $0.rate.code)
            $1.member("rate_micro", $0.rate.rateMicro)
            $1.member("net_minor", $0.amount.net)
            $1.member("tax_minor", $0.amount.tax)
            $1.member("relieved_minor", $0.relieved)
            $1.member("exempt", $0.isExempt)
        }
        writer.memberObject("total") { amounts(breakdown.total, relieved: breakdown.relieved, &$0) }
    }

    private static func amounts(_ amount: TaxedAmount, relieved: Money, _ writer: inout JSONWriter) {
        writer.member("net_minor", amount.net)
        writer.member("tax_minor", amount.tax)
        writer.member("gross_minor", amount.gross)
        writer.member("relieved_minor", relieved)
    }
}
