import JSON
import RetailCore
import TradeJSON

extension AmountVectors {
    static func sellingPrice(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let cost: Int64 = try given.required("cost_micro_minor")
        let markup: Int64 = try given.required("markup_micro")
        let mode: TaxMode = try given.required("mode")
        let taxes = try TaxComponents(given.required("components"))
        let rule = try SellingPriceRule(markupMicro: markup, ending: ending(&given), rounding: given.required("rounding"))
        let price = try rule.unitPrice(cost: UnitCost(microMinor: cost), taxes: taxes, mode: mode)
        return JSONWriter.object { $0.member("unit_price_minor", price) }
    }

    static func margin(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let price: Money = try given.required("net_price_minor")
        let margin = try Margin(netPrice: price, cost: UnitCost(microMinor: given.required("cost_micro_minor")))
        return JSONWriter.object {
            $0.member("profit_micro_minor", margin.profit.microMinor)
            $0.member("of_price_micro", margin.ofPriceMicro)
            $0.member("of_cost_micro", margin.ofCostMicro)
        }
    }

    private static func ending(_ given: inout Fields) throws(Fault) -> PriceEnding? {
        guard var ending = try given.object("ending") else { return nil }
        let step: Int64 = try ending.required("step_minor")
        let endings: [Int64] = try ending.required("endings_minor")
        try ending.finish()
        return try PriceEnding(step: step, endings: Set(endings))
    }
}
