import JSON
import RetailCore

extension Off {
    /// Stands among the fields of what grants it: `percent_micro` or `amount_minor`.
    init(reading fields: inout Fields, _ words: StaticString) throws(Fault) {
        let percent: Percent? = try fields.optional("percent_micro", .none, "This or amount_minor.")
        let amount: Money? = try fields.optional("amount_minor", .range(0...Money.bounds.upperBound), words)
        self = try fields.exactlyOne(
            of: "percent_micro, amount_minor", [percent.map(Off.percent), amount.map(Off.amount)], sample: .amount(.zero))
    }

    func members(_ writer: inout JSONWriter) {
        switch self {
        case .percent(let percent): writer.member("percent_micro", percent)
        case .amount(let amount): writer.member("amount_minor", amount)
        }
    }
}
