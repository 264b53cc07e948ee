/// The largest whole number whose square is at most `number`: exact, and the same on every platform.
func squareRoot(_ number: UInt128) -> UInt128 {
    guard number > 1 else { return number }
    // Newton's method from above: falls until it is there.
    var root = UInt128(1) << UInt128((128 - number.leadingZeroBitCount + 1) / 2)
    while true {
        let next = (root + number / root) / 2
        if next >= root { return root }
        root = next
    }
}

/// The smallest whole number whose square is at least `number`/`divisor`; a divisor of zero counts as one.
func ceilingSquareRoot(_ number: UInt128, over divisor: UInt128 = 1) -> UInt128 {
    let (quotient, remainder) = number.quotientAndRemainder(dividingBy: max(divisor, 1))
    let root = squareRoot(quotient)
    return root * root == quotient && remainder == 0 ? root : root + 1
}
