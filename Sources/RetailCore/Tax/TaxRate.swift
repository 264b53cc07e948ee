/// A tax rate under the code that receipts and reports show (`A`, `standard`, …).
public struct TaxRate: Hashable, Sendable {
    /// Millionths: 19 % is 190,000. From 0 to `highest`.
    public let rateMicro: Int64
    /// As receipts show it; one rate in a document.
    public let code: String

    /// 1000 %.
    public static let highest: Int64 = 10_000_000

    /// - Throws: `tax.rate-out-of-range` (`unprocessable`).
    public init(rateMicro: Int64, code: String) throws(Fault) {
        guard (0...Self.highest).contains(rateMicro) else {
            throw Fault(.unprocessable, "tax.rate-out-of-range", "A tax rate has to lie between 0 and 1000 per cent.")
        }
        self.rateMicro = rateMicro
        self.code = code
    }

    /// The tax in, or on, amounts of `minor` minor units, unrounded: `gross·r/(1+r)`, or `net·r`.
    func exactTax(_ minor: Int128, _ mode: TaxMode) throws(Fault) -> ExactAmount {
        let (product, overflow) = minor.multipliedReportingOverflow(by: Int128(rateMicro))
        guard !overflow else { throw Money.overflow }
        return ExactAmount(product, over: mode == .inclusive ? 1_000_000 + Int128(rateMicro) : 1_000_000)
    }
}

extension TaxRate: Comparable {
    /// By code, then by rate.
    public static func < (left: Self, right: Self) -> Bool {
        left.code != right.code ? left.code < right.code : left.rateMicro < right.rateMicro
    }
}
