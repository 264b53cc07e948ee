extension CodeMeaning: CustomStringConvertible {
    /// In one line: `GTIN 04012345123456 · batch L123 · expires 2026-12-31 · 1.500 kg`.
    public var summary: String {
        switch content {
        case .article(let gtin, let addOn):
            (gtin.circulation == .coupon ? "Number" : "GTIN") + " \(gtin)" + (addOn.map { " · add-on \($0)" } ?? "")
        case .inStore(let code): "In-store code " + Self.words(code)
        case .elements(let elements), .link(let elements): elements.map(\.words).joined(separator: " · ")
        case .plain(let text): "Text \(text)"
        }
    }

    /// In lines: what it is, the summary, then each element with its data.
    public var description: String {
        var lines = [title + (symbology.map { " (\($0.name))" } ?? ""), summary]
        if case .inStore(let code) = content { lines[1] = Self.words(code) }
        if case .article(let gtin, _) = content, let note = gtin.note { lines.append(note) }
        for element in elements {
            let name =
                "  (\(element.identifier))" + String(repeating: " ", count: 5 - element.identifier.digitCount) + element.identifier.title
            lines.append(name + String(repeating: " ", count: max(1, 36 - name.count)) + element.data)
        }
        return lines.joined(separator: "\n")
    }

    private var title: String {
        switch kind {
        case .gtin: gtin?.circulation == .coupon ? "Coupon or refund receipt, no article" : "Article number"
        case .inStore: "In-store code"
        case .elementString: "GS1 element string"
        case .digitalLink: "GS1 Digital Link"
        case .plain: "Plain text"
        }
    }

    private static func words(_ code: InStoreCode) -> String {
        let value =
            switch code.measure {
            case .price: "price \(code.value)"
            case .weight: "\(code.value) kg"
            case .count: "\(code.value) pieces"
            }
        return "\(code.code) · \(value) · item \(code.lookup)"
    }
}

extension GTIN {
    fileprivate var note: String? {
        switch circulation {
        case .region: "Means something in its region only; no in-store pattern is set for it."
        case .company: "Means something inside one company only."
        case .coupon: nil
        case .global: (1...8).contains(indicator) ? "Packaging level \(indicator) of GTIN \(unit)." : nil
        }
    }
}

extension CodeElement {
    /// For people, without the identifier's number.
    public var words: String {
        switch identifier {
        case .gtin: "GTIN \(data)"
        case .batch: "batch \(data)"
        case .serial: "serial \(data)"
        case .expiry, .expiryTime: "expires \(Self.words(value) ?? data)"
        case .bestBefore: "best before \(Self.words(value) ?? data)"
        default:
            switch (identifier.number, value) {
            case (3100...3109, .measure(let measure, _)): "\(measure) kg"
            case (3920...3939, let value): "price \(Self.words(value) ?? data)"
            default: "\(identifier.title) \(Self.words(value) ?? data)"
            }
        }
    }

    private static func words(_ value: Value) -> String? {
        switch value {
        case .text: nil
        case .gtin(let gtin): gtin.text14
        case .day(let day): day.description
        case .time(let day, let seconds): "\(day) \(twoDigits(seconds / 3600)):\(twoDigits(seconds / 60 % 60)):\(twoDigits(seconds % 60))"
        case .count(let count): String(count)
        case .measure(let measure, let unit): "\(measure) \(unit)"
        case .amount(let amount, let currency):
            amount.description + (currency.map { " \($0)" + ($0.isWithdrawn ? " (withdrawn)" : "") } ?? "")
        case .percent(let percent): "\(percent) %"
        }
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}
