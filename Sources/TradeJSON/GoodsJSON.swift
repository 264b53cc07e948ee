package import JSON
package import RetailCore

extension Goods: WireObject {
    package init(_ fields: inout Fields) throws(Fault) {
        let isEverything: Bool = try fields.required("everything", default: false, .none, "All lines, but for the exceptions.")
        let named = try Names(reading: &fields)
        let except: Names = try fields.required("except", default: Names())
        try fields.check(
            isEverything != !named.isEmpty, "", "goods-unclear", "Expected either everything, or some products, categories, brands or tags."
        )
        self = isEverything ? .everything(except: except) : Goods(named, except: except)
    }

    package func members(_ writer: inout JSONWriter) {
        if isEverything { writer.member("everything", true) }
        named.members(&writer)
        if !except.isEmpty { writer.member("except", except) }
    }
}

extension Goods.Names: WireObject {
    package static var wireName: String { "GoodsNames" }

    package init(_ fields: inout Fields) throws(Fault) {
        try self.init(reading: &fields)
    }

    init(reading fields: inout Fields) throws(Fault) {
        let products: [ID<Product>] = try fields.required("product_ids", default: [], .count(0...10_000))
        let categories: [ID<Category>] = try fields.required(
            "category_ids", default: [], .count(0...1000), "With all that is below them.")
        let brands: [String] = try fields.required("brands", default: [], .each(1...100, count: 0...1000))
        let tags: [String] = try fields.required("tags", default: [], .each(1...100, count: 0...1000))
        self.init(products: Set(products), categories: Set(categories), brands: Set(brands), tags: Set(tags))
    }

    package func members(_ writer: inout JSONWriter) {
        if !products.isEmpty { writer.member("product_ids", products.sorted()) }
        if !categories.isEmpty { writer.member("category_ids", categories.sorted()) }
        if !brands.isEmpty { writer.member("brands", brands.sorted()) }
        if !tags.isEmpty { writer.member("tags", tags.sorted()) }
    }
}

extension Percent: WireValue {
    package static var schema: Schema { .integer(0...1_000_000) }
    package static func sample() -> Percent { .whole }

    package static func read(_ value: JSONValue, _ bound: Bound) throws(Fault) -> Percent {
        try Percent(micro: Int64.read(value, .range(0...1_000_000)))
    }

    package func write(to writer: inout JSONWriter) { writer.integer(micro) }
}

extension CustomerTier: WireValue {
    package static var schema: Schema { .string(format: nil, length: 1...100) }
    package static func sample() -> CustomerTier { CustomerTier("gold") }

    package static func read(_ value: JSONValue, _ bound: Bound) throws(Fault) -> CustomerTier {
        CustomerTier(try String.read(value, .length(1...100)))
    }

    package func write(to writer: inout JSONWriter) { writer.string(name) }
}
