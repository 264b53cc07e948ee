/// `part`/`whole` of `amount`, rounded half to even from the exact value.
///
/// Parts given out one after the other as differences of these shares add up to the amount exactly, in whatever sizes; none is of the
/// opposite sign, because rounding keeps the order of numbers. `part` is within 0 … `whole`, and `whole` above zero, so the share fits.
func cumulativeShare(_ amount: Int64, _ part: Int64, of whole: Int64) throws(Fault) -> Int128 {
    guard part != whole else { return Int128(amount) }
    return try RoundingMode.halfEven.quotient(of: Int128(amount) * Int128(part), by: Int128(whole))
}

/// What the step from `before` to `after` takes of `amount`.
func stepShare(_ amount: Int64, from before: Int64, to after: Int64, of whole: Int64) throws(Fault) -> Int128 {
    // Of nothing at all (a line of money alone) the one step takes all.
    try cumulativeShare(amount, after, of: whole) - (before == 0 ? 0 : cumulativeShare(amount, before, of: whole))
}
