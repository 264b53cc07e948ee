/// A selling price from what the goods cost: cost + markup, then the tax where prices include it, then a price ending that customers know.
public struct SellingPriceRule: Hashable, Sendable {
    /// On the cost, in millionths: 40 % is 400,000. From 0 to `highest`.
    public let markupMicro: Int64
    /// nil: any price.
    public let ending: PriceEnding?
    /// Where there is no ending.
    public let rounding: RoundingMode

    /// 100,000 %.
    public static let highest: Int64 = 1_000_000_000

    /// - Throws: `price.markup-out-of-range` (`unprocessable`).
    public init(markupMicro: Int64, ending: PriceEnding? = nil, rounding: RoundingMode = .halfUp) throws(Fault) {
        guard (0...Self.highest).contains(markupMicro) else {
            throw Fault(.unprocessable, "price.markup-out-of-range", "A markup has to lie between 0 and 100,000 per cent.")
        }
        self.markupMicro = markupMicro
        self.ending = ending
        self.rounding = rounding
    }

    /// Rounded once, from the exact value. An ending only ever raises it, so that the markup is reached.
    ///
    /// - Parameters:
    ///   - cost: the last one, or an average; net.
    ///   - taxes: contained in the price where `mode` says so.
    /// - Throws: `price.negative` for a cost below zero, `money.overflow`, `number.overflow` (all `unprocessable`).
    public func unitPrice(cost: UnitCost, taxes: TaxComponents = .none, mode: TaxMode = .exclusive) throws(Fault) -> Money {
        guard cost >= .zero else { throw PriceVersion.negative }
        let marked = try Fraction(Int128(cost.microMinor), over: 1_000_000)
            .multiplied(by: Fraction(1_000_000 + Int128(markupMicro), over: 1_000_000))
        let tax = mode == .inclusive ? Fraction(Int128(taxes.gross), over: Int128(taxes.net)) : .one
        let exact = try marked.multiplied(by: tax)
        guard let ending else { return try Money(exactly: rounding.quotient(of: exact.numerator, by: exact.divisor)) }
        return try ending.lowest(from: Money(exactly: RoundingMode.up.quotient(of: exact.numerator, by: exact.divisor)))
    }
}

/// How prices end: on .99, or on .49 and .99.
public struct PriceEnding: Hashable, Sendable {
    /// After how many minor units the endings repeat: 100 for cents of a euro.
    public let step: Int64
    /// From 0 to below `step`, rising.
    public let endings: [Int64]

    /// - Throws: `price.ending-wrong` (`unprocessable`).
    public init(step: Int64, endings: Set<Int64>) throws(Fault) {
        guard (1...1_000_000).contains(step), !endings.isEmpty, endings.allSatisfy({ (0..<step).contains($0) }) else {
            throw Fault(.unprocessable, "price.ending-wrong", "A price ending has to lie between 0 and the step after which it repeats.")
        }
        self.step = step
        self.endings = endings.sorted()
    }

    /// The lowest price with such an ending that isn't below `price`; `price` isn't below zero.
    ///
    /// - Throws: `money.overflow`.
    func lowest(from price: Money) throws(Fault) -> Money {
        let whole = Int128(price.minor / step) * Int128(step)
        let rest = price.minor % step
        guard let ending = endings.first(where: { $0 >= rest }) else {
            return try Money(exactly: whole + Int128(step) + Int128(endings.first ?? 0))
        }
        return try Money(exactly: whole + Int128(ending))
    }
}
