import JSON
import RetailCore
import TradeJSON

extension CodeVectors {
    static func table(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let count = try patterns(&given)?.patterns.count ?? 0
        return JSONWriter.object { $0.member("patterns", count) }
    }

    static func code(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let table = try patterns(&given) ?? .none
        let item = try gtin(of: given.required("item"))
        let gtin = try table.code(item: item, variable: given.required("variable"))
        return JSONWriter.object { $0.member("gtin", gtin.text14) }
    }

    /// A country's preset, or patterns; nil where neither is given.
    static func patterns(_ given: inout Fields) throws(Fault) -> InStoreTable? {
        guard let value: JSONValue = try given.optional("in_store") else { return nil }
        guard value.kind == .string else { return try InStoreTable([InStorePattern].read(value, .none)) }
        guard let preset = InStoreTable.preset(country: try value.string()) else {
            throw Fault.field("in_store", "unknown-value", "There is no preset for this country.")
        }
        return preset
    }
}
