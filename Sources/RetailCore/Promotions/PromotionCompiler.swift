/// Sorts promotions under the headings that their goods name.
struct PromotionCompiler {
    private(set) var compiled: [CompiledPromotion] = []
    private(set) var goods: [CompiledGoods] = []
    private(set) var index = HeadingIndex()
    private var known: [Goods: Int32] = [:]
    private var headings: [Heading] = [Heading()]

    mutating func add(_ promotion: Promotion, _ number: Int32) {
        var entry = CompiledPromotion(goods: entry(for: promotion.goods))
        if let minimum = promotion.condition.minimum { entry.minimumGoods = self.entry(for: minimum.goods ?? promotion.goods) }
        switch (promotion.layer, promotion.benefit) {
        case (.price, _): file(under: entry.goods) { $0.prices.append(number) }
        case (.deal, .set(let set)):
            for (part, wanted) in set.parts.enumerated() {
                entry.parts.append(self.entry(for: wanted.goods))
                file(under: entry.parts[part]) { $0.parts.append(PartReference(promotion: number, part: Int32(part))) }
            }
        case (.deal, _) where !promotion.limits.isNone || promotion.exclusiveGroup != nil:
            entry.parts = [entry.goods]
            file(under: entry.goods) { $0.parts.append(PartReference(promotion: number, part: 0)) }
        case (.deal, .percent): file(under: entry.goods) { $0.percents.append(number) }
        case (.deal, .amount): file(under: entry.goods) { $0.amounts.append(number) }
        case (.deal, .fixedPrice): file(under: entry.goods) { $0.fixedPrices.append(number) }
        case (.deal, .spend), (.total, _): break
        }
        compiled.append(entry)
    }

    /// The headings, each list with its strongest promotion first.
    func finishedHeadings(_ promotions: [Promotion]) -> [Heading] {
        func strength(_ number: Int32) -> Int64 {
            switch promotions[Int(number)].benefit {
            case .percent(let percent): percent.micro
            case .amount(let amount): amount.minor
            case .fixedPrice(let price): -price.minor
            case .set, .spend: 0
            }
        }
        func isStronger(_ left: Int32, _ right: Int32) -> Bool {
            if strength(left) != strength(right) { return strength(left) > strength(right) }
            return promotions.prefers(left, to: right)
        }
        return headings.map { heading in
            var heading = heading
            heading.percents.sort(by: isStronger)
            heading.amounts.sort(by: isStronger)
            heading.fixedPrices.sort(by: isStronger)
            return heading
        }
    }

    private mutating func entry(for wanted: Goods) -> Int32 {
        if let number = known[wanted] { return number }
        goods.append(CompiledGoods(goods: wanted, headings: index.headings(of: wanted)))
        while headings.count < Int(index.count) { headings.append(Heading()) }
        known[wanted] = Int32(goods.count - 1)
        return Int32(goods.count - 1)
    }

    private mutating func file(under entry: Int32, _ add: (inout Heading) -> Void) {
        for heading in goods[Int(entry)].headings { add(&headings[Int(heading)]) }
    }
}

extension [Promotion] {
    /// Whether, all else being equal, the first is taken rather than the second: by priority, then by id.
    func prefers(_ left: Int32, to right: Int32) -> Bool {
        let (first, second) = (self[Int(left)].priority, self[Int(right)].priority)
        return first != second ? first > second : left < right
    }
}
