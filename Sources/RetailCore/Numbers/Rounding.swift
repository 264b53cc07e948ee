/// How an exact amount becomes a whole number of minor units. Symmetric around zero: the rounding of −x is minus the rounding of x.
///
/// Jurisdictions and systems differ, so the mode is configuration, stamped on each document that used it.
public enum RoundingMode: String, Sendable, CaseIterable {
    /// To the nearest; exact halves to the even neighbour (0.705 → 0.70).
    case halfEven = "half_even"
    /// To the nearest; exact halves away from zero.
    case halfUp = "half_up"
    /// Away from zero.
    case up
    /// Towards zero.
    case down

    /// Whether a magnitude of a whole part and `remainder`/`divisor` (below one) goes to the next whole number.
    func roundsAway(fromOdd wholeIsOdd: Bool, remainder: UInt128, divisor: UInt128) -> Bool {
        guard remainder != 0 else { return false }
        let toNext = divisor - remainder
        switch self {
        case .halfEven: return remainder > toNext || (remainder == toNext && wholeIsOdd)
        case .halfUp: return remainder >= toNext
        case .up: return true
        case .down: return false
        }
    }
}

extension RoundingMode {
    /// `numerator` over `divisor`, rounded once from its exact value.
    ///
    /// - Throws: `number.division-by-zero` (`unprocessable`); `number.overflow` (`unprocessable`) for `Int128.min / -1` only.
    public func quotient(of numerator: Int128, by divisor: Int128) throws(Fault) -> Int128 {
        guard divisor != 0 else { throw Fault(.unprocessable, "number.division-by-zero", "A division by zero was asked for.") }
        var (quotient, remainder) = numerator.magnitude.quotientAndRemainder(dividingBy: divisor.magnitude)
        // A remainder means a divisor of at least two, so there is room for one more.
        if roundsAway(fromOdd: quotient & 1 == 1, remainder: remainder, divisor: divisor.magnitude) { quotient += 1 }
        if (numerator < 0) != (divisor < 0) { return Int128(truncatingIfNeeded: 0 &- quotient) }
        guard let positive = Int128(exactly: quotient) else { throw Fault(.unprocessable, "number.overflow", "A number is too large.") }
        return positive
    }
}

extension Money {
    /// What `quantity` costs at a price per whole unit, rounded once: `unit` × thousandths / 1000.
    ///
    /// - Throws: `money.overflow`.
    public static func price(unit: Money, times quantity: Quantity, mode: RoundingMode) throws(Fault) -> Money {
        try Money(exactly: mode.quotient(of: Int128(unit.minor) * Int128(quantity.milli), by: 1000))
    }
}
