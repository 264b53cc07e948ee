/// An amount before it is rounded: `whole + remainder/divisor`, the remainder smaller than the divisor and never of the opposite sign.
///
/// Kept apart like this so that sums over several divisors (tax at several rates) stay exact without large products.
struct ExactAmount {
    var whole: Int128
    var remainder: Int128
    /// Always positive.
    var divisor: Int128

    /// `divisor` has to be positive; anything else counts as 1.
    init(_ numerator: Int128, over divisor: Int128) {
        self.divisor = max(divisor, 1)
        if let small = Int64(exactly: numerator), let by = Int64(exactly: self.divisor) {
            // Nearly always, and many times faster than 128-bit division.
            let (quotient, rest) = small.quotientAndRemainder(dividingBy: by)
            (whole, remainder) = (Int128(quotient), Int128(rest))
        } else {
            (whole, remainder) = numerator.quotientAndRemainder(dividingBy: self.divisor)
        }
    }

    /// - Throws: `number.overflow` where it leaves 128 bits.
    func rounded(_ mode: RoundingMode) throws(Fault) -> Int128 {
        let away = mode.roundsAway(fromOdd: whole & 1 != 0, remainder: remainder.magnitude, divisor: divisor.magnitude)
        guard away else { return whole }
        let (result, overflow) = whole.addingReportingOverflow(remainder < 0 ? -1 : 1)
        guard !overflow else { throw Self.overflow }
        return result
    }

    /// The exact sum.
    ///
    /// - Throws: `number.overflow` where the common divisor leaves 128 bits: after five to nine different tax rates.
    func adding(_ other: ExactAmount) throws(Fault) -> ExactAmount {
        let shared = divisor == other.divisor ? divisor : greatestCommonDivisor(divisor, other.divisor)
        let (common, tooLarge) = divisor.multipliedReportingOverflow(by: other.divisor / shared)
        let (mine, mineTooLarge) = remainder.multipliedReportingOverflow(by: other.divisor / shared)
        let (theirs, theirsTooLarge) = other.remainder.multipliedReportingOverflow(by: divisor / shared)
        let (rest, restTooLarge) = mine.addingReportingOverflow(theirs)
        let (wholes, wholesTooLarge) = whole.addingReportingOverflow(other.whole)
        var sum = ExactAmount(rest, over: common)
        let (total, totalTooLarge) = wholes.addingReportingOverflow(sum.whole)
        guard !(tooLarge || mineTooLarge || theirsTooLarge || restTooLarge || wholesTooLarge || totalTooLarge) else { throw Self.overflow }
        sum.whole = total
        if sum.whole > 0, sum.remainder < 0 {
            sum.whole -= 1
            sum.remainder += common
        } else if sum.whole < 0, sum.remainder > 0 {
            sum.whole += 1
            sum.remainder -= common
        }
        return sum
    }

    /// Rounds each amount up or down to a whole number so that together they make `target`: what is left after cutting the fractions off
    /// goes, one each, to the largest fractions of its sign, ties to the index that `precedes` the other (the lower one, if nothing is said).
    /// Negating everything negates the result.
    ///
    /// - Throws: `allocation.out-of-reach` (`broken`) where `target` isn't within one of the exact sum, which would be an error of ours.
    static func largestRemainder(
        _ amounts: [ExactAmount], target: Int128, tiesBy precedes: (_ left: Int, _ right: Int) -> Bool = { $0 < $1 }
    ) throws(Fault) -> [Int128] {
        var shares = amounts.map(\.whole)
        var residue = target
        for share in shares {
            let (rest, overflow) = residue.subtractingReportingOverflow(share)
            guard !overflow else { throw Self.overflow }
            residue = rest
        }
        guard residue != 0 else { return shares }
        let candidates = amounts.indices
            .filter { residue < 0 ? amounts[$0].remainder < 0 : amounts[$0].remainder > 0 }
            .sorted { left, right in
                if amounts[left].hasLargerFraction(than: amounts[right]) { return true }
                return !amounts[right].hasLargerFraction(than: amounts[left]) && precedes(left, right)
            }
        guard residue.magnitude <= UInt128(candidates.count) else {
            throw Fault(
                .broken, "allocation.out-of-reach", "An amount could not be shared out.",
                diagnosis: "residue \(residue) over \(candidates.count) fractions")
        }
        for index in candidates.prefix(Int(residue.magnitude)) { shares[index] += residue < 0 ? -1 : 1 }
        return shares
    }

    private func hasLargerFraction(than other: ExactAmount) -> Bool {
        if divisor == other.divisor { return remainder.magnitude > other.remainder.magnitude }
        let left = remainder.magnitude.multipliedFullWidth(by: other.divisor.magnitude)
        let right = other.remainder.magnitude.multipliedFullWidth(by: divisor.magnitude)
        return left.high != right.high ? left.high > right.high : left.low > right.low
    }

    static var overflow: Fault { Fault(.unprocessable, "number.overflow", "A number is too large.") }
}
