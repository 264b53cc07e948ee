import JSON
import RetailCore
import TradeJSON

enum TaxVectors {
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
        return JSONWriter.object { answer(breakdown, &$0) }
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

    private static func answer(_ breakdown: TaxBreakdown, _ writer: inout JSONWriter) {
        writer.memberArray("lines") { list in
            for line in breakdown.lines {
                list.element {
                    $0.object {
                        amounts(line.amount, relieved: line.relieved, &$0)
                        $0.memberArray("parts") { parts in
                            for part in line.parts { parts.element { $0.object { answer(part, &$0) } } }
                        }
                    }
                }
            }
        }
        writer.memberArray("rates") { list in
            for rate in breakdown.rates { list.element { $0.object { answer(rate, &$0) } } }
        }
        writer.memberObject("total") { amounts(breakdown.total, relieved: breakdown.relieved, &$0) }
    }

    private static func answer(_ part: TaxBreakdown.Part, _ writer: inout JSONWriter) {
        writer.member("code", part.rate.code)
        writer.member("tax_minor", part.tax)
        writer.member("relieved_minor", part.relieved)
    }

    private static func answer(_ total: TaxBreakdown.RateTotal, _ writer: inout JSONWriter) {
        writer.member("code", total.rate.code)
        writer.member("rate_micro", total.rate.rateMicro)
        writer.member("net_minor", total.amount.net)
        writer.member("tax_minor", total.amount.tax)
        writer.member("relieved_minor", total.relieved)
        writer.member("exempt", total.isExempt)
    }

    private static func amounts(_ amount: TaxedAmount, relieved: Money, _ writer: inout JSONWriter) {
        writer.member("net_minor", amount.net)
        writer.member("tax_minor", amount.tax)
        writer.member("gross_minor", amount.gross)
        writer.member("relieved_minor", relieved)
    }
}
