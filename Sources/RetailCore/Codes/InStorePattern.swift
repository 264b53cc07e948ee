/// What the digits of one family of in-store codes mean. Data, because each region and company decides for itself.
///
/// Source: GS1 General Specifications, 2.1.13 (restricted circulation numbers for variable measure items).
public struct InStorePattern: Hashable, Sendable {
    /// What the variable part counts.
    public enum Measure: String, Sendable, CaseIterable {
        /// In the shop's currency.
        case price
        /// In kilograms.
        case weight
        /// In pieces; no decimals.
        case count
    }

    /// Whether a digit guards the variable part.
    public enum Verifier: String, Sendable, CaseIterable {
        /// No digit does.
        case none
        /// `PriceVerifier`, for a variable part of four or five digits.
        case gs1
    }

    /// First digits of the 13, at least two and at most six, both bounds with as many: `20` to `29`. They begin with 02, 04 or 20 to 29.
    public let prefixes: ClosedRange<Int64>
    /// How many digits the prefixes have, 2 … 6.
    public let prefixLength: Int
    /// Twelve letters, one for each digit before the check digit: `P` the item (prefix included), `C` the verifier, `V` the variable part.
    public let layout: String
    /// What the variable part counts.
    public let measure: Measure
    /// How many digits of the variable part are decimals.
    public let decimals: Int
    /// How the variable part is guarded.
    public let verifier: Verifier

    let shape: InStoreShape

    /// - Parameter prefixes: digits, as `"28"` or a range `"20"` to `"29"`.
    /// - Throws: `code.pattern-prefix`, `code.pattern-layout`, `code.pattern-decimals` or `code.pattern-verifier` (`unprocessable`).
    public init(
        from first: String, to last: String? = nil, layout: String, _ measure: Measure, decimals: Int, verifier: Verifier = .none
    ) throws(Fault) {
        let low = Array(first.utf8)
        let high = Array((last ?? first).utf8)
        guard (2...6).contains(low.count), low.count == high.count, let from = low[...].decimal, let to = high[...].decimal, from <= to,
            Self.isRestricted(low), Self.isRestricted(high), low.first == high.first, low[0] == 0x32 || low[1] == high[1]
        else { throw Self.refusal("prefix", "A prefix has 2 to 6 digits and begins with 02, 04 or 20 to 29.") }
        guard let shape = InStoreShape(layout: layout), shape.itemDigits >= low.count else {
            throw Self.refusal(
                "layout", "A layout has 12 letters: P for the item, at most one C, then V for 1 to 7 digits of price, weight or count.")
        }
        let most = measure == .weight ? 3 : measure == .price ? 4 : 0
        guard (0...min(most, shape.variableDigits)).contains(decimals) else {
            throw Self.refusal("decimals", "A weight has at most 3 decimals, a price 4, a count none, and no more than digits.")
        }
        guard (verifier == .none) == (shape.verifierPlace == nil), verifier == .none || [4, 5].contains(shape.variableDigits) else {
            throw Self.refusal("verifier", "A verifier digit needs a C in the layout and a variable part of 4 or 5 digits.")
        }
        prefixes = from...to
        prefixLength = low.count
        self.layout = layout
        self.measure = measure
        self.decimals = decimals
        self.verifier = verifier
        self.shape = shape
    }

    /// All 13-digit numbers of the pattern, without their last seven digits.
    var range: ClosedRange<Int64> {
        var room: Int64 = 1
        for _ in prefixLength..<6 { room *= 10 }
        return (prefixes.lowerBound * room)...(prefixes.upperBound * room + room - 1)
    }

    private static func isRestricted(_ digits: [UInt8]) -> Bool {
        switch digits[..<2].elementsEqual("02".utf8) || digits[..<2].elementsEqual("04".utf8) {
        case true: true
        case false: digits[0] == 0x32
        }
    }

    private static func refusal(_ what: String, _ words: String) -> Fault { Fault(.unprocessable, "code.pattern-\(what)", words) }
}
