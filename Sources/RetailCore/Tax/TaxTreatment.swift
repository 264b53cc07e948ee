/// How the lines of the same taxes are treated on one document: what each tax takes of a line's amount, and what an exemption leaves out.
struct TaxTreatment {
    let components: TaxComponents
    /// Of this many parts of the line's amount (net or gross, as the mode says) …
    let divisor: Int64
    /// … each component takes these, …
    let charged: [Int64]
    /// … and of each component these are not charged; empty without an exemption.
    let relieved: [Int64]
    /// Where each component's rate stands in the document's list of rates.
    var rates: [Int] = []
    /// The sum of its lines.
    var amount: Int128 = 0
    /// Its place among the document's treatments in an order that doesn't depend on the lines'.
    var rank = 0

    /// - Throws: `tax.rates-too-fine`.
    init(_ components: TaxComponents, mode: TaxMode, relief: TaxRelief?) throws(Fault) {
        self.components = components
        guard let relief else {
            divisor = mode == .inclusive ? components.gross : components.net
            charged = components.shares
            relieved = []
            return
        }
        let whole = Fraction(Int128(mode == .inclusive ? components.gross : components.net), over: Int128(components.net)).inverse
        var fractions: [Fraction] = []
        let left = try TaxComponents.shares(of: components.list, without: relief)
        for share in left { fractions.append(try share.multiplied(by: whole)) }
        for (share, left) in zip(components.shares, left) {
            let less = try Fraction(Int128(share), over: Int128(components.net)).subtracting(left)
            fractions.append(try less.multiplied(by: whole))
        }
        let (parts, divisor) = try TaxComponents.parts(of: fractions)
        self.divisor = divisor
        charged = Array(parts.prefix(left.count))
        relieved = Array(parts.dropFirst(left.count))
    }
}
