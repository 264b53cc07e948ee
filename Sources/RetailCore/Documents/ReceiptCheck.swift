extension Receipt {
    /// The most lines a receipt may have.
    public static let lineLimit = 10_000
    /// The highest receipt number.
    public static let numberLimit: Int64 = 1_000_000_000_000

    /// Whether everything on the receipt adds up; it says what is wrong and where, as a field's path.
    ///
    /// A receipt that doesn't is still a fact: whoever takes it in flags it, and keeps it.
    ///
    /// - Throws: `receipt.bad-number`, `receipt.too-long`, `receipt.refers-to-nothing`, `receipt.line-differs`, `receipt.taxes-differ`,
    ///   `receipt.totals-differ`, `receipt.payments-differ`, `receipt.card-number`, `receipt.bad-last-four`, `money.overflow` (all `unprocessable`).
    public func check() throws(Fault) {
        guard state.isFiscal ? (1...Self.numberLimit).contains(number) : number == 0 else {
            throw Self.fault("receipt.bad-number", "number", "A completed receipt has a number from 1 on, any other has none.")
        }
        guard lines.count <= Self.lineLimit else {
            throw Self.fault("receipt.too-long", "lines", "A receipt has at most \(Self.lineLimit) lines.")
        }
        guard kind != .void || refersTo != nil else {
            throw Self.fault("receipt.refers-to-nothing", "refers_to", "A void names the receipt it takes back.")
        }
        for (index, line) in lines.enumerated() {
            do throws(Fault) { try line.check() } catch { throw error.inside("lines[\(index)]") }
        }
        try checkTaxes()
        try checkTotals()
        for (index, payment) in payments.enumerated() {
            do throws(Fault) { try payment.check() } catch { throw error.inside("payments[\(index)]") }
        }
    }

    /// Every tax of a line is in the table, and the table says what the lines say.
    private func checkTaxes() throws(Fault) {
        var positions: [String: Int] = [:]
        for (index, rate) in taxes.enumerated() {
            guard positions.updateValue(index, forKey: rate.code) == nil else {
                throw Self.fault("receipt.taxes-differ", "taxes[\(index)].code", "Tax \(rate.code) is listed twice.")
            }
        }
        var taxPerRate = Array(repeating: Int128(0), count: taxes.count)
        var basePerRate = taxPerRate
        var isAlone = Array(repeating: true, count: taxes.count)
        for (index, line) in lines.enumerated() {
            for tax in line.taxes {
                guard let position = positions[tax.code] else {
                    throw Self.fault(
                        "receipt.taxes-differ", "lines[\(index)].taxes", "The line carries tax \(tax.code), which the receipt doesn't list."
                    )
                }
                taxPerRate[position] += Int128(tax.amount.minor)
                basePerRate[position] += Int128(line.amount.minor)
                if line.taxes.count > 1 { isAlone[position] = false }
            }
        }
        for (index, rate) in taxes.enumerated() {
            let field = "taxes[\(index)]"
            try Self.expect("receipt.taxes-differ", field + ".tax_minor", rate.tax, try Money(exactly: taxPerRate[index]))
            try Self.expect("receipt.taxes-differ", field + ".gross_minor", rate.gross, try rate.net.adding(rate.tax))
            // Taxes that share a line may be computed on one another; what each was computed on is theirs to say.
            guard isAlone[index] else { continue }
            let base = taxRules.mode == .inclusive ? ("gross_minor", rate.gross) : ("net_minor", rate.net)
            try Self.expect("receipt.taxes-differ", field + "." + base.0, base.1, try Money(exactly: basePerRate[index]))
        }
    }

    private func checkTotals() throws(Fault) {
        let right = try Totals(
            lines: lines, taxes: taxes, mode: taxRules.mode, payments: payments, rounding: totals.rounding, change: totals.change)
        for (field, given, expected) in [
            ("shelf", totals.shelf, right.shelf), ("discount", totals.discount, right.discount), ("tax", totals.tax, right.tax),
            ("net", totals.net, right.net), ("gross", totals.gross, right.gross), ("due", totals.due, right.due),
        ] {
            try Self.expect("receipt.totals-differ", "totals.\(field)_minor", given, expected)
        }
        try Self.expect("receipt.payments-differ", "totals.paid_minor", totals.paid, right.paid)
        try Self.expect("receipt.payments-differ", "totals.open_minor", totals.open, right.open)
    }

    static func expect(_ code: String, _ field: String, _ given: Money, _ expected: Money) throws(Fault) {
        guard given != expected else { return }
        throw fault(code, field, "It says \(given.minor), but its parts come to \(expected.minor).")
    }

    static func fault(_ code: String, _ field: String, _ message: String) -> Fault {
        Fault(
            .unprocessable, code, "The receipt doesn't add up: \(message)", fields: [.init(field: field, code: code, message: message)])
    }
}

extension Receipt.Line {
    /// The amount with its tax.
    ///
    /// - Throws: `money.overflow`.
    public func gross(_ mode: TaxMode) throws(Fault) -> Money {
        try TaxedAmount(amount, tax: try Money.sum(taxes.map(\.amount)), mode: mode).gross
    }

    func check() throws(Fault) {
        let expected = try shelf.subtracting(try Money.sum(discounts.map(\.amount)))
        try Receipt.expect("receipt.line-differs", "amount_minor", amount, expected)
        guard kind == .goods || taxes.isEmpty else {
            throw Receipt.fault("receipt.line-differs", "taxes", "Money that is no turnover carries no tax.")
        }
        guard Set(taxes.map(\.code)).count == taxes.count else {
            throw Receipt.fault("receipt.taxes-differ", "taxes", "A tax is on the line twice.")
        }
    }
}
