import RetailCore

/// How amounts, quantities and shares are written.
struct Figures {
    let currency: Currency
    private let words = ReceiptWords.english

    init(currency: Currency) {
        self.currency = currency
    }

    /// `-1234.50`.
    func text(_ amount: Money) -> String { words.text(amount, in: currency) }

    /// What comes off, with its sign: less than nothing comes off what is given back.
    func off(_ amount: Money) -> String { text((try? amount.negated()) ?? amount) }

    /// `1.186 kg`, `3`.
    func text(_ quantity: Quantity, _ unit: UnitOfMeasure? = nil) -> String {
        guard let unit, unit.dimension != .count || unit != .one else { return words.text(quantity) }
        return "\(words.text(quantity)) \(unit.symbol)"
    }

    /// `12.5%`.
    func percent(_ micro: Int64) -> String { words.percent(rateMicro: micro) }

    func percent(_ percent: Percent) -> String { self.percent(percent.micro) }

    /// `12.5% off`, `2.00 off`.
    func text(_ off: Off) -> String {
        switch off {
        case .percent(let percent): "\(self.percent(percent)) off"
        case .amount(let amount): "\(text(amount)) off"
        }
    }

    /// `18:05`.
    func clock(_ minute: Int) -> String { "\(minute / 60):" + "\(100 + minute % 60)".dropFirst() }

    /// The date alone where a price begins with the day.
    func text(_ instant: Instant) -> String {
        let text = instant.description
        return text.hasSuffix("T00:00:00Z") ? String(text.prefix(10)) : text
    }

    /// `lines 2, 3 and 5`.
    func lines(_ indices: [Int]) -> String {
        let numbers = indices.map { String($0 + 1) }
        return (numbers.count == 1 ? "line " : "lines ") + Self.list(numbers)
    }

    /// `a, b and c`.
    static func list(_ words: [String], _ last: String = "and") -> String {
        guard words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " \(last) " + (words.last ?? "")
    }
}
