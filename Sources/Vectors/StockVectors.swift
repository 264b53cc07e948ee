package import JSON
package import RetailCore

/// Picking, costing, counting and ordering.
package enum StockVectors: VectorArea {
    package static var name: String { "stock" }

    package static func answer(_ action: String, _ given: inout Fields) throws(Fault) -> [UInt8] {
        switch action {
        case "pick": try pick(&given)
        case "average": try averageCost(&given)
        case "fifo": try firstInFirstOut(&given)
        case "count": try countStock(&given)
        case "demand": try demand(&given)
        case "reorder": try reorder(&given)
        case "order": try order(&given)
        case "cover": try cover(&given)
        case "expiry_stage": try expiryStage(&given)
        case "receiving": try receive(&given)
        case "transit": try transit(&given)
        case "balance_proof": try balanceProof(&given)
        default: throw unknown(action)
        }
    }
}
