/// A number as codes carry it: digits and how many of them are decimals. Exact; nothing is rounded.
public struct CodeDecimal: Hashable, Sendable {
    /// The digits as a number: 1500 in `3103001500`.
    public let digits: Int64
    /// How many of the digits are decimals, 0 to 9: 3 in `3103001500`.
    public let decimals: Int

    init(digits: Int64, decimals: Int) {
        self.digits = digits
        self.decimals = decimals
    }

    /// In thousandths of the unit.
    ///
    /// - Throws: `code.not-exact` (`unprocessable`) where it has a fraction of a thousandth; `quantity.overflow` (`unprocessable`).
    public func quantity() throws(Fault) -> Quantity {
        guard let milli = scaled(to: 3) else {
            throw Fault(.unprocessable, "code.not-exact", "The code's quantity is finer than a thousandth.")
        }
        return try Quantity(exactly: milli)
    }

    /// In the minor unit of a currency.
    ///
    /// - Throws: `code.not-exact` (`unprocessable`) where it has a fraction of one; `money.overflow` (`unprocessable`).
    public func money(in currency: Currency) throws(Fault) -> Money {
        guard let minor = scaled(to: currency.minorDigits) else {
            throw Fault(.unprocessable, "code.not-exact", "The code's amount is finer than the currency's smallest unit.")
        }
        return try Money(exactly: minor)
    }

    private func scaled(to places: Int) -> Int128? {
        var value = Int128(digits)
        for _ in decimals..<max(decimals, places) { value *= 10 }
        for _ in places..<max(decimals, places) {
            guard value % 10 == 0 else { return nil }
            value /= 10
        }
        return value
    }
}

extension CodeDecimal: CustomStringConvertible {
    /// With all its decimals: `1.500`.
    public var description: String {
        var text = String(digits)
        guard decimals > 0 else { return text }
        text = String(repeating: "0", count: max(0, decimals + 1 - text.utf8.count)) + text
        text.insert(".", at: text.index(text.endIndex, offsetBy: -decimals))
        return text
    }
}
