package import JSON
package import RetailCore
import TradeJSON

/// Carts with promotions and taxes.
package enum PromotionVectors: VectorArea {
    package static var name: String { "promotions" }

    package static func answer(_ action: String, _ given: inout Fields) throws(Fault) -> [UInt8] {
        guard action == "checkout" else { throw unknown(action) }
        let total = try CheckoutRequest(&given).result().total
        return JSONWriter.object { total.members(&$0) }
    }
}
