import JSON
import RetailCore
import TradeJSON

extension AmountVectors {
    static func quote(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let book = try book(&given)
        let product: ID<Product> = try given.required("product")
        let store: ID<Store> = try given.required("store")
        let tier: CustomerTier? = try given.optional("tier")
        let quantity: Quantity = try given.required("quantity_milli")
        let quote = book.price(product: product, store: store, tier: tier, quantity: quantity, at: try given.required("at"))
        return JSONWriter.object { writer in
            guard let quote else { return }
            writer.memberObject("quote") {
                $0.member("unit_price_minor", quote.unitPrice)
                $0.member("list", quote.list.id)
                $0.member("from", quote.version.from)
                $0.member("break_milli", quote.quantityBreak?.from)
            }
        }
    }

    static func price(_ given: inout Fields) throws(Fault) -> [UInt8] {
        let rounding: RoundingMode = try given.required("rounding")
        let pricing = UnitPricing(
            book: try book(&given), markdowns: try markdowns(&given), overrides: try policy(&given), rounding: rounding)
        var request = PriceRequest(
            product: try given.required("product"), store: try given.required("store"), quantity: try given.required("quantity_milli"),
            at: try given.required("at"), day: try given.required("day"))
        request.together = try given.optional("together_milli")
        request.tier = try given.optional("tier")
        request.expiry = try given.optional("expiry")
        request.labelTotal = try given.optional("label_total_minor")
        request.override = try override(&given)
        request.floor = try given.optional("floor_minor")
        let price = try pricing.price(of: request)
        return JSONWriter.object {
            $0.member("unit_price_minor", price.unitPrice)
            $0.member("list_price_minor", price.listPrice)
            $0.member("quantity_milli", price.quantity)
            $0.member("shelf_minor", price.shelf)
            $0.member("steps", price.steps.map(\.word))
        }
    }

    private static func book(_ given: inout Fields) throws(Fault) -> PriceBook {
        var parts: [(list: PriceList, versions: [PriceVersion])] = []
        for var list in try given.objects("lists") {
            let id: ID<PriceList> = try list.required("id")
            let priority: Int64 = try list.required("priority")
            let stores: [ID<Store>]? = try list.optional("stores")
            let tiers: [CustomerTier]? = try list.optional("tiers")
            var versions: [PriceVersion] = []
            for var version in try list.objects("versions") {
                versions.append(
                    try PriceVersion(
                        version.required("product"), from: version.required("from"), until: version.optional("until"),
                        unitPrice: version.required("unit_price_minor"), breaks: version.required("breaks")))
                try version.finish()
            }
            try list.finish()
            parts.append(
                (
                    PriceList(
                        id: id, name: "\(id)", priority: Int32(clamping: priority), stores: stores.map(Set.init),
                        tiers: tiers.map(Set.init),
                        currency: .none), versions
                ))
        }
        return try PriceBook(parts)
    }

    private static func markdowns(_ given: inout Fields) throws(Fault) -> [MarkdownRule] {
        var rules: [MarkdownRule] = []
        for var rule in try given.objects("markdowns") {
            let id: ID<MarkdownRule> = try rule.required("id")
            rules.append(try MarkdownRule(id: id, name: "\(id)", stages: rule.required("stages")))
            try rule.finish()
        }
        return rules
    }

    private static func policy(_ given: inout Fields) throws(Fault) -> OverridePolicy {
        guard var policy = try given.object("policy") else { return .approvedOnly }
        let free: Int64 = try policy.required("free_off_micro")
        let most: Int64 = try policy.required("most_off_micro")
        try policy.finish()
        return try OverridePolicy(freeOffMicro: free, mostOffMicro: most)
    }

    private static func override(_ given: inout Fields) throws(Fault) -> PriceOverride? {
        guard var override = try given.object("override") else { return nil }
        let price: Money = try override.required("unit_price_minor")
        let limit: Int64? = try override.optional("approval_limit_off_micro")
        try override.finish()
        let approval = limit.map { Approval(id: .none, approver: .none, at: Instant(microseconds: 0), limitOffMicro: $0) }
        return try PriceOverride(unitPrice: price, reason: "a vector's", approval: approval)
    }
}

extension LinePrice.Step {
    fileprivate var word: String {
        switch self {
        case .list: "list"
        case .markdown: "markdown"
        case .override: "override"
        case .label: "label"
        }
    }
}
