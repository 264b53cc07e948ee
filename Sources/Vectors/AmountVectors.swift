package import JSON
package import RetailCore

/// Rounding, allocation, units, taxes and prices.
package enum AmountVectors: VectorArea {
    package static var name: String { "amounts" }

    package static func answer(_ action: String, _ given: inout Fields) throws(Fault) -> [UInt8] {
        switch action {
        case "round": try round(&given)
        case "allocate": try allocate(&given)
        case "cash_rounding": try roundCash(&given)
        case "convert": try convert(&given)
        case "pack": try pack(&given)
        case "comparison_price": try compare(&given)
        case "weigh": try weigh(&given)
        case "tax": try tax(&given)
        case "quote": try quote(&given)
        case "price": try price(&given)
        case "selling_price": try sellingPrice(&given)
        case "margin": try margin(&given)
        default: throw unknown(action)
        }
    }
}
