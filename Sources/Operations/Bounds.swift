package import JSON
package import RetailCore

/// How large the numbers of the trade may be that come in: the only place that says so (docs/adr/0012).
///
/// Products of them are made in 128 bits and have to be an amount again; 9 million rows of the largest amount fit a sum of 64 bits.
extension Bound {
    /// 10¹² minor units: ten thousand million euros.
    package static let highestAmount: Int64 = 1_000_000_000_000
    /// 10¹² thousandths: a thousand million units.
    package static let highestQuantity: Int64 = 1_000_000_000_000

    /// A price, a cost, what a line comes to, a discount.
    package static let amount = Bound.range(0...highestAmount)
    /// Paid, or given back.
    package static let payment = Bound.range(-highestAmount...highestAmount)
    /// Something there is: sold, received.
    package static let quantity = Bound.range(1...highestQuantity)
    /// The same, or nothing: money without goods.
    package static let quantityOrNone = Bound.range(0...highestQuantity)
    /// Added or taken away.
    package static let quantityChange = Bound.range(-highestQuantity...highestQuantity)
    package static let receiptNumber = Bound.range(1...1_000_000_000_000)
    /// Versions and incarnations, counted up by one: every language's numbers hold them exactly (RFC 8259, 6).
    package static let counter = Bound.range(1...9_007_199_254_740_991)
}

extension Money {
    /// Whether it could have come in as an amount.
    package var isPlausible: Bool { (-Bound.highestAmount...Bound.highestAmount).contains(minor) }

    /// The nearest that could.
    package var plausible: Money { Money(minor: min(max(minor, -Bound.highestAmount), Bound.highestAmount)) }

    /// What `quantity` comes to at a price per unit, where that is an amount still.
    ///
    /// - Throws: `amount.too-large` (422) naming the field.
    package static func line(_ unit: Money, times quantity: Quantity, mode: RoundingMode, field: String) throws(Fault) -> Money {
        let exact = try mode.quotient(of: Int128(unit.minor) * Int128(quantity.milli), by: 1000)
        guard exact.magnitude <= UInt128(Bound.highestAmount), let fits = Int64(exactly: exact) else {
            throw Fault(
                .amountTooLarge, "Quantity and price make more than \(Bound.highestAmount) minor units.",
                fields: [.init(field: field, code: "out-of-range", message: "Expected at most \(Bound.highestAmount) with the price.")])
        }
        return Money(minor: fits)
    }
}
