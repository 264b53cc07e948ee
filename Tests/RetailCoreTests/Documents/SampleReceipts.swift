import RetailCore
import Testing

/// Receipts to test with: one that was written by hand, and any number of random ones that add up.
enum Sample {
    static let register = ID<Register>(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0003)
    static let series = ID<Device>(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0033)
    static let day = Day(number: 20_515)
    // 2026-03-03T09:05:00Z
    static let noon = Instant(microseconds: 1_772_528_700_000_000)

    static func seller() -> Seller {
        Seller(
            chain: ID(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0001), chainName: "Hofgut eG",
            store: ID(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0002), storeName: "Markt Süd",
            address: ["Hauptstr. 1", "12345 Ort"],
            taxNumber: "DE123456789")
    }

    static func euro() throws -> Currency { try #require(Currency(code: "EUR")) }

    /// Bread, weighed apples with a discount, paid with more cash than needed; German rates, prices with tax.
    static func bread(number: Int64 = 1) throws -> Receipt {
        try Receipt(
            .sale, seller: seller(), register: register, series: series, number: number, printedNumber: "S012-R03-\(number)",
            businessDay: day, occurredAt: noon, currency: euro(), cashier: ID(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0004),
            taxRules: TaxRules(mode: .inclusive, scope: .line, rounding: .halfUp),
            lines: [
                Receipt.Line(
                    product: ID(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0005), text: "Roggenbrot 750 g", unitPrice: cents(349),
                    shelf: cents(349), taxes: [.init("B", cents(23))]),
                Receipt.Line(
                    product: ID(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0006), text: "Äpfel \"Elstar\"",
                    quantity: Quantity(milli: 1250), unit: "kg", unitPrice: cents(299), shelf: cents(374),
                    discounts: [.init(source: "apfelwoche", label: "Apfelwoche", amount: cents(37))], taxes: [.init("B", cents(22))],
                    batchNumber: "L7"),
            ],
            taxes: [.init(code: "B", rateMicro: 70_000, net: cents(641), tax: cents(45), gross: cents(686))],
            payments: [.init(.cash, cents(1000))], rounding: cents(-1), change: cents(315))
    }

    static func cents(_ minor: Int64) -> Money { Money(minor: minor) }
}

extension SeededRandom {
    mutating func pick<Element>(_ choices: [Element], or fallback: Element) -> Element { choices.randomElement(using: &self) ?? fallback }

    mutating func amount(_ range: ClosedRange<Int64>) -> Money { Money(minor: Int64.random(in: range, using: &self)) }

    /// Adds up, of any kind; texts of all sorts.
    mutating func receipt(number: Int64, kind: Receipt.Kind? = nil) throws -> Receipt {
        let kind = kind ?? pick([.sale, .sale, .sale, .refund, .void], or: .sale)
        let sign: Int64 = kind == .sale ? 1 : -1
        let rates = try [TaxRate(rateMicro: 190_000, code: "A"), TaxRate(rateMicro: 70_000, code: "B"), TaxRate(rateMicro: 0, code: "é")]
        let mode = pick([TaxMode.inclusive, .exclusive], or: .inclusive)
        var lines: [Receipt.Line] = []
        var perRate: [Int: TaxedAmount] = [:]
        for _ in 0..<Int.random(in: 0...6, using: &self) {
            let shelf = amount(0...50_000).minor * (Int.random(in: 0..<8, using: &self) == 0 ? -sign : sign)
            let discounts = (0..<Int.random(in: 0...2, using: &self)).map { _ in
                Receipt.Discount(source: wildText(), label: wildText(), amount: Money(minor: shelf / 10))
            }
            let lineKind = pick([Receipt.Line.Kind.goods, .goods, .goods, .deposit, .giftCard], or: .goods)
            let rate = Int.random(in: 0..<rates.count, using: &self)
            var taxes: [Receipt.LineTax] = []
            if lineKind == .goods {
                let net = Money(minor: shelf - Int64(discounts.count) * (shelf / 10))
                let taxed = try TaxedAmount(net, at: rates[rate], mode: mode, rounding: .halfUp)
                perRate[rate] = try (perRate[rate] ?? .zero).adding(taxed)
                taxes = [.init(rates[rate].code, taxed.tax)]
            }
            lines.append(
                try Receipt.Line(
                    lineKind, product: pick([nil, ID(high: next(), low: next())], or: nil), text: wildText(),
                    quantity: Quantity(milli: sign * Int64.random(in: 0...9000, using: &self)), unit: pick(["", "kg", wildText()], or: ""),
                    unitPrice: amount(0...9999), shelf: Money(minor: shelf), discounts: discounts, taxes: taxes,
                    batchNumber: pick([nil, wildText()], or: nil)))
        }
        let taxes = perRate.sorted { $0.key < $1.key }.map {
            Receipt.RateTotal(
                code: rates[$0.key].code, rateMicro: rates[$0.key].rateMicro, net: $0.value.net, tax: $0.value.tax, gross: $0.value.gross)
        }
        let payments = (0..<Int.random(in: 0...3, using: &self)).map { _ in
            Receipt.Payment(
                pick(Receipt.Payment.Method.allCases, or: .cash), Money(minor: sign * Int64.random(in: 1...20_000, using: &self)),
                reference: pick([nil, "R-" + wildText()], or: nil), lastFour: pick([nil, "0042"], or: nil),
                authorisationCode: pick([nil, "A1B2"], or: nil))
        }
        return try Receipt(
            kind, seller: Sample.seller(), register: Sample.register, series: Sample.series, number: number,
            printedNumber: "S1-R1-\(number)", businessDay: Sample.day, occurredAt: Sample.noon.advanced(bySeconds: number),
            currency: Sample.euro(), customer: pick([nil, ID(high: next(), low: next())], or: nil),
            refersTo: kind == .sale
                ? nil : .init(register: Sample.register, series: Sample.series, number: 1, printedNumber: "S1-R1-1"),
            taxRules: TaxRules(mode: mode, scope: .line, rounding: .halfUp), lines: lines, taxes: taxes, payments: payments,
            rounding: amount(-2...2), change: pick([.zero, amount(1...500)], or: .zero))
    }

    /// Texts as nobody would type them: other scripts, emoji, marks, control characters, long words.
    mutating func wildText() -> String {
        let pieces = [
            "Milch", "Öl", "日本茶", "ｶﾞ", "👩‍👩‍👧‍👦", "🇩🇪", "e\u{301}", "ก็", "क्षि", "\u{1B}@", "\u{1D}V\u{0}", "\r\n", "\t", "{B", "\u{202E}", "\u{9B}",
            "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen", "€", "ﷺ", " ", "-", "\"\\", "\u{300}\u{301}", "12.50", "\u{2028}",
            "漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字",
        ]
        return (0..<Int.random(in: 0...6, using: &self)).map { _ in pick(pieces, or: "") + pick(["", " "], or: "") }.joined()
    }
}
