/// What a code says.
public struct CodeMeaning: Hashable, Sendable {
    /// What a code holds.
    public enum Content: Hashable, Sendable {
        /// An article; with the digits of an add-on (a magazine's issue) where there is one.
        case article(GTIN, addOn: String?)
        /// A code with its price, weight or count inside, by the shop's own table.
        case inStore(InStoreCode)
        /// The data of a GS1 symbol, or the same as printed for people.
        case elements([CodeElement])
        /// A GS1 Digital Link.
        case link([CodeElement])
        /// Anything else: a loyalty card, a shelf label, a web address.
        case plain(String)
    }

    /// Which of the contents it is, in one word.
    public enum Kind: String, Sendable, CaseIterable {
        /// An article's number.
        case gtin
        /// A code with a price, weight or count inside.
        case inStore = "in_store"
        /// GS1 elements, from a symbol or in brackets.
        case elementString = "element_string"
        /// A web address with GS1 elements.
        case digitalLink = "digital_link"
        /// Any other text.
        case plain
    }

    /// What the code holds.
    public let content: Content
    /// Where the scanner said so.
    public let symbology: Symbology?

    /// Which kind of content it is.
    public var kind: Kind {
        switch content {
        case .article: .gtin
        case .inStore: .inStore
        case .elements: .elementString
        case .link: .digitalLink
        case .plain: .plain
        }
    }

    /// The elements of an element string or a link; otherwise none.
    public var elements: [CodeElement] {
        switch content {
        case .elements(let elements), .link(let elements): elements
        case .article, .inStore, .plain: []
        }
    }

    /// The element of an identifier; nil where there is none.
    public subscript(identifier: ApplicationIdentifier) -> CodeElement? { elements.first { $0.identifier == identifier } }
}

extension CodeMeaning {
    /// The article as the code names it; an in-store code with its price or weight still in it.
    public var gtin: GTIN? {
        switch content {
        case .article(let gtin, _): gtin
        case .inStore(let code): code.code
        case .elements, .link: gtin(in: .gtin)
        case .plain: nil
        }
    }

    /// The number to find the article by.
    public var lookup: GTIN? {
        if case .inStore(let code) = content { return code.lookup }
        return gtin
    }

    /// The articles inside a logistic unit (AI 02), as many as `containedCount`.
    public var containedGTIN: GTIN? { gtin(in: .content) }

    /// How many articles are inside a logistic unit (AI 37).
    public var containedCount: Int64? { count(in: .contentCount) }

    /// The batch or lot (AI 10).
    public var batch: String? { self[.batch]?.data }

    /// The serial number (AI 21).
    public var serial: String? { self[.serial]?.data }

    /// The last day of use (AI 17, else that of 7003). Food that may still be good afterwards has `bestBefore` instead.
    public var expiry: Day? { day(in: .expiry) ?? day(in: .expiryTime) }

    /// The day up to which the quality is assured (AI 15).
    public var bestBefore: Day? { day(in: .bestBefore) }

    /// The last day of sale (AI 16).
    public var sellBy: Day? { day(in: .sellBy) }

    /// The day of production (AI 11).
    public var produced: Day? { day(in: .productionDate) }

    /// The day of packaging (AI 13).
    public var packed: Day? { day(in: .packagingDate) }

    /// The net weight in kilograms: AI 310n or an in-store code's.
    public var weight: CodeDecimal? {
        if case .inStore(let code) = content { return code.measure == .weight ? code.value : nil }
        return measure(in: 3100...3109)
    }

    /// The net weight in thousandths of a kilogram; nil where there is none or it is finer than that (then `weight` says what it is).
    public var quantity: Quantity? { try? weight?.quantity() }

    /// How many pieces: AI 30 or an in-store code's.
    public var count: Int64? {
        if case .inStore(let code) = content { return code.measure == .count ? code.value.digits : nil }
        return count(in: .variableCount)
    }

    /// The price: an in-store code's or AI 392n, in the shop's currency; or 393n, in that of `priceCurrency`.
    public var price: CodeDecimal? {
        if case .inStore(let code) = content { return code.measure == .price ? code.value : nil }
        return amount?.0
    }

    /// The currency of the price, where the code names one (AI 393n); it may be another than the shop's, or one that was withdrawn.
    public var priceCurrency: Currency? { amount?.1 }

    /// The price as money of a shop that sells in `currency`; nil where the code has none.
    ///
    /// - Throws: `code.other-currency` (`unprocessable`) where the code names another currency; `code.not-exact` where the price has a fraction of
    ///   a minor unit; `money.overflow`.
    public func price(in currency: Currency) throws(Fault) -> Money? {
        if let other = priceCurrency, other != currency {
            throw Fault(.unprocessable, "code.other-currency", "The label's price is in \(other), not in \(currency).")
        }
        return try price?.money(in: currency)
    }

    private var amount: (CodeDecimal, Currency?)? {
        for element in elements where (3920...3939).contains(element.identifier.number) {
            if case .amount(let amount, let currency) = element.value { return (amount, currency) }
        }
        return nil
    }

    private func gtin(in identifier: ApplicationIdentifier) -> GTIN? {
        if case .gtin(let gtin) = self[identifier]?.value { return gtin }
        return nil
    }

    private func day(in identifier: ApplicationIdentifier) -> Day? {
        switch self[identifier]?.value {
        case .day(let day), .time(let day, _): day
        default: nil
        }
    }

    private func count(in identifier: ApplicationIdentifier) -> Int64? {
        if case .count(let count) = self[identifier]?.value { return count }
        return nil
    }

    private func measure(in numbers: ClosedRange<UInt16>) -> CodeDecimal? {
        for element in elements where numbers.contains(element.identifier.number) {
            if case .measure(let measure, _) = element.value { return measure }
        }
        return nil
    }
}
