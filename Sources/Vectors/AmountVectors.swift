package import JSON
package import RetailCore

/// Rounding, allocation, units, taxes and prices.
package enum AmountVectors: VectorArea {
    package static var name: String { "amounts" }

    package static func answer(_ action: String, _ given: inout Fields) throws(Fault) -> [UInt8] {
        switch action {
        case "round": try RoundingVectors.round(&given)
        case "allocate": try RoundingVectors.allocate(&given)
        case "cash_rounding": try RoundingVectors.roundCash(&given)
        case "convert": try UnitVectors.convert(&given)
        case "pack": try UnitVectors.pack(&given)
        case "comparison_price": try UnitVectors.compare(&given)
        case "weigh": try UnitVectors.weigh(&given)
        case "tax": try TaxVectors.tax(&given)
        case "quote": try PriceVectors.quote(&given)
        case "price": try PriceVectors.price(&given)
        case "selling_price": try MarginVectors.sellingPrice(&given)
        case "margin": try MarginVectors.margin(&given)
        default: throw unknown(action)
        }
    }
}
