package import JSON
package import RetailCore

/// Settling what is due, refunds, stored value and points.
package enum TenderVectors: VectorArea {
    package static var name: String { "tender" }

    package static func answer(_ action: String, _ given: inout Fields) throws(Fault) -> [UInt8] {
        switch action {
        case "settle": try settle(&given)
        case "cash_suggestions": try suggestCash(&given)
        case "refund_parts": try refundParts(&given)
        case "refund_tenders": try refundTenders(&given)
        case "value_ledger": try valueLedger(&given)
        case "points_earned": try earnPoints(&given)
        case "points_redeemed": try redeemPoints(&given)
        case "points_most": try mostPoints(&given)
        case "tier": try tier(&given)
        case "points_last_day": try lastDayOfPoints(&given)
        case "points_ledger": try pointsLedger(&given)
        default: throw unknown(action)
        }
    }
}
