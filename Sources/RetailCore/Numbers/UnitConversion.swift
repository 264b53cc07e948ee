extension Quantity {
    /// The same amount of goods in another unit, rounded once.
    ///
    /// - Parameter rounding: how, where thousandths of the other unit don't suffice; nil: refuse.
    /// - Throws: `unit.other-dimension`, `unit.not-exact`, `quantity.overflow` (all `unprocessable`).
    public func converted(from unit: UnitOfMeasure, to other: UnitOfMeasure, rounding: RoundingMode? = nil) throws(Fault) -> Quantity {
        guard unit.dimension == other.dimension else {
            throw Fault(
                .unprocessable, "unit.other-dimension",
                "A \(unit.dimension.rawValue) can't be converted into a \(other.dimension.rawValue).")
        }
        // The factors' numbers have at most 38 bits, so that the product with 64 stays inside 128.
        let factor = try unit.factor.multiplied(by: other.factor.inverse)
        return try multiplied(by: factor, rounding: rounding)
    }

    /// - Parameter rounding: nil: refuse what isn't a whole number of thousandths.
    /// - Throws: `unit.not-exact`, `quantity.overflow`.
    func multiplied(by factor: Fraction, rounding: RoundingMode?) throws(Fault) -> Quantity {
        let (product, overflow) = Int128(milli).multipliedReportingOverflow(by: factor.numerator)
        guard !overflow else { throw Quantity.overflow }
        let exact = ExactAmount(product, over: factor.divisor)
        if rounding == nil, exact.remainder != 0 {
            throw Fault(.unprocessable, "unit.not-exact", "The quantity is not a whole number of thousandths in the other unit.")
        }
        return try Quantity(exactly: exact.rounded(rounding ?? .down))
    }
}
