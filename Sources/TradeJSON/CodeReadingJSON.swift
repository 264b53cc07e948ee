package import JSON
package import RetailCore

extension CodeReader.EightDigits: WireEnum {}

extension CodeReading {
    /// One of `meaning`, `ambiguous` and `reason`.
    package func members(_ writer: inout JSONWriter) {
        switch self {
        case .meaning(let meaning): writer.memberObject("meaning") { meaning.members(&$0) }
        case .ambiguous(let readings, let hasMore):
            writer.memberArray("ambiguous") { list in
                for reading in readings { list.element { $0.object { reading.members(&$0) } } }
            }
            if hasMore { writer.member("has_more", true) }
        case .problem(let problem):
            writer.member("reason", problem.code.rawValue)
            writer.member("position", problem.position)
        }
    }
}

extension CodeMeaning {
    package func members(_ writer: inout JSONWriter) {
        writer.member("kind", kind.rawValue)
        writer.member("symbology", symbology?.description)
        writer.member("gtin", gtin?.text14)
        writer.member("lookup", lookup?.text14)
        writer.member("contained_gtin", containedGTIN?.text14)
        writer.member("contained_count", containedCount)
        writer.member("batch", batch)
        writer.member("serial", serial)
        writer.member("expiry", expiry)
        writer.member("best_before", bestBefore)
        writer.member("sell_by", sellBy)
        writer.member("produced", produced)
        writer.member("packed", packed)
        writer.member("weight", weight?.description)
        writer.member("quantity_milli", quantity)
        writer.member("count", count)
        writer.member("price", price?.description)
        writer.member("price_currency", priceCurrency?.code)
        if case .article(_, let addOn) = content { writer.member("add_on", addOn) }
        if case .plain(let text) = content { writer.member("text", text) }
        if elements.isEmpty { return }
        writer.memberArray("elements") { list in
            for element in elements {
                list.element {
                    $0.object {
                        $0.member("ai", element.identifier.description)
                        $0.member("data", element.data)
                    }
                }
            }
        }
    }
}
