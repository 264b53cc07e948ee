import JSON
import RetailCore
import TradeJSON

extension StockVectors {
    static func demand(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let demand = try DailyDemand(days: given.required("days_milli"))
        return JSONWriter.object {
            $0.member("mean_milli", demand.mean)
            $0.member("deviation_milli", demand.deviation)
        }
    }

    static func reorder(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let level = try ServiceLevel(hundredthsOfPercent: given.required("service_level"))
        let point = try ReorderPoint(
            demand: DailyDemand(mean: given.required("mean_milli"), deviation: given.required("deviation_milli")),
            leadTimeCentidays: given.required("lead_time_centidays"),
            leadTimeDeviationCentidays: given.required("lead_time_deviation_centidays"), serviceLevel: level)
        return JSONWriter.object {
            $0.member("z_e4", level.z)
            point.members(&$0)
        }
    }

    static func order(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let rule = try OrderRule(&given)
        let quantity = try rule.suggestion(
            onHand: given.required("on_hand_milli"), onOrder: given.required("on_order_milli"), promised: given.required("promised_milli"),
            reorderAt: given.required("reorder_at_milli"))
        return JSONWriter.object { $0.member("quantity_milli", quantity) }
    }

    static func cover(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let demand = try DailyDemand(mean: given.required("mean_milli"), deviation: .zero)
        let days = demand.daysCovered(by: try given.required("on_hand_milli"))
        return JSONWriter.object { $0.member("days", days) }
    }
}
