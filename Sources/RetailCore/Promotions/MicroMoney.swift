/// Amounts between the steps of a price: millionths of the minor unit, so that only the end result has to be rounded.
///
/// A cart is at most `highestTotal` minor units, which keeps every amount and every sum of amounts inside 64 bits.
enum MicroMoney {
    static let perMinor: Int64 = 1_000_000
    /// Nine trillion minor units, 90 billion in most currencies.
    static let highestTotal: Int64 = 9_000_000_000_000

    /// An amount in millionths: nothing where it is below zero, no more than any cart comes to.
    static func micro(_ amount: Money) -> Int64 { min(max(0, amount.minor), highestTotal) * perMinor }

    /// What `percent` takes off, to the millionth, half to even. `amount` is not negative.
    static func share(of amount: Int64, _ percent: Percent) -> Int64 {
        let (product, overflow) = amount.multipliedReportingOverflow(by: percent.micro)
        guard overflow else { return halfEven(product) }
        let (quotient, remainder) = (Int128(amount) * Int128(percent.micro)).quotientAndRemainder(dividingBy: Int128(perMinor))
        return Int64(truncatingIfNeeded: quotient) + roundsUp(Int64(truncatingIfNeeded: quotient), Int64(truncatingIfNeeded: remainder))
    }

    /// What each of some units takes, to the millionth, half to even. `amount` is not negative, there is a unit at least.
    static func share(of amount: Int64, amongUnits units: Int64) -> Int64 {
        let (quotient, remainder) = amount.quotientAndRemainder(dividingBy: units)
        let toNext = units - remainder
        return quotient + (remainder > toNext || (remainder == toNext && quotient & 1 == 1) ? 1 : 0)
    }

    private static func halfEven(_ product: Int64) -> Int64 {
        let (quotient, remainder) = product.quotientAndRemainder(dividingBy: perMinor)
        return quotient + roundsUp(quotient, remainder)
    }

    private static func roundsUp(_ quotient: Int64, _ remainder: Int64) -> Int64 {
        remainder * 2 > perMinor || (remainder * 2 == perMinor && quotient & 1 == 1) ? 1 : 0
    }
}
