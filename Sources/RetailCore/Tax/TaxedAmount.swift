/// An amount taken apart: `net + tax = gross`, exactly.
public struct TaxedAmount: Hashable, Sendable {
    /// Without tax.
    public let net: Money
    /// The tax.
    public let tax: Money
    /// With tax; net + tax.
    public let gross: Money

    /// Nothing.
    public static let zero = TaxedAmount(net: .zero, tax: .zero, gross: .zero)

    private init(net: Money, tax: Money, gross: Money) {
        self.net = net
        self.tax = tax
        self.gross = gross
    }

    /// `amount` is the gross amount if prices include tax, the net amount if not.
    ///
    /// - Throws: `money.overflow`.
    public init(_ amount: Money, tax: Money, mode: TaxMode) throws(Fault) {
        switch mode {
        case .inclusive: self.init(net: try amount.subtracting(tax), tax: tax, gross: amount)
        case .exclusive: self.init(net: amount, tax: tax, gross: try amount.adding(tax))
        }
    }

    /// One amount at one rate, its tax rounded once.
    ///
    /// - Throws: `money.overflow`.
    public init(_ amount: Money, at rate: TaxRate, mode: TaxMode, rounding: RoundingMode) throws(Fault) {
        let tax = try Money(exactly: rate.exactTax(Int128(amount.minor), mode).rounded(rounding))
        try self.init(amount, tax: tax, mode: mode)
    }

    /// - Throws: `money.overflow`.
    public func adding(_ other: TaxedAmount) throws(Fault) -> TaxedAmount {
        TaxedAmount(net: try net.adding(other.net), tax: try tax.adding(other.tax), gross: try gross.adding(other.gross))
    }

    /// - Throws: `money.overflow`.
    public func negated() throws(Fault) -> TaxedAmount {
        TaxedAmount(net: try net.negated(), tax: try tax.negated(), gross: try gross.negated())
    }
}
