package import JSON
package import RetailCore

/// A price list with its prices; what currency they are in is said once, outside.
package struct PriceListEntry: WireObject {
    package static var wireName: String { "PriceList" }

    package let id: ID<PriceList>
    package let name: String
    package let priority: Int32
    package let stores: Set<ID<Store>>?
    package let tiers: Set<CustomerTier>?
    package let versions: [PriceVersion]

    package init(_ fields: inout Fields) throws(Fault) {
        id = try fields.required("id")
        name = try fields.required("name", .length(1...200))
        let priority: Int64 = try fields.required("priority", default: 0, .range(-1_000_000...1_000_000), "The higher one wins.")
        self.priority = Int32(clamping: priority)
        let stores: [ID<Store>]? = try fields.optional("store_ids", .count(1...10_000), "Left out: all stores.")
        self.stores = stores.map(Set.init)
        let tiers: [CustomerTier]? = try fields.optional("tiers", .count(1...100), "Left out: everybody.")
        self.tiers = tiers.map(Set.init)
        versions = try fields.required("prices", .count(0...10_000))
    }

    package func members(_ writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("name", name)
        if priority != 0 { writer.member("priority", Int(priority)) }
        if let stores { writer.member("store_ids", stores.sorted()) }
        if let tiers { writer.member("tiers", tiers.sorted()) }
        writer.member("prices", versions)
    }

    func list(in currency: Currency) -> PriceList {
        PriceList(id: id, name: name, priority: priority, stores: stores, tiers: tiers, currency: currency)
    }
}
