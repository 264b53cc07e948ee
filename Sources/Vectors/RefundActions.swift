import JSON
import RetailCore
import TradeJSON

extension TenderVectors {
    /// Refunds of one line, one after the other; null takes all that is left.
    static func refundParts(_ given: inout Fields) throws(Fault) -> [UInt8] {
        var line = try StoredLine(
            quantity: given.required("quantity_milli"), paid: given.required("paid_minor"),
            makerCoupon: given.required("maker_coupon_minor", default: .zero), amounts: given.required("amounts_minor"),
            points: given.required("points"))
        let refunds: [JSONValue] = try given.required("refunds_milli")
        var parts: [LineRefund] = []
        for refund in refunds {
            let part = refund.kind == .null ? try line.refundingRest() : try line.refunding(Quantity.read(refund, .none))
            parts.append(part)
            line = part.after
        }
        return JSONWriter.object { $0.member("parts", of: parts) { $0.members(&$1) } }
    }

    static func refundTenders(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let tenders = try RefundPolicy(&given).tenders(
            for: given.required("amount_minor"), makerCoupon: given.required("maker_coupon_minor"), over: given.required("paid"))
        return JSONWriter.object { $0.member("tenders", of: tenders) { $0.members(&$1) } }
    }
}
