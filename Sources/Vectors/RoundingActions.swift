import JSON
import RetailCore
import TradeJSON

extension AmountVectors {
    static func round(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let numerator: Int64 = try given.required("numerator")
        let divisor: Int64 = try given.required("divisor")
        let mode: RoundingMode = try given.required("rounding")
        let rounded = try Money(exactly: mode.quotient(of: Int128(numerator), by: Int128(divisor)))
        return JSONWriter.object { $0.member("rounded", rounded) }
    }

    static func allocate(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let total: Money = try given.required("total_minor")
        let weights: [Int64] = try given.required("weights")
        let parts = try total.allocated(over: weights)
        return JSONWriter.object { $0.member("parts_minor", parts) }
    }

    static func roundCash(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let amount: Money = try given.required("amount_minor")
        let step: Int64 = try given.required("step_minor")
        let rounding = try CashRounding(stepMinor: step, mode: given.required("rounding"))
        let rounded = try rounding.rounded(amount)
        let adjustment = try rounding.adjustment(for: amount)
        return JSONWriter.object {
            $0.member("rounded_minor", rounded)
            $0.member("adjustment_minor", adjustment)
        }
    }
}
