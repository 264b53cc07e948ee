/// An exact ratio of whole numbers, zero or more, in lowest terms: the shares of taxes and the factors between units.
struct Fraction: Hashable, Sendable {
    let numerator: Int128
    /// Always positive.
    let divisor: Int128

    static let zero = Fraction(reduced: 0, over: 1)
    static let one = Fraction(reduced: 1, over: 1)

    private init(reduced numerator: Int128, over divisor: Int128) {
        self.numerator = numerator
        self.divisor = divisor
    }

    /// A numerator below zero counts as 0, a divisor below one as 1.
    init(_ numerator: Int128, over divisor: Int128) {
        let (above, below) = (max(numerator, 0), max(divisor, 1))
        let shared = greatestCommonDivisor(above, below)
        self.init(reduced: above / shared, over: below / shared)
    }

    /// - Throws: `number.overflow` where the result in lowest terms leaves 128 bits.
    func adding(_ other: Fraction) throws(Fault) -> Fraction {
        let shared = greatestCommonDivisor(divisor, other.divisor)
        let (mine, mineTooLarge) = numerator.multipliedReportingOverflow(by: other.divisor / shared)
        let (theirs, theirsTooLarge) = other.numerator.multipliedReportingOverflow(by: divisor / shared)
        let (common, tooLarge) = divisor.multipliedReportingOverflow(by: other.divisor / shared)
        let (sum, sumTooLarge) = mine.addingReportingOverflow(theirs)
        guard !(mineTooLarge || theirsTooLarge || tooLarge || sumTooLarge) else { throw ExactAmount.overflow }
        return Fraction(sum, over: common)
    }

    /// What is left; zero where `other` is more.
    ///
    /// - Throws: `number.overflow`.
    func subtracting(_ other: Fraction) throws(Fault) -> Fraction {
        let shared = greatestCommonDivisor(divisor, other.divisor)
        let (mine, mineTooLarge) = numerator.multipliedReportingOverflow(by: other.divisor / shared)
        let (theirs, theirsTooLarge) = other.numerator.multipliedReportingOverflow(by: divisor / shared)
        let (common, tooLarge) = divisor.multipliedReportingOverflow(by: other.divisor / shared)
        guard !(mineTooLarge || theirsTooLarge || tooLarge) else { throw ExactAmount.overflow }
        return Fraction(mine - theirs, over: common)
    }

    /// - Throws: `number.overflow` where the result in lowest terms leaves 128 bits.
    func multiplied(by other: Fraction) throws(Fault) -> Fraction {
        // Reduced crosswise first, the products are in lowest terms.
        let (left, right) = (greatestCommonDivisor(numerator, other.divisor), greatestCommonDivisor(other.numerator, divisor))
        let (above, aboveTooLarge) = (numerator / left).multipliedReportingOverflow(by: other.numerator / right)
        let (below, belowTooLarge) = (divisor / right).multipliedReportingOverflow(by: other.divisor / left)
        guard !(aboveTooLarge || belowTooLarge) else { throw ExactAmount.overflow }
        return Fraction(reduced: above, over: below)
    }

    /// One over it; zero stays zero.
    var inverse: Fraction { numerator == 0 ? .zero : Fraction(reduced: divisor, over: numerator) }

    /// The least number that all divisors of `fractions` divide.
    ///
    /// - Throws: `number.overflow`.
    static func commonDivisor(of fractions: [Fraction]) throws(Fault) -> Int128 {
        var common: Int128 = 1
        for fraction in fractions {
            let (product, tooLarge) = common.multipliedReportingOverflow(
                by: fraction.divisor / greatestCommonDivisor(common, fraction.divisor))
            guard !tooLarge else { throw ExactAmount.overflow }
            common = product
        }
        return common
    }
}

/// Of numbers that aren't negative, at least one of them above zero (Euclid).
func greatestCommonDivisor(_ left: Int128, _ right: Int128) -> Int128 {
    if var small = Int64(exactly: left), var other = Int64(exactly: right) {
        // Most are small, and 128-bit division is slow.
        while other != 0 { (small, other) = (other, small % other) }
        return Int128(small)
    }
    var (left, right) = (left, right)
    while right != 0 { (left, right) = (right, left % right) }
    return left
}
