import JSON
import RetailCore
import TradeJSON

extension AmountVectors {
    static func convert(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let quantity: Quantity = try given.required("quantity_milli")
        let from: UnitOfMeasure = try given.required("from")
        let converted = try quantity.converted(from: from, to: given.required("to"), rounding: given.optional("rounding"))
        return JSONWriter.object { $0.member("quantity_milli", converted) }
    }

    static func pack(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let size = try PackSize(given.required("contents_milli"))
        let held = try size.stock(of: given.required("packs_milli"), rounding: given.optional("rounding"))
        let (packs, rest) = size.packs(in: try given.required("stock_milli"))
        return JSONWriter.object {
            $0.member("stock_milli", held)
            $0.member("packs", packs)
            $0.member("rest_milli", rest)
        }
    }

    static func compare(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let price: Money = try given.required("price_minor")
        let contents: Quantity = try given.required("contents_milli")
        let unit: UnitOfMeasure = try given.required("unit")
        let base = try ComparisonPrice.Base(given.required("base_milli"), given.required("base_unit"))
        let comparison = try ComparisonPrice(of: price, for: contents, unit, per: base, rounding: given.required("rounding"))
        return JSONWriter.object { $0.member("price_minor", comparison.price) }
    }

    static func weigh(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let weighed = try WeighedQuantity(gross: given.required("gross_milli"), tare: given.required("tare_milli"))
        let amount = try weighed.amount(at: given.required("unit_price_minor"), rounding: given.required("rounding"))
        return JSONWriter.object {
            $0.member("net_milli", weighed.net)
            $0.member("amount_minor", amount)
        }
    }
}
